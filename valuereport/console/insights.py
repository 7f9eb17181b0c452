"""What `valuereport insights` says: the outcomes, what to do first, what is withheld, and where everything is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from valuereport.answers.insights import reason
from valuereport.model.insight import Figure, Node, Unit, Withheld
from valuereport.model.insights import Insights
from valuereport.model.listening import ACTIONS, Action

_PAGES: Final = (".html", ".pdf", ".json")
_FOLDERS: Final = {"tables": "the same figures, a table each", "lists": "rows of members, for staff alone"}
_ACTIONS: Final[Mapping[Action, str]] = {
    "fix": "fix",
    "invest": "invest in",
    "pilot": "try out",
    "promote": "tell more members of",
    "stop": "stop",
    "keep": "keep as it is",
    "leave": "do not begin",
    "ask": "ask more members about",
}
_VERDICTS: Final = {"too_few": "too few to say", "not_due": "not due yet", "not_reached": "not reached"}


def insights_text(found: Insights, files: Sequence[Path]) -> str:
    """Return the summary of the insights of a run."""
    lines = [f"run {found.run}, as at {found.as_at}"]
    nodes = {node.id: node for node in found.tree.nodes} if found.tree else {}
    shown = [*(found.tree.outcomes if found.tree else ()), "renewal_rate"]
    lines += [_outcome(nodes[name]) for name in dict.fromkeys(shown) if name in nodes]
    lines += _said(found)
    lines += [
        f"alert      {one.rule}: {one.open:,} open, {one.raised:,} of them new, for {one.owner}"
        for one in found.alerts
        if one.open
    ]
    lines += [f"withheld   {name}: {reason(one)}" for name, one in found.withheld.items()]
    lines += ["", *(str(file) for file in files if file.suffix in _PAGES)]
    folders = sorted({file.parent for file in files if file.parent.name in _FOLDERS})
    lines += [f"{folder}  ({_FOLDERS[folder.name]})" for folder in folders]
    return "\n".join(lines)


def _said(found: Insights) -> Iterator[str]:
    """Yield what to do first, how many would recommend us, what has drifted, and who brings members."""
    labels = {one.id: one.label.texts.get("en", one.id) for one in found.surveys.features} if found.surveys else {}
    rows = found.priorities.rows if found.priorities else ()
    for action in ACTIONS:
        chosen = [labels.get(one.feature, one.feature) for one in rows if one.action == action]
        if chosen:
            yield f"priority   {_ACTIONS[action]}: {', '.join(chosen)}"
    whole = [one for one in found.surveys.promoters if one.kind == "members" and not one.by] if found.surveys else []
    if whole:
        yield f"survey     net promoter score: {_figure(whole[-1].figure, 'points')}"
    for drift in found.surveys.drifts if found.surveys else ():
        if drift.drifts:
            way = f"{drift.direction.replace('_', ' ')}, from {drift.earlier} to {drift.later}"
            yield f"survey     {labels.get(drift.feature, drift.feature)} has drifted: {way}"
    if found.flywheel and not isinstance(found.flywheel.referrals, Withheld):
        yield f"flywheel   new members brought by members: {_figure(found.flywheel.referrals.rate, 'share')}"


def _outcome(node: Node) -> str:
    name = node.label.texts.get("en") or node.label.key.replace("_", " ")
    if node.withheld:
        return f"figure     {name}: {reason(node.withheld)}"
    before = f", {_value(node.previous.value, node.unit)} the year before" if node.previous else ""
    return f"figure     {name}: {_figure(node.figure, node.unit)}{before}"


def _figure(figure: Figure, unit: Unit) -> str:
    between = ""
    if figure.low is not None and figure.high is not None:
        between = f" ({_value(figure.low, unit)} to {_value(figure.high, unit)})"
    verdict = _VERDICTS.get(figure.verdict, figure.verdict)
    target = f"; target {figure.target}: {verdict}" if figure.target else ""
    return f"{_value(figure.value, unit)}{between}{target}"


def _value(value: float | None, unit: Unit) -> str:
    if value is None:
        return "not known"
    return f"{value:.1%}" if unit == "share" else f"{value:,.0f}" if unit in ("count", "money") else f"{value:,.1f}"
