"""How the figures were made, on what each rests, and how the members' privacy is kept."""

from __future__ import annotations

from dataclasses import replace

from valuereport.compose.story.measures import name
from valuereport.compose.story.teller import Teller
from valuereport.model.story import Claim
from valuereport.model.story_page import Row, Section, Table
from valuereport.settings import Assumption


def method(teller: Teller) -> Section:
    """Return how the figures were made, with a row for each claim and for each assumption behind one."""
    words = teller.words
    ranges = words.gettext(
        "Most assumptions are ranges, so every figure in money was worked out {n} times, each time with other figures "
        "from within them. Nine results in ten are above the low estimate, one in ten is above the high one."
    ).format(n=words.number(teller.settings.workspace.calculation.draws, 0))
    paragraphs = (
        words.gettext(
            "Each member’s value was worked out from dated records of what the member used: how often, times what one "
            "use is worth, less what would have happened anyway and what is owed to others."
        ),
        ranges,
        words.gettext("All figures are about the past and about groups. They promise nothing to any one member."),
    )
    tables = tuple(filter(None, (_claims(teller), _assumptions(teller))))
    # Translators: a heading.
    return Section("method", words.gettext("How these figures were made"), paragraphs, tables=tables)


def _claims(teller: Teller) -> Table | None:
    words, found = teller.words, teller.stories.claims
    if not found:
        return None
    alike: dict[Claim, list[str]] = {}
    for claim in found:  # figures that rest on the same share a row
        alike.setdefault(replace(claim, measure=""), []).append(name(teller, claim.measure))
    rows = tuple(
        Row(
            words.list(names),
            (
                words.period(*claim.period),
                grade(teller, claim.grade),
                ", ".join(claim.assumptions) if claim.assumptions else words.gettext("counted"),
                words.number(claim.members, 0),
            ),
        )
        for claim, names in alike.items()
    )
    headings = (
        # Translators: headings of a table: each figure, and on what it rests.
        words.gettext("Figure"),
        words.gettext("Period"),
        words.gettext("Evidence"),
        words.gettext("Assumptions"),
        words.gettext("Members"),
    )
    return Table(words.gettext("What each figure rests on"), headings, rows, texts=3)


def _assumptions(teller: Teller) -> Table | None:
    words, known = teller.words, teller.settings.judgement.assumptions
    used = sorted({each for claim in teller.stories.claims for each in claim.assumptions if each in known})
    if not used:
        return None
    headings = (
        # Translators: a heading above the names of assumptions.
        words.gettext("Assumption"),
        words.gettext("Figure and range"),
        words.gettext("Evidence"),
        words.gettext("Source"),
    )
    rows = tuple(
        Row(each, (_figure(teller, known[each]), grade(teller, known[each].grade), _source(teller, known[each])))
        for each in used
    )
    return Table(words.gettext("The assumptions and their sources"), headings, rows, texts=3)


def grade(teller: Teller, grade: str) -> str:
    """Return how good the evidence is, in a word."""
    words = teller.words
    names = {
        "recorded": words.pgettext("evidence", "recorded"),
        "reported": words.pgettext("evidence", "reported"),
        "estimated": words.pgettext("evidence", "estimated"),
    }
    return names.get(grade, grade)


def _figure(teller: Teller, found: Assumption) -> str:
    figure = _amount(teller, found.unit, found.central)
    if found.exact:
        return figure
    low, high = (_amount(teller, found.unit, each) for each in (found.low, found.high))
    return teller.words.gettext("{figure} ({low} to {high})").format(figure=figure, low=low, high=high)


def _amount(teller: Teller, unit: str, figure: float) -> str:
    words, currency = teller.words, teller.stories.currency
    head = unit.partition(" ")[0]
    if unit == "share":
        return words.percent(figure)
    if head == currency:
        return words.round_money(figure, currency)
    if head == "hours":
        return words.hours(figure)
    return words.number(figure, 2)


def _source(teller: Teller, found: Assumption) -> str:
    words = teller.words
    source = teller.pick(found.cited) if found.cited else ""
    if found.url:
        return source or f"{found.source}, {found.year}"
    if found.grade == "estimated":
        if source:
            return words.gettext("{source} (our own estimate)").format(source=source)
        return words.gettext("our own estimate, {year}").format(year=found.year)
    if source:
        return words.gettext("{source} (our own records)").format(source=source)
    return words.gettext("our own records, {year}").format(year=found.year)


def privacy(teller: Teller) -> Section:
    """Return how the members' privacy is kept."""
    words, rules = teller.words, teller.settings.workspace.stories
    paragraphs = (
        words.gettext("A figure is shown only where at least {n} members stand behind it.").format(
            n=words.number(rules.smallest_group, 0)
        ),
        words.gettext(
            "It is hidden, too, where one member has so large a part in it that this member’s own figure could be "
            "guessed, or where it could be worked out from other figures."
        ),
        words.gettext(
            "Members are counted in steps of {step}, and all other figures are rounded. The largest and the smallest "
            "value are never shown."
        ).format(step=words.number(rules.round_members, 0)),
        words.gettext("Members are quoted by name only with their dated permission, and only until they withdraw it."),
    )
    # Translators: a heading.
    return Section("privacy", words.gettext("How our members’ privacy is kept"), paragraphs)
