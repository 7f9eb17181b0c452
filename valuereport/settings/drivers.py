"""drivers.toml: the driver tree. Which figures lead to which outcome, what each is made of, who answers for it."""

from __future__ import annotations

import graphlib
import keyword
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from valuereport.errors import SettingsError
from valuereport.model.insight import Unit
from valuereport.settings.fields import Strict, Texts
from valuereport.settings.formulas import Formula, formula_of
from valuereport.settings.insights import Target, target_parts
from valuereport.settings.known_keys import did_you_mean

MEASURES: Final[Mapping[str, Unit]] = {
    "members": "count",
    "due": "count",
    "renewed": "count",
    "renewal_rate": "share",
    "lapsed": "count",
    "joined": "count",
    "rejoined": "count",
    "dues": "money",
    "dues_renewing": "money",
    "dues_new": "money",
    "dues_rejoined": "money",
    "fee_renewing": "money",
    "fee_new": "money",
    "fee_rejoined": "money",
    "members_active": "count",
    "share_active": "share",
    "uses": "count",
    "activities_each": "times",
    "uses_each": "times",
    "active_30": "share",
    "first_value_days": "days",
    "satisfaction": "share",
}
"""What we measure, and in which unit; docs/drivers.md says what each means, insights/measures.py how it is found."""

FIELDS: Final = (
    "grade",
    "kind",
    "sector",
    "region",
    "country",
    "status",
    "heard_from",
    "employer",
    "job_title",
    "edition",
)
"""Columns of members by which a figure may be divided: those that many members have in common."""
BY: Final = ("tenure", "grade", "engagement", "activity", "payment", *FIELDS[1:])
"""What a figure may be divided by."""
ACTIVITY: Final = "uses:"
"""Begins the id of the uses of one activity: `uses:cpd-webinar`."""
EVERY_ACTIVITY: Final = "uses:*"

_DEFAULT: Final = Path(__file__).parent / "default_drivers.toml"


def _no_word_of_python(name: str) -> str:
    if keyword.iskeyword(name):
        raise ValueError(f"another id: {name} cannot stand in a formula")
    return name


def _written_as_text(found: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
    if not isinstance(found, str):
        raise ValueError('a target between quotation marks: ">= 0.85", "<= 14" or "change >= 0.10"')
    return found


def _is_formula(text: str) -> str:
    if text:
        formula_of(text)
    return text


NodeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$"), AfterValidator(_no_word_of_python)]
"""As it stands in formulas: small letters, digits and underscores."""


class Driver(Strict):
    """[[node]]: a figure, with a formula over other nodes, or one of our measures, or both: they are compared."""

    id: NodeId
    label: Texts | None = None  # left out where a measure of ours has the same name
    unit: Unit | None = None  # left out: that of the measure
    target: Annotated[Target, BeforeValidator(_written_as_text)] = ""
    owner: str = ""  # who answers for it
    source: str = ""  # where it comes from, in the organisation's words
    formula: Annotated[str, AfterValidator(_is_formula)] = ""
    measure: str = ""  # one of MEASURES
    by: tuple[str, ...] = ()  # each one of BY

    @property
    def expression(self) -> Formula | None:
        """Return the formula, None where it has none."""
        return formula_of(self.formula) if self.formula else None

    @property
    def in_unit(self) -> Unit:
        """Return its unit."""
        return self.unit or MEASURES[self.measure]


class InfluenceEdge(Strict):
    """[[influence]]: a figure that may move another one. It is never summed; its evidence is printed beside it."""

    source: str = Field(alias="from")  # a node, `uses:ACTIVITY`, or EVERY_ACTIVITY
    target: str = Field(alias="to")  # a node
    evidence: Literal["association", "hypothesis", "study"]
    note: str = ""


class Drivers(Strict):
    """The whole of drivers.toml."""

    outcomes: Annotated[tuple[str, ...], Field(min_length=1)]
    node: Annotated[tuple[Driver, ...], Field(min_length=1)]
    influence: tuple[InfluenceEdge, ...] = ()


def default_drivers_path() -> Path:
    """Return the file of the driver tree that ships with the package."""
    return _DEFAULT


def node_ids(drivers: Drivers, activities: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of all nodes, those of the uses of each activity of the taxonomy included."""
    below = tuple(ACTIVITY + name for name in activities) if any(one.measure == "uses" for one in drivers.node) else ()
    return (*(one.id for one in drivers.node), *below)


def check_drivers(path: str, drivers: Drivers, activities: Collection[str]) -> None:
    """Check nodes and influences against one another. Raises SettingsError. `activities`: ids of the taxonomy."""
    nodes = {one.id: one for one in drivers.node}
    if len(nodes) < len(drivers.node):
        ids = [one.id for one in drivers.node]
        twice = next(name for name in ids if ids.count(name) > 1)
        raise SettingsError(path, "node.id", twice, "an id of its own for each node")
    for number, name in enumerate(drivers.outcomes, 1):
        _check_known(path, f"outcomes {number}", name, nodes)
    for one in drivers.node:
        _check_node(path, one, nodes)
    for edge in drivers.influence:
        _check_influence(path, edge, nodes, activities)
    _check_once(path, drivers.influence)
    _check_no_cycle(path, drivers)


def _check_known(path: str, key: str, name: str, nodes: Collection[str]) -> None:
    if name not in nodes:
        raise SettingsError(path, key, name, f"an id of a node: {', '.join(nodes)}{did_you_mean(name, nodes)}")


def _check_node(path: str, one: Driver, nodes: Collection[str]) -> None:
    key = f"node.{one.id}"
    if not one.formula and not one.measure:
        raise SettingsError(path, key, "neither of both", "a formula or a measure")
    if one.measure and one.measure not in MEASURES:
        allowed = f"one of our measures: {', '.join(MEASURES)}{did_you_mean(one.measure, MEASURES)}"
        raise SettingsError(path, f"{key}.measure", one.measure, allowed)
    for name in one.expression.drivers if one.expression else ():
        _check_known(path, f"{key}.formula", name, nodes)
    if one.unit is None and not one.measure:
        raise SettingsError(path, f"{key}.unit", "nothing", "share, count, money, days, times or points")
    if one.unit and one.measure and one.unit != MEASURES[one.measure]:
        raise SettingsError(
            path, f"{key}.unit", one.unit, f"{MEASURES[one.measure]}: that of {one.measure}, or nothing"
        )
    if one.label is None and one.id not in MEASURES:
        raise SettingsError(path, f"{key}.label", "nothing", 'what it is called, by language: { en = "..." }')
    _check_target(path, key, one)
    for name in one.by:
        if name not in BY:
            raise SettingsError(path, f"{key}.by", name, f"some of {', '.join(BY)}{did_you_mean(name, BY)}")
        if not one.measure:
            raise SettingsError(path, f"{key}.by", name, "nothing, where a node has a formula and no measure")
        if name == "activity" and one.measure != "uses":
            raise SettingsError(path, f"{key}.by", name, "activity where the measure is uses, and nowhere else")


def _check_target(path: str, key: str, one: Driver) -> None:
    if not one.target or one.in_unit != "share":
        return
    change, _, number = target_parts(one.target)
    if not change and not 0 <= number <= 1:
        allowed = "a share from 0 to 1: 85 percent is 0.85"
        raise SettingsError(path, f"{key}.target", one.target, allowed)


def _check_influence(path: str, edge: InfluenceEdge, nodes: Mapping[str, Driver], activities: Collection[str]) -> None:
    key = f"influence.{edge.source} to {edge.target}"
    if edge.source.startswith(ACTIVITY):
        name = edge.source.removeprefix(ACTIVITY)
        if not any(one.measure == "uses" for one in nodes.values()):
            allowed = 'an id of a node: activities stand below a node with measure = "uses", and there is none'
            raise SettingsError(path, f"{key}: from", edge.source, allowed)
        if edge.source != EVERY_ACTIVITY and name not in activities:
            near = did_you_mean(name, activities)
            allowed = f"{EVERY_ACTIVITY}, or {ACTIVITY} and an id of the taxonomy: {', '.join(activities)}{near}"
            raise SettingsError(path, f"{key}: from", edge.source, allowed)
    else:
        _check_known(path, f"{key}: from", edge.source, nodes)
    _check_known(path, f"{key}: to", edge.target, nodes)
    formula = nodes[edge.target].expression
    part_of_all = edge.source.startswith(ACTIVITY) and nodes[edge.target].measure == "uses"
    if part_of_all or (formula and edge.source in formula.drivers):
        allowed = f"a node that is no part of {edge.target} already"
        raise SettingsError(path, f"{key}: from", edge.source, allowed)


def _check_once(path: str, edges: Sequence[InfluenceEdge]) -> None:
    pairs = [(edge.source, edge.target) for edge in edges]
    for pair in pairs:
        if pairs.count(pair) > 1:
            raise SettingsError(path, "influence", f"{pair[0]} to {pair[1]}", "each influence once")


def _check_no_cycle(path: str, drivers: Drivers) -> None:
    below = {one.id: list(one.expression.drivers) if one.expression else [] for one in drivers.node}
    for edge in drivers.influence:
        if not edge.source.startswith(ACTIVITY):  # to which nothing leads
            below[edge.target].append(edge.source)
    try:
        tuple(graphlib.TopologicalSorter(below).static_order())
    except graphlib.CycleError as error:
        cycle = " -> ".join(reversed(error.args[1]))
        allowed = "formulas and influences that lead from drivers to outcomes and never back"
        raise SettingsError(path, "node", cycle, allowed) from None
