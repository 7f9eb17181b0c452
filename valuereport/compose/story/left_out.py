"""What a table or picture leaves out, in one line: groups that are too small to show, figures hidden for members."""

from __future__ import annotations

from collections.abc import Collection

from valuereport.compose.story.context import StoryContext
from valuereport.model.dimensions import Dimension
from valuereport.model.story import Segment


def groups_left_out(context: StoryContext, by: tuple[Dimension, ...], hidden: Collection[Segment]) -> str:
    """Return a line on the hidden segments of one or more dimensions; empty if there are none."""
    if not hidden:
        return ""
    words, count = context.words, len(hidden)
    rules = {cell.rule for cell in context.stories.cells if cell.segment in hidden}
    if rules != {"threshold"}:
        return any_groups_left_out(context, count)
    # Translators: under a table or chart: how many groups have so few members that a figure would say who they are.
    messages = {
        "sector": words.ngettext("{n} sector too small to show", "{n} sectors too small to show", count),
        "region": words.ngettext("{n} region too small to show", "{n} regions too small to show", count),
        "grade": words.ngettext("{n} grade too small to show", "{n} grades too small to show", count),
    }
    group = words.ngettext("{n} group too small to show", "{n} groups too small to show", count)
    return (messages.get(by[0], group) if len(by) == 1 else group).format(n=words.number(count, 0))


def any_groups_left_out(context: StoryContext, count: int) -> str:
    """Return a line on so many hidden groups, for whatever reason; empty if there are none."""
    # Translators: under a table or chart; {n} is how many groups of members are left out.
    message = context.words.gettext("Groups left out to protect members: {n}")
    return message.format(n=context.words.number(count, 0)) if count else ""


def benefits_left_out(context: StoryContext) -> str:
    """Return a line on the benefits whose value is hidden; empty if there are none."""
    words, count = context.words, sum(cell.value is None for _, cell in context.benefits())
    if not count:
        return ""
    # Translators: under a table or chart: how many benefits so few members used that a figure would say who they are.
    message = words.ngettext(
        "{n} benefit left out to protect members", "{n} benefits left out to protect members", count
    )
    return message.format(n=words.number(count, 0))
