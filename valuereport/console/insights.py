"""What `valuereport insights` says: the outcomes, what is withheld and why, and where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from valuereport.answers.insights import reason
from valuereport.model.insight import Figure, Node, Unit
from valuereport.model.insights import Insights

_PAGES: Final = (".html", ".pdf", ".json")
_FOLDERS: Final = {"tables": "the same figures, a table each", "lists": "rows of members, for staff alone"}
_VERDICTS: Final = {"too_few": "too few to say", "not_due": "not due yet", "not_reached": "not reached"}


def insights_text(found: Insights, files: Sequence[Path]) -> str:
    """Return the summary of the insights of a run."""
    lines = [f"run {found.run}, as at {found.as_at}"]
    nodes = {node.id: node for node in found.tree.nodes} if found.tree else {}
    shown = [*(found.tree.outcomes if found.tree else ()), "renewal_rate"]
    lines += [_outcome(nodes[name]) for name in dict.fromkeys(shown) if name in nodes]
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
