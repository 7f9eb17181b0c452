"""Rules, the driver tree and measures of members -> who crosses which rule, each with its reason and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem, Severity
from valuereport.model.alert import Crossing, RuleResult
from valuereport.model.insight import Figure, Node, Unit, Withheld
from valuereport.settings.insights import AlertRule, Scoring, target_parts

_WORDS: Final = {"<=": "at most", ">=": "at least"}


def crossings(
    rules: Sequence[AlertRule],
    nodes: Mapping[str, Node],
    members: pd.DataFrame,
    scoring: Scoring,
    as_at: date,
) -> tuple[tuple[RuleResult, ...], tuple[Problem, ...]]:
    """Return what came of each rule, and what could not be judged.

    `members` has the columns of `member_measures`. A rule about members is withheld where nobody answers for scoring,
    and leaves out who objects to it. What is not known raises nothing, and clears nothing either.
    """
    results: list[RuleResult] = []
    problems: list[Problem] = []
    for rule in rules:
        found, unknown = _of_node(rule, nodes, as_at) if rule.node else _of_members(rule, members, scoring, as_at)
        results.append(found)
        problems += unknown
    return tuple(results), tuple(problems)


def _of_node(rule: AlertRule, nodes: Mapping[str, Node], as_at: date) -> tuple[RuleResult, list[Problem]]:
    none = RuleResult(rule.id, "node", rule.owner)
    node = nodes.get(rule.node)
    if node is None:
        near = get_close_matches(rule.node, nodes, n=1)
        reason = f"the alert {rule.id} is about a node that the driver tree does not have"
        return none, [_problem("error", f"{reason}; near it: {near[0]}" if near else reason, "node", rule.node)]
    relative, sign, threshold = target_parts(rule.when)
    value = _change(node) if relative else node.figure.value
    if value is None:
        lacks = "no figure" if node.figure.value is None else "no figure of the period before"
        reason = f"the node {node.id} of the alert {rule.id} has {lacks}"
        withheld = RuleResult(rule.id, "node", rule.owner, withheld=node.withheld)
        return withheld, [_problem("warning", reason, "node", rule.node)]
    if not (value <= threshold if sign == "<=" else value >= threshold):
        return RuleResult(rule.id, "node", rule.owner, clear=frozenset({node.id})), []
    due = as_at + timedelta(days=rule.within_days)
    crossing = Crossing(rule.id, "node", node.id, value, rule.when, _node_reason(node, rule), rule.owner, due)
    return RuleResult(rule.id, "node", rule.owner, (crossing,)), []


def _change(node: Node) -> float | None:
    """Return the change relative to the period before."""
    now, before = node.figure.value, node.previous.value if node.previous else None
    return (now - before) / abs(before) if now is not None and before else None


def _node_reason(node: Node, rule: AlertRule) -> str:
    """Return the figure, its evidence and the threshold as a sentence."""
    relative, sign, threshold = target_parts(rule.when)
    figure = node.figure
    name = node.label.texts.get("en") or node.id
    text = f"{name} is {_shown(figure.value, node.unit)}{_evidence(figure, node.unit)}"
    if relative and node.previous:
        change = _shown(_change(node), "share")
        before = _shown(node.previous.value, node.unit)
        return f"{text}, after {before} in the period before: a change of {change} ({_limit(sign, threshold, 'share')})"
    text = f"{text} ({_limit(sign, threshold, node.unit)})"
    if figure.low is not None and figure.high is not None and figure.low <= threshold <= figure.high:
        return f"{text}; the interval contains the threshold, so it may be chance"
    return text


def _evidence(figure: Figure, unit: Unit) -> str:
    parts = [f"n {figure.n:,}"] if figure.n is not None else []
    if figure.low is not None and figure.high is not None:
        parts.insert(0, f"95 % interval {_shown(figure.low, unit)} to {_shown(figure.high, unit)}")
    return f" ({', '.join(parts)})" if parts else ""


def _limit(sign: str, threshold: float, unit: Unit) -> str:
    return f"alert: {_WORDS[sign]} {_shown(threshold, unit)}"


def _shown(value: float | None, unit: Unit) -> str:
    if value is None:
        return "not known"
    if unit == "share":
        return f"{_number(100 * value, 1)} %"
    if unit in ("count", "money"):
        return _number(value, 2 if unit == "money" else 0)
    return f"{_number(value, 1)} {unit}"


def _number(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return text.removesuffix(f".{'0' * digits}") if digits else text


def _of_members(
    rule: AlertRule, members: pd.DataFrame, scoring: Scoring, as_at: date
) -> tuple[RuleResult, list[Problem]]:
    objects = members["no_scoring"].to_numpy(dtype=bool)
    ids = members["member_id"].to_numpy(dtype=object)
    objecting = frozenset(ids[objects].tolist())
    if not scoring.allowed:
        withheld = Withheld("no_scoring_basis")
        return RuleResult(rule.id, "member", rule.owner, objecting=objecting, withheld=withheld), []
    limits = rule.limits
    values = {name: members[name].to_numpy(dtype=float) for name in limits}
    known = ~objects & ~np.any([np.isnan(each) for each in values.values()], axis=0)
    crossed = known & np.all([_crosses(values[name], limits[name]) for name in limits], axis=0)
    due = as_at + timedelta(days=rule.within_days)
    found = tuple(
        Crossing(rule.id, "member", str(ids[at]), float(values[rule.measure][at]), rule.when, reason, rule.owner, due)
        for at, reason in zip(np.flatnonzero(crossed).tolist(), _reasons(members[crossed], limits, as_at), strict=True)
    )
    clear = frozenset(ids[known & ~crossed].tolist())
    unknown = int(np.count_nonzero(~known & ~objects))
    whom = "1 member" if unknown == 1 else f"{unknown:,} members"
    reason = f"{' or '.join(limits)} is not known of {whom}, whom the alert {rule.id} cannot judge"
    problems = [_problem("warning", reason, "measure", rule.measure, rows=unknown)] if unknown else []
    return RuleResult(rule.id, "member", rule.owner, found, clear, objecting), problems


def _crosses(values: NDArray[np.float64], limit: str) -> NDArray[np.bool_]:
    _, sign, threshold = target_parts(limit)
    return values <= threshold if sign == "<=" else values >= threshold


def _reasons(members: pd.DataFrame, limits: Mapping[str, str], as_at: date) -> list[str]:
    """Return for each member the measures that cross, with their thresholds, as a sentence."""
    ever = members["ever_used"].tolist()
    columns = []
    for name, limit in limits.items():
        _, sign, threshold = target_parts(limit)
        told = f" (alert: {_WORDS[sign]} {_number(threshold, 1)})"
        values = members[name].tolist()
        columns.append([_told(name, value, used, as_at) + told for value, used in zip(values, ever, strict=True)])
    return ["; ".join(parts) for parts in zip(*columns, strict=True)]


def _told(name: str, value: float, ever_used: bool, as_at: date) -> str:
    """Return one measure of one member in words."""
    number = _number(value, 1)
    if name == "health":
        return f"the health score is {number} of 100"
    if name == "uses":
        return f"uses that count as active: {number}"
    day = as_at + timedelta(days=value if name == "days_to_renewal" else -value)
    if name == "days_since_use":
        return f"{'last used' if ever_used else 'nothing used since joining'} on {day}, {_days(value)} ago"
    return (
        f"renewal was due on {day}, {_days(-value)} ago" if value < 0 else f"renewal is due on {day}, in {_days(value)}"
    )


def _days(value: float) -> str:
    return f"{_number(value, 0)} {'day' if value == 1 else 'days'}"


def _problem(severity: Severity, reason: str, key: str, value: str, rows: int = 1) -> Problem:
    action = "left out" if key == "measure" else "the alert is not judged"
    return Problem("insights", severity, reason, action, column=f"alert.{key}", value=value, rows=rows)
