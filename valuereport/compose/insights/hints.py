"""What two quick questions hint at: a hint, which names no class."""

from __future__ import annotations

from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.kano import feature_heading, satisfied_heading
from valuereport.compose.insights.listening_names import quadrant_names
from valuereport.model.listening import PriorityHint, Surveys
from valuereport.model.story_page import Row, Table


def hinted(context: InsightContext) -> str:
    """Return what two quick questions say is to be fixed first, of what has no class; empty where that is nothing."""
    found, classed = context.found.surveys, context.found.priorities
    known = {each.feature for each in classed.rows} if classed else set()
    hints = _newest_hints(found).values() if found else ()
    first = [context.feature(one.feature) for one in hints if one.quadrant == "fix_first" and one.feature not in known]
    name = f"{_hints_title(context)} · {quadrant_names(context.words)['fix_first']}"
    return context.words.labelled(name, context.words.list(first)) if first else ""


def _newest_hints(found: Surveys) -> dict[str, PriorityHint]:
    return {each.feature: each for each in found.hints if each.kind == "members"}


def _hints_title(context: InsightContext) -> str:
    # Translators: the title of a table.
    return context.words.gettext("Priority hints")


def hints_table(context: InsightContext, found: Surveys) -> Table:
    """Return what the short pair of questions hints at."""
    words, names = context.words, quadrant_names(context.words)
    rows = tuple(
        Row(
            context.feature(each.feature),
            (names[each.quadrant], context.lines(each.satisfied, "share"), context.lines(each.missed, "share")),
        )
        for each in _newest_hints(found).values()
    )
    headings = (
        feature_heading(context),
        # Translators: headings of columns: what two quick questions hint at; the share who would miss a thing.
        words.gettext("Hint"),
        satisfied_heading(context),
        words.gettext("Would miss it"),
    )
    # Translators: under a table.
    note = words.gettext(
        "Two quick questions: satisfied with it, and how it would be without it. A hint, which names no class."
    )
    return Table(_hints_title(context), headings, rows, texts=1, note=note)
