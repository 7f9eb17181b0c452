"""The driver tree: the figures of two years from the outcome down, what moved each of them, and which lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from valuereport.errors import Problem
from valuereport.insights.divisions import Division, division, folded, members_of, shows_only_who_stayed
from valuereport.insights.facts import Facts, Ratings, Year
from valuereport.insights.figures import Figures, YearFigure, apart, change_interval, contributions, figures
from valuereport.insights.renewals import Renewals
from valuereport.insights.statistics.verdicts import judged
from valuereport.insights.views import view
from valuereport.insights.windows import windows
from valuereport.model.histories import Histories
from valuereport.model.insight import Edge, Influences, Label, Node, Tree, View, Withheld
from valuereport.settings.drivers import ACTIVITY, BY, EVERY_ACTIVITY, Driver, Drivers
from valuereport.settings.insights import InsightRules

_LEVEL: Final = 0.05
"""Of the adjusted test of an activity: below it the data show an association."""

_Divisions = Mapping[str, Division]


def driver_tree(
    histories: Histories,
    renewals: Renewals,
    drivers: Drivers,
    rules: InsightRules,
    by: Sequence[str] = (),
    influences: Influences | None = None,
    meaningful: Collection[str] = (),
    ratings: Ratings | None = None,
) -> tuple[Tree, tuple[Problem, ...]]:
    """Return the tree of the run's period and the year before, and where a formula and what is measured disagree.

    `by`: fields by which every figure is divided besides its own. `influences`: what the data say of activities: an
    edge from an activity to the renewal rate is an association where they show one. `meaningful`: ids of activities
    that end the wait for a first value; none: all do. `ratings`: how satisfied members are.
    """
    facts = Facts(histories, renewals, rules, meaningful, ratings)
    now, before = (Year(facts, window) for window in windows(histories))
    found = figures(drivers, now, before)
    divisions, problems = _divisions(facts, drivers, rules.by, by)
    nodes = [_node(one, found, divisions, (*one.by, *rules.by, *by), rules.smallest) for one in drivers.node]
    of_activities = _activities(drivers, found, histories.activities, divisions, by, rules.smallest)
    edges = _edges(drivers, [one.id for one in of_activities], influences)
    ordered = _from_the_outcomes(drivers.outcomes, (*nodes, *of_activities), edges)
    problems += [*_starts_late(now, before), *_of_those_who_stayed(divisions, found), *_disagreements(drivers, found)]
    return Tree(drivers.outcomes, ordered, edges), tuple(problems)


# ---- Nodes


def _node(one: Driver, found: Mapping[str, Figures], divisions: _Divisions, by: Sequence[str], smallest: int) -> Node:
    own = found[one.id]
    now, before = own.now, own.before
    previous = before.figure if before.figure.value is not None else None
    parts = contributions(one.expression, found, own.change) if one.expression and own.change is not None else ()
    change_low, change_high = change_interval(now.figure, before.figure) if one.in_unit == "share" else (None, None)
    return Node(
        id=one.id,
        label=Label(one.id, dict(one.label or {})),
        unit=one.in_unit,
        owner=one.owner,
        source=one.source,
        formula=one.formula,
        figure=judged(now.figure, one.target, previous),
        previous=previous,
        change=own.change,
        contributions=parts,
        views=_views(own, divisions, by, one.target, smallest),
        complete=now.complete,
        newest=now.newest,
        withheld=now.withheld,
        change_low=change_low,
        change_high=change_high,
    )


def _views(own: Figures, divisions: _Divisions, by: Sequence[str], target: str, smallest: int) -> tuple[View, ...]:
    if own.now.rows is None or own.now.figure.value is None:
        return ()
    before = own.before.rows if own.before.figure.value is not None else None
    known = (divisions[name] for name in dict.fromkeys(by) if name in divisions)
    made = (view(one, own.now.rows, before, target, smallest) for one in known)
    return tuple(one for one in made if one is not None)


def _activities(
    drivers: Drivers,
    found: Mapping[str, Figures],
    activities: Sequence[str],
    divisions: _Divisions,
    by: Sequence[str],
    smallest: int,
) -> list[Node]:
    """Return a node for the uses of each activity; those that too few members use are withheld."""
    every = next((one for one in drivers.node if one.measure == "uses"), None)
    if every is None:
        return []
    own = found[every.id]
    years = [year for year in (own.now, own.before) if year.rows is not None and year.figure.value is not None]
    few = _used_by_few(years, len(activities), smallest)
    nodes = []
    for at, name in enumerate(activities):
        withheld = Withheld("too_few", smallest) if few[at] else None
        one = Driver(id="uses", measure="uses", owner=every.owner, source=every.source)
        parts = Figures(*(_of_activity(year, at, withheld) for year in (own.now, own.before)))
        node = _node(one, {"uses": parts}, divisions, by, smallest)
        nodes.append(replace(node, id=ACTIVITY + name, label=Label(ACTIVITY + name)))
    return nodes


def _used_by_few(years: Sequence[YearFigure], activities: int, smallest: int) -> Sequence[bool]:
    sizes = [
        members_of(year.rows, year.rows.activity, activities)
        for year in years
        if year.rows is not None and year.rows.activity is not None
    ]
    return folded(sizes, smallest, overlap=True).tolist() if sizes else [False] * activities


def _of_activity(year: YearFigure, activity: int, withheld: Withheld | None) -> YearFigure:
    if year.rows is None or year.rows.activity is None or withheld:
        return YearFigure(withheld=withheld or year.withheld)
    rows = replace(year.rows.of(year.rows.activity == activity), activity=None)
    figure = rows.figure()
    if isinstance(figure, Withheld):
        return YearFigure(withheld=figure)
    return YearFigure(figure, rows=rows, complete=year.complete, newest=year.newest)


# ---- Edges and order


def _edges(drivers: Drivers, activities: Sequence[str], influences: Influences | None) -> tuple[Edge, ...]:
    edges = [
        Edge(driver, one.id, "arithmetic")
        for one in drivers.node
        for driver in (one.expression.drivers if one.expression else ())
    ]
    edges += [Edge(name, one.id, "arithmetic") for one in drivers.node if one.measure == "uses" for name in activities]
    shown, tested = _associations(influences)
    renewal = {one.id for one in drivers.node if one.measure == "renewal_rate"}
    written = {(edge.source, edge.target) for edge in drivers.influence}
    for edge in drivers.influence:
        every = edge.source == EVERY_ACTIVITY
        for source in activities if every else (edge.source,):
            if every and (source, edge.target) in written:
                continue  # what is said of one activity counts before what is said of all
            evidence: str = edge.evidence
            if source in tested and edge.target in renewal and evidence != "study":
                evidence = "association" if source in shown else "hypothesis"
            edges.append(Edge(source, edge.target, "influence", evidence, edge.note))
    return tuple(edges)


def _associations(influences: Influences | None) -> tuple[set[str], set[str]]:
    """Return the activities whose users renew more, or less, than others, and all that were looked at."""
    every = [*influences.first_days, *influences.year] if influences else []
    shown = {ACTIVITY + one.activity for one in every if one.p_adjusted < _LEVEL}
    return shown, {ACTIVITY + one.activity for one in every}


def _from_the_outcomes(outcomes: Sequence[str], nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[Node, ...]:
    """Return the nodes from the outcomes down, level by level; then those from which no path leads to an outcome."""
    below: dict[str, list[str]] = {}
    for edge in sorted(edges, key=lambda edge: edge.kind):  # arithmetic first
        below.setdefault(edge.target, []).append(edge.source)
    order = list(dict.fromkeys(outcomes))
    reached = set(order)
    for name in order:  # grows while it is gone through
        for source in below.get(name, ()):
            if source not in reached:
                reached.add(source)
                order.append(source)
    known = {one.id: one for one in nodes}
    lost = [replace(one, vanity=True) for one in nodes if one.id not in reached]
    return (*(known[name] for name in order if name in known), *lost)


# ---- Problems


def _divisions(
    facts: Facts, drivers: Drivers, usual: Sequence[str], asked: Sequence[str]
) -> tuple[dict[str, Division], list[Problem]]:
    """Return the groups of each field, and a problem for one that is asked for and in which nothing is recorded."""
    found: dict[str, Division] = {}
    problems = []
    for name in dict.fromkeys((*(field for one in drivers.node for field in one.by), *usual, *asked)):
        if name not in BY:
            problems.append(_problem(f"{name} is no field by which a figure can be divided", "not divided by it", name))
            continue
        made = division(facts, name)
        if any(made.names):
            found[name] = made
        elif name in asked:
            problems.append(_problem(f"{name} is recorded of nobody", "no figure is divided by it", name))
    return found, problems


def _starts_late(now: Year, before: Year) -> Iterator[Problem]:
    facts = now.facts
    if len(facts.member) and not facts.records(before.window.start):
        reason = f"memberships are recorded from {facts.recorded_from} on, and some members joined before that"
        action = "figures that need earlier memberships are withheld, or not compared with the year before"
        yield _problem(reason, action, "starts", str(facts.recorded_from))
    if len(facts.use_day) and not before.has_uses_of_all:
        first = facts.use_day.min()
        reason = f"engagements are recorded from {first} on, which is not the whole of the year before"
        yield _problem(reason, "uses are not compared with the year before", "date", str(first))


def _of_those_who_stayed(divisions: _Divisions, found: Mapping[str, Figures]) -> Iterator[Problem]:
    for name, one in divisions.items():
        nodes = []
        for node, figure in found.items():
            rows = figure.now.rows
            codes = None if rows is None else one.codes(rows)
            if rows is not None and codes is not None and shows_only_who_stayed(one, rows, codes):
                nodes.append(node)
        if nodes:
            reason = f"{name} is recorded of today's members more often than of those who have left"
            yield _problem(reason, f"{', '.join(nodes)}: not divided by it, which would show only who stayed", name)


def _disagreements(drivers: Drivers, found: Mapping[str, Figures]) -> Iterator[Problem]:
    for one in drivers.node:
        for year, when in ((found[one.id].now, ""), (found[one.id].before, " in the year before")):
            difference = apart(year)
            if difference and year.formula is not None and year.figure.value is not None:
                reason = (
                    f"{one.id} is {year.figure.value:,.2f} as measured{when}, and {year.formula:,.2f} by its formula: "
                    f"{abs(difference):,.2f} {'more' if difference > 0 else 'less'}"
                )
                lost = 1 - (1.0 if year.complete is None else year.complete)
                missing = f"; {lost:.1%} of what it needs is not recorded" if lost else ""
                action = "what is measured is shown; the rest of its change is the contribution of no driver"
                yield _problem(reason + missing, action, one.id, f"{difference:.2f}")
                break


def _problem(reason: str, action: str, column: str, value: str = "") -> Problem:
    return Problem("insights", "warning", reason, action, column=column, value=value)
