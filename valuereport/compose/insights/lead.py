"""What stands at the top: each outcome, its change and why, in sentences and as large figures."""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.names import message_words, reason
from valuereport.model.insight import Node
from valuereport.model.story_page import Figure

_RATE = "renewal_rate"  # stands beside the outcomes, whatever they are


def lead(context: InsightContext) -> tuple[str, ...]:
    """Return a sentence on each outcome: from what to what, and what moved it; else why there is none."""
    sentences = tuple(_sentence(context, node) for node in _first(context))
    withheld = context.found.withheld.get("tree")
    return sentences or ((reason(context.words, withheld),) if withheld else ())


def _sentence(context: InsightContext, node: Node) -> str:
    if node.figure.verdict == "too_few":  # nor can it be said that it rose or fell
        return f"{context.label(node.label)}: {context.shown(node.figure, node.unit)} · {context.verdict(node.figure)}"
    return context.words.sentences([text for text in (_moved(context, node), why(context, node)) if text])


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
        return words.sentences([f"{label}: {now}."])
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
    parts = [each for each in node.contributions if each.driver and node.change and each.value * node.change > 0]
    if not parts:
        return ""
    largest = max(parts, key=lambda each: abs(each.value))
    # Translators: which of the drivers of a figure has the largest part in its change, such as "New members: +£4,000".
    message = context.words.gettext("Largest part: {driver} ({change}).")
    return message.format(driver=context.node(largest.driver), change=context.change_in_text(largest.value, node.unit))
