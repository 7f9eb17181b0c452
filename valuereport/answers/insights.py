"""insights.json: what leadership reads, for programs: counts and shares, and no row of a member."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from valuereport.model.flywheel import Flywheel
from valuereport.model.insight import Figure, Label, Node, Tree, Why, Withheld
from valuereport.model.insights import SECTIONS, Insights

LabelText = Callable[[Label], str]

_DIGITS: Final = 10
"""Significant digits of a figure: processors differ in the last ones."""

_REASONS: Final[Mapping[Why, str]] = {
    "no_memberships": "nothing says who was a member when: a log, fees of several years or earlier runs would",
    "one_year": "the data are of one year only: there is nothing to compare with",
    "none_due": "no membership was due long enough ago: the grace is not over",
    "too_few": "too few: needs {needed}, you have {found}",
    "no_engagements": "no engagement is recorded",
    "no_scoring_basis": "nobody answers for scoring persons: fill in [scoring]",
    "no_payments": "no payment of a fee is recorded",
    "no_dates": "nothing says when a detail was last right",
    "no_surveys": "there are no responses to a survey",
    "no_segment": "nothing is recorded there",
    "none_joined": "nobody joined in the period",
    "no_responses": "none of them has answered",
    "no_delighters": "no feature is known to be attractive, or none of these has an activity",
    "no_sources": "nothing says where new members come from",
    "no_acquisition": "there is no acquisition.csv",
    "no_spend": "nothing says what was spent on this channel",
    "no_hour_value": "nothing says what an hour of staff is worth: name an assumption in [flywheel] staff_hour",
    "no_contribution": "nothing says what members gave to others",
    "no_reuse": "nothing says which activities use what members contribute: fill in [flywheel.reused]",
}


def insights_data(found: Insights, label_of: LabelText) -> dict[str, Any]:
    """Return the whole of insights.json. `label_of`: what a node or a group is called."""
    withheld = {section: reason(one) for section, one in found.withheld.items()}
    plain = partial(_plain, label_of=label_of)
    sections = {name: plain(getattr(found, name)) for name in SECTIONS if hasattr(found, name) and name != "tree"}
    return {
        "run": found.run,
        "organisation": found.organisation,
        "as_at": found.as_at.isoformat(),
        "period": {"start": found.start.isoformat(), "end": found.end.isoformat()},
        "currency": found.currency,
        "members": found.members,
        "smallest": found.smallest,
        "active": plain(found.active),
        "lost_words": plain(found.lost_words),
        "tree": None if found.tree is None else _tree(found.tree, label_of),
        **{name: sections.get(name) for name in SECTIONS if name != "tree"},
        "withheld": withheld | _of_nodes(found.tree) | _of_flywheel(found.flywheel),
    }


def reason(withheld: Withheld) -> str:
    """Return why something cannot be had, in a sentence."""
    if withheld.why == "too_few" and not withheld.found:  # none, or so few that their number is not told
        return f"too few: under {withheld.needed}"
    return _REASONS[withheld.why].format(needed=withheld.needed, found=withheld.found)


def _of_nodes(tree: Tree | None) -> dict[str, str]:
    nodes = tree.nodes if tree else ()
    return {f"tree.{node.id}": reason(node.withheld) for node in nodes if node.withheld}


def _of_flywheel(found: Flywheel | None) -> dict[str, str]:
    parts = {one.name: getattr(found, one.name) for one in fields(found)} if found else {}
    return {f"flywheel.{name}": reason(part) for name, part in parts.items() if isinstance(part, Withheld)}


def _tree(tree: Tree, label_of: LabelText) -> dict[str, Any]:
    return {
        "outcomes": list(tree.outcomes),
        "nodes": [_node(node, label_of) for node in tree.nodes],
        "edges": [
            {"from": one.source, "to": one.target, "kind": one.kind, "evidence": one.evidence} for one in tree.edges
        ],
    }


def _node(node: Node, label_of: LabelText) -> dict[str, Any]:
    return dict(_plain(node, label_of))


def _plain(value: Any, label_of: LabelText) -> Any:  # noqa: ANN401 - whatever a figure holds
    """Return a frozen value as JSON has it."""
    plain = partial(_plain, label_of=label_of)
    if isinstance(value, Figure):
        found = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        return found if value.needed is not None else {name: each for name, each in found.items() if name != "needed"}
    if isinstance(value, Withheld):
        return reason(value)
    if isinstance(value, Label):
        return label_of(value)
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    return value.isoformat() if isinstance(value, date) else value
