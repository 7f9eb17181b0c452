"""What stands at the top: each outcome, its change and why, what else is known and what waits to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from valuereport.compose.insights.cohorts import newest_first_year
from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.first_value import soonest
from valuereport.compose.insights.flywheel import brought
from valuereport.compose.insights.hints import hinted
from valuereport.compose.insights.influence import clearest
from valuereport.compose.insights.kano import drifted, kano_heading
from valuereport.compose.insights.listening_names import direction_words
from valuereport.compose.insights.names import message_words, reason, section_names
from valuereport.compose.insights.priorities import first_actions
from valuereport.compose.insights.satisfaction import newest_promoters, promoter_name
from valuereport.compose.insights.upkeep import open_alerts, to_verify
from valuereport.model.insight import Contribution, Node
from valuereport.model.story_page import Figure

_WORTH_SAYING = 0.1  # of the change: what is less moved nothing the other way
_NAMED = 3  # features of one kind
_RATE = "renewal_rate"  # stands beside the outcomes, whatever they are


def lead(context: InsightContext) -> tuple[str, ...]:
    """Return a sentence on each outcome: from what to what, and what moved it; else why there is none.

    Below them one line of each other part that has something to say.
    """
    outcomes = tuple(_sentence(context, node) for node in _first(context))
    withheld = context.found.withheld.get("tree")
    if withheld and not outcomes:
        outcomes = (reason(context.words, withheld),)
    others = (
        first_actions(context),
        hinted(context),
        newest_first_year(context),
        _with_renewal(context),
        soonest(context),
        _drifts(context),
        _recommended(context),
        brought(context),
        open_alerts(context),
        to_verify(context),
    )
    return outcomes + tuple(filter(None, others))


def _with_renewal(context: InsightContext) -> str:
    told = clearest(context)
    return f"{section_names(context.words)['influence']} · {told}" if told else ""


def _drifts(context: InsightContext) -> str:
    """Return what members expect otherwise than in the survey before; empty where nothing has drifted."""
    ways = direction_words(context.words)
    label = context.words.labelled
    told = [label(context.feature(each.feature), ways[each.direction]) for each in drifted(context)[:_NAMED]]
    return " · ".join((kano_heading(context), *told)) if told else ""


def _recommended(context: InsightContext) -> str:
    """Return the net promoter score with its verdict; empty where members were not asked."""
    found = newest_promoters(context)
    if found is None:
        return ""
    told = context.words.labelled(promoter_name(context), context.shown(found.figure, "points"))
    return " · ".join(filter(None, (told, *context.judged(found.figure, "points").splitlines())))


def _sentence(context: InsightContext, node: Node) -> str:
    if node.figure.verdict == "too_few":  # nor can it be said that it rose or fell
        now = context.words.labelled(context.label(node.label), context.shown(node.figure, node.unit))
        return " · ".join(filter(None, (now, context.verdict(node.figure), _by_chance(context, node))))
    return context.words.sentences([text for text in (_moved(context, node), why(context, node)) if text])


def _by_chance(context: InsightContext, node: Node) -> str:
    """Return whether the change of a share is more than chance; empty where it has no interval."""
    if node.previous is None or node.change_low is None or node.change_high is None:
        return ""
    words = context.words
    message = (
        # Translators: of a share such as a renewal rate; {before} is that of the period before, such as "89.1%".
        words.gettext("before: {before}, the difference may be chance")
        if node.change_low <= 0 <= node.change_high
        else words.gettext("before: {before}, the difference is more than chance")
    )
    return message.format(before=context.shown(node.previous, node.unit))


def figures(context: InsightContext) -> tuple[Figure, ...]:
    """Return each outcome in large type, with its interval, n, target and verdict."""
    return tuple(
        Figure(context.shown(node.figure, node.unit), context.label(node.label), context.facts(node.figure, node.unit))
        for node in _first(context)
    )


def _first(context: InsightContext) -> Iterator[Node]:
    outcomes = context.found.tree.outcomes if context.found.tree else ()
    names = dict.fromkeys((*outcomes, _RATE))
    return (context.nodes[name] for name in names if name in context.nodes and not context.nodes[name].withheld)


def _moved(context: InsightContext, node: Node) -> str:
    words, label, now = context.words, context.label(node.label), context.shown(node.figure, node.unit)
    before = context.shown(node.previous, node.unit) if node.previous else ""
    if not before or not node.change:
        return words.labelled(label, f"{now}.")
    # Translators: {label} is a figure such as "Renewal rate", {before} and {now} are "86%" and "81.5%", or sums of
    # money. Nothing may agree with {label} in gender or number.
    up = words.gettext("{label}: up from {before} to {now}.")
    down = words.gettext("{label}: down from {before} to {now}.")
    return (up if node.change > 0 else down).format(label=label, before=before, now=now)


def why(context: InsightContext, node: Node) -> str:
    """Return what moved a figure: mix or rate, else the driver with the largest part; empty where nothing is known."""
    for view in node.views:
        if view.message:
            return message_words(context.words, view.message, context.field(view.by))
    parts = [each for each in node.contributions if each.driver]
    change = node.change or 0.0
    # Translators: which of the drivers of a figure has the largest part in its change, such as "New members: +£4,000".
    most = _part(context, node, parts, change, context.words.gettext("Largest part: {driver} ({change})."))
    # Translators: the same of the driver that moved the figure the other way.
    against = context.words.gettext("Against it: {driver} ({change}).")
    less = [each for each in parts if abs(each.value) >= _WORTH_SAYING * abs(change)]
    return context.words.sentences([text for text in (most, _part(context, node, less, -change, against)) if text])


def _part(context: InsightContext, node: Node, parts: Sequence[Contribution], way: float, message: str) -> str:
    """Return the largest of the parts that go one way; empty where none does."""
    found = max((each for each in parts if each.value * way > 0), key=lambda each: abs(each.value), default=None)
    if found is None:
        return ""
    return message.format(driver=context.node(found.driver), change=context.change_in_text(found.value, node.unit))
