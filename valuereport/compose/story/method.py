"""The method text of the story page: how the figures were worked out, their assumptions, and how privacy is kept."""

from __future__ import annotations

from valuereport.compose.assumptions import in_unit, source, with_range
from valuereport.compose.story.assumption_names import assumption_names
from valuereport.compose.story.context import StoryContext
from valuereport.compose.story.measures import measure_name
from valuereport.model.story_page import Row, Section, Table
from valuereport.settings import Assumption
from valuereport.wording.collation import collation_key


def method(context: StoryContext) -> Section:
    """Return how the figures were worked out, with a table of the claims and one of the assumptions behind them."""
    words = context.words
    ranges = words.gettext(
        "Most assumptions are ranges. The best estimate has the mean of each. For its range every figure in money was "
        "worked out {n} times with other figures from within them: nine results in ten are above the low estimate, "
        "one in ten is above the high one."
    ).format(n=words.number(context.settings.workspace.calculation.draws, 0))
    paragraphs = (
        words.gettext(
            "Each member’s value was worked out from dated records of what the member used: how often, times what one "
            "use is worth, less what would have happened anyway and what is owed to others."
        ),
        ranges,
        words.gettext("All figures are about the past and about groups. They promise nothing to any one member."),
    )
    tables = tuple(filter(None, (_claims(context), _assumptions(context))))
    # Translators: a heading.
    return Section("method", words.gettext("How these figures were made"), paragraphs, tables=tables)


def _claims(context: StoryContext) -> Table | None:
    """Return on what each figure rests; figures that rest on the same stand in one row."""
    words = context.words
    names: dict[str, list[str]] = {}
    for claim in context.stories.claims:
        evidence = _evidence(context, claim.grade) if claim.assumptions else words.gettext("counted")
        names.setdefault(evidence, []).append(measure_name(words, claim.measure))
    if not names:
        return None
    rows = tuple(Row(evidence, (words.list(measures),)) for evidence, measures in names.items())
    # Translators: headings of a table: a kind of evidence, and which figures rest on it.
    headings = (words.gettext("Evidence"), words.gettext("Figures"))
    return Table(words.gettext("What each figure rests on"), headings, rows, texts=1)


def _assumptions(context: StoryContext) -> Table | None:
    words, assumptions, names = context.words, context.settings.judgement.assumptions, assumption_names(context)
    used = {name for claim in context.stories.claims for name in claim.assumptions if name in names}
    if not used:
        return None
    key = collation_key(words.language)
    headings = (
        # Translators: a heading above the names of assumptions.
        words.gettext("Assumption"),
        words.gettext("Figure and range"),
        words.gettext("Evidence"),
        words.gettext("Source"),
    )
    rows = tuple(
        Row(names[name], (_figure(context, found), _evidence(context, found.grade), source(context.texts, found)))
        for name, found in ((name, assumptions[name]) for name in sorted(used, key=lambda each: key(names[each])))
    )
    return Table(words.gettext("The assumptions and their sources"), headings, rows, texts=3)


def _evidence(context: StoryContext, grade: str) -> str:
    """Return the grade of the evidence in words; a grade of a newer version as it is."""
    return next((text for name, text in context.texts.grades.items() if name == grade), grade)


def _figure(context: StoryContext, assumption: Assumption) -> str:
    """Return the figure of an assumption, with its range if it has one."""
    words, currency = context.words, context.stories.currency
    mean, low, high = (
        in_unit(words, value, assumption.unit, currency, words.round_money)
        for value in (assumption.mean, assumption.low, assumption.high)
    )
    return mean if assumption.exact else with_range(words, mean, low, high)


def privacy(context: StoryContext) -> Section:
    """Return how the members' privacy is kept."""
    words, rules = context.words, context.settings.workspace.stories
    paragraphs = (
        words.gettext("A figure is shown only where {n} members or more stand behind it.").format(
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
