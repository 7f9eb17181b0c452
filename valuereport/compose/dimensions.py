"""What the fields are called by which members are divided, and the groups of each."""

from __future__ import annotations

from typing import Final

from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.settings.judgement import LabelColumn
from valuereport.wording import Wording

_LABELLED: Final[tuple[LabelColumn, ...]] = ("grade", "sector", "region")


def field_name(words: Wording, field: str) -> str:
    """Return the name of a field of members, as a heading; a column that only the organisation knows keeps its own."""
    names = {
        "sector": words.gettext("Sector"),
        "region": words.gettext("Region"),
        "grade": words.gettext("Grade"),
        # Translators: a heading: person or organisation.
        "kind": words.gettext("Kind of member"),
        "country": words.gettext("Country"),
        "activity": words.gettext("Activity"),
        # Translators: a heading: direct debit, invoice, card.
        "payment": words.gettext("Way of payment"),
        # Translators: a heading above 1, 2–3, 4–6, 7+: for how many years somebody has been a member.
        "tenure": words.gettext("Years of membership"),
        # Translators: a heading above 0, 1–3, 4–9, 10+: how often a member used anything in a year.
        "engagement": words.gettext("Uses in a year"),
    }
    return names.get(field, field)


def group_name(texts: OrganisationTexts, field: str, word: str) -> str:
    """Return the label of a group: the settings' own, or the word as it is in the source."""
    words = texts.words
    if not word:
        return words.gettext("not recorded")
    if field == "kind":
        kinds = {"person": words.gettext("Persons"), "organisation": words.gettext("Organisations")}
        return kinds.get(word, word)
    if field == "country":
        return words.country(word)
    if field in ("tenure", "engagement"):
        return word.replace("-", "–")
    return next((texts.segment(column, word) for column in _LABELLED if column == field), word)
