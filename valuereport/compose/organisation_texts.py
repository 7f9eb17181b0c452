"""The organisation's texts in one language: the same for every member, so looked up once and not once for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Literal

import babel

from valuereport.model.benefits import BENEFITS, Benefit
from valuereport.model.valuation import Edition, Grade
from valuereport.settings import Activity, PolicyWin, Rate, Settings
from valuereport.settings.feedback import answered
from valuereport.settings.judgement import LabelColumn
from valuereport.wording import Wording, resolve_text


class OrganisationTexts:
    """The texts of the settings in one locale. Nothing in it depends on a member."""

    def __init__(self, settings: Settings, words: Wording) -> None:
        self.settings, self.words = settings, words
        judgement = settings.judgement
        period = settings.workspace.period
        self.period = words.period(period.start, period.end)
        self.country = babel.Locale.parse(settings.workspace.organisation.locale, sep="-").territory
        self.activities: Mapping[str, Activity] = {activity.id: activity for activity in judgement.taxonomy.activity}
        self.wins: Mapping[str, PolicyWin] = {win.id: win for win in judgement.policy_wins}
        self.labels: Mapping[str, str] = {name: self.text(found.label) for name, found in self.activities.items()}
        self._title_languages = settings.workspace.title_languages
        self.rates: Mapping[str, Rate] = settings.workspace.rates
        self.benefits: Mapping[Benefit, str] = {name: words.gettext(one.label) for name, one in BENEFITS.items()}
        self.grades: Mapping[Grade, str] = {
            # Translators: evidence grades, adjectives in a table: from prices and payments; told us by members; ours.
            "recorded": words.pgettext("evidence", "recorded"),
            "reported": words.pgettext("evidence", "reported"),
            "estimated": words.pgettext("evidence", "estimated"),
        }

    def text(self, texts: Mapping[str, str]) -> str:
        """Return a text of the settings in this language, or in the organisation's where it has no translation."""
        return self.translated(texts)[0]

    def translated(self, texts: Mapping[str, str]) -> tuple[str, bool]:
        """Return a text of the settings, and whether it is in this language.

        A translation that is not in the settings may be in the workspace's catalogue.
        """
        text, in_language = resolve_text(texts, self.words.tag, self.settings.workspace.organisation.locale)
        if in_language or text not in self.words.workspace_texts:
            return text, in_language
        return self.words.workspace_texts[text], True

    def edition_text(self, edition: Edition, key: Literal["thanks", "next", "more"]) -> str:
        """Return the organisation's own words for a box of an edition's statement; empty where it has none."""
        found = self.settings.workspace.texts.get(edition)
        texts = getattr(found, key) if found else None
        return self.text(texts) if texts else ""

    def title_language(self, source: str) -> str:
        """Return the language of the titles of a source: a statement's own tag where it is the statement's."""
        language = self._title_languages.get(source, "")
        return language if language and language != self.words.language else self.words.tag

    def segment(self, kind: LabelColumn, word: str) -> str:
        """Return the label of a grade, sector or region; the source's own word where the settings have no label."""
        texts = self.settings.judgement.taxonomy.labels.get(kind, {}).get(word)
        return self.text(texts) if texts else word

    @cached_property
    def complete(self) -> bool:
        """Return whether every text of the settings has a translation: then no statement has a missing text."""
        return all(self.translated(texts)[1] for texts in self._all_texts())

    def _all_texts(self) -> Iterator[Mapping[str, str]]:
        workspace = self.settings.workspace
        yield from (texts for texts in (workspace.organisation.strapline, workspace.email.secret_hint) if texts)
        yield workspace.organisation.signatory_role
        for one in workspace.texts.values():
            yield from one.texts.values()
        yield from (activity.label for activity in self.activities.values())
        for labels in self.settings.judgement.taxonomy.labels.values():
            yield from labels.values()
        yield from (one.words for one in self.settings.judgement.entitlements if one.words)
        for win in self.wins.values():
            yield from (win.title, win.text)
        for suggestion in answered(self.settings.suggestions, workspace.feedback, "statements"):
            yield from filter(None, (suggestion.said, suggestion.answer))


@lru_cache(maxsize=64)
def organisation_texts_for(settings: Settings, words: Wording) -> OrganisationTexts:
    """Return the organisation's texts in the locale of `words`."""
    return OrganisationTexts(settings, words)
