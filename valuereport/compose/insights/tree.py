"""The driver tree: the drawing, the same figures as a table, what each driver contributes, and each group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.names import SYMBOLS, message_words, section_names
from valuereport.model.insight import Edge, Node, Tree, View
from valuereport.model.story_page import DriverTree, Row, Section, Table, TreeNode
from valuereport.settings.drivers import ACTIVITY

_DEEPEST = 6  # deeper lines have no room for their words


def tree(context: InsightContext) -> Section | None:
    """Return the driver tree with its tables; None if there is none."""
    found = context.found.tree
    if found is None:
        return None
    words, name = context.words, section_names(context.words)["tree"]
    tables = (
        _figures(context, found),
        *_views(context, found),
        _contributions(context, found),
        _influences(context, found),
    )
    vanity = [context.label(node.label) for node in found.nodes if node.vanity]
    # Translators: figures from which nothing follows for an outcome; {figures} is a list of them.
    note = words.gettext("Leads to no outcome: {figures}.").format(figures=words.list(vanity)) if vanity else ""
    return Section(
        "tree",
        name,
        trees=(_drawn(context, found),) if found.edges else (),
        tables=tuple(table for table in tables if table),
        notes=(note,) if note else (),
    )


def anchor(node: str) -> str:
    """Return the name of a node's row in the table, where links to it lead."""
    return f"node-{node}"


def _drawn(context: InsightContext, found: Tree) -> DriverTree:
    words = context.words
    influence = any(edge.kind == "influence" for edge in found.edges)
    notes = [
        words.gettext("Solid lines: the lines below add up to the one above, or multiply to it."),
        # Translators: of a drawing.
        words.gettext("Dashed lines: association.") if influence else "",
        words.gettext("Bars: the part of each line in the change of the one above."),
    ]
    return DriverTree(
        title=section_names(words)["tree"],
        # Translators: describes the drawing of a tree for people who do not see it.
        alternative=words.gettext(
            "A tree of figures, from the outcome down to what drives it. The table has them all."
        ),
        headings=(_now(context), _change(context)),
        nodes=tuple(_lines(context, found)),
        notes=tuple(filter(None, notes)),
    )


def _now(context: InsightContext) -> str:
    # Translators: headings of columns: a figure of this period, and of the period before.
    return context.words.gettext("Now")


def _before(context: InsightContext) -> str:
    return context.words.gettext("Before")


def _change(context: InsightContext) -> str:
    return context.words.gettext("Change")


def _part_heading(context: InsightContext) -> str:
    # Translators: the heading of a column: how much of a figure's change comes from one of its drivers.
    return context.words.gettext("Part")


def _lines(context: InsightContext, found: Tree) -> Iterator[TreeNode]:
    """Yield the nodes from the outcomes down, each below what it drives; none is unfolded a second time.

    What is a part of some figure stands there alone, not below what it may drive besides: the table has those.
    """
    parts = {edge.source for edge in found.edges if edge.kind == "arithmetic"}
    drivers: dict[str, list[Edge]] = {}
    for edge in found.edges:
        if edge.kind == "arithmetic" or edge.source not in parts:
            drivers.setdefault(edge.target, []).append(edge)
    driven = {edge.source for edges in drivers.values() for edge in edges}
    roots = [*found.outcomes, *(node.id for node in found.nodes if node.id not in driven)]
    unfolded: set[str] = set()
    waiting: list[tuple[str, int, Edge | None]] = [(name, 0, None) for name in reversed(dict.fromkeys(roots))]
    while waiting:
        name, depth, link = waiting.pop()
        if name not in context.nodes:
            continue
        yield _line(context, context.nodes[name], depth, link)
        if name not in unfolded and depth < _DEEPEST:
            waiting += [(below.source, depth + 1, below) for below in reversed(drivers.get(name, ()))]
            unfolded.add(name)


def _line(context: InsightContext, node: Node, depth: int, edge: Edge | None) -> TreeNode:
    label, figure = context.label(node.label), context.value(node.figure.value, node.unit)
    change = context.change(node.change, node.unit) if node.change is not None else ""
    told = context.words.labelled
    spoken = [told(label, figure), told(_change(context), change) if change else "", context.verdict(node.figure)]
    return TreeNode(
        anchor=anchor(node.id),
        label=label,
        figure=figure,
        change=change,
        symbol=SYMBOLS[node.figure.verdict],
        verdict=context.verdict(node.figure),
        spoken=" · ".join(filter(None, spoken)),
        depth=depth,
        adds_up=edge is None or edge.kind == "arithmetic",
        part=_part(context.nodes[edge.target], node.id) if edge else None,
    )


def _part(node: Node, driver: str) -> float | None:
    """Return a driver's part of a change in per cent of the largest part, with its sign; None if it has none."""
    parts = _parts(node, driver)
    largest = max(map(abs, parts.values()), default=0)
    return round(100 * parts[driver] / largest, 1) if driver in parts and largest else None


def _parts(node: Node, driver: str) -> Mapping[str, float]:
    """Return what a node's drivers contribute: those of its formula, or else the activities that it is divided by."""
    if driver.startswith(ACTIVITY):
        views = (view for view in node.views if view.by == "activity")
        return {f"{ACTIVITY}{each.driver}": each.value for view in views for each in view.contributions}
    return {each.driver: each.value for each in node.contributions}


def _figures(context: InsightContext, found: Tree) -> Table:
    words = context.words
    headings = (words.gettext("Figure"), _now(context), _before(context), _change(context), words.gettext("Target"))
    rows = tuple(
        Row(
            context.label(node.label),
            (
                context.lines(node.figure, node.unit),
                context.lines(node.previous, node.unit),
                context.change(node.change, node.unit),
                context.judged(node.figure, node.unit),
            ),
            anchor=anchor(node.id),
        )
        for node in found.nodes
    )
    return Table(words.gettext("Figures"), headings, rows)


def _contributions(context: InsightContext, found: Tree) -> Table | None:
    """Return what each driver contributes to the change of what it is a part of, and what is not explained."""
    words, rows = context.words, []
    for node in found.nodes:
        drivers = [edge.source for edge in found.edges if edge.target == node.id and edge.kind == "arithmetic"]
        # What an activity contributes is its own change, which stands among the figures.
        drivers = [name for name in drivers if not name.startswith(ACTIVITY)]
        for driver in (*drivers, ""):
            parts = _parts(node, driver)
            if driver in parts:
                # Translators: the part of a figure's change that its formula does not explain.
                label = context.node(driver) if driver else words.gettext("Not explained")
                rows.append(Row(label, (context.label(node.label), context.change(parts[driver], node.unit))))
    # Translators: the heading of a column: what a driver drives.
    headings = (words.gettext("Driver"), words.gettext("Drives"), _part_heading(context))
    return (
        Table(words.gettext("What each driver contributes"), headings, tuple(rows), texts=1, detail=True)
        if rows
        else None
    )


def _influences(context: InsightContext, found: Tree) -> Table | None:
    """Return what may drive a figure without being a part of it, by the evidence for it."""
    words = context.words
    grades = {
        "association": words.gettext("association"),
        # Translators: somebody believes it, and nobody has tested it.
        "hypothesis": words.gettext("hypothesis"),
        "study": words.gettext("study"),
    }
    drivers: dict[tuple[str, str], list[str]] = {}
    for edge in found.edges:
        if edge.kind == "influence":
            evidence = "\n".join(filter(None, (grades.get(edge.evidence, edge.evidence), edge.note)))
            drivers.setdefault((edge.target, evidence), []).append(edge.source)
    if not drivers:
        return None
    rows = tuple(
        Row(context.node(target), (evidence, _listed(context, names))) for (target, evidence), names in drivers.items()
    )
    headings = (words.gettext("Drives"), words.gettext("Evidence"), words.gettext("Driver"))
    # Translators: what may drive a figure without being a part of it, and how well that is known.
    return Table(words.gettext("Influence and its evidence"), headings, rows, texts=2, detail=True)


def _views(context: InsightContext, found: Tree) -> Iterator[Table]:
    for node in found.nodes:
        for view in node.views:
            if not (view.by == "activity" and f"{ACTIVITY}{view.groups[0].label}" in context.nodes):
                yield _view(context, node, view)  # else the nodes of the activities say it already


def _view(context: InsightContext, node: Node, view: View) -> Table:
    words = context.words
    parts: Mapping[tuple[str, str], float] = {(each.driver, each.part): each.value for each in view.contributions}
    kinds = [kind for kind in ("mix", "rate", "") if any(part == kind for _, part in parts)]
    names = {
        # Translators: headings of columns: which part of a change comes from the mix of groups, which from their rates.
        "mix": words.gettext("Mix"),
        "rate": words.gettext("Rate"),
        "": _part_heading(context),
    }
    rows = tuple(
        Row(
            context.group(view.by, group.label),
            (
                context.told(group.figure, node.unit),
                context.lines(group.previous, node.unit),
                *(context.change(parts.get((group.label, kind)), node.unit) for kind in kinds),
            ),
        )
        for group in view.groups
    )
    headings = (context.field(view.by), _now(context), _before(context), *(names[kind] for kind in kinds))
    note = message_words(words, view.message, context.field(view.by))
    caption = f"{context.label(node.label)} · {context.field(view.by)}"
    return Table(caption, headings, rows, note=note, detail=node.unit != "share")  # rates say most


def origins(context: InsightContext) -> Table | None:
    """Return how each figure is worked out, who answers for it, and where it comes from; None if there are none."""
    if not context.nodes:
        return None
    words = context.words
    figures: dict[tuple[str, ...], list[str]] = {}
    for node in context.nodes.values():
        formula = formula_words(context, node.formula)
        cells = (formula, node.owner, node.source, _completeness(context, node))
        figures.setdefault(tuple(cell or UNKNOWN for cell in cells), []).append(node.id)
    rows = tuple(Row(_listed(context, names), cells) for cells, names in figures.items())
    headings = (
        words.gettext("Figure"),
        # Translators: headings of a table: how a figure is worked out, who answers for it, which files it comes from.
        words.gettext("Formula"),
        words.gettext("Owner"),
        words.gettext("Source"),
        # Translators: of how many members what a figure needs is recorded, in per cent, and its newest date.
        words.gettext("Complete, newest"),
    )
    return Table(words.gettext("Where the figures come from"), headings, rows, texts=4, detail=True)


def _listed(context: InsightContext, nodes: Sequence[str]) -> str:
    """Return the labels of nodes as a list; several activities are named together, as a table by activity is."""
    activities = [name for name in nodes if name.startswith(ACTIVITY)]
    together = f"{context.node('uses')} · {context.words.gettext('Activity')}"
    labels = [together if name in activities and len(activities) > 1 else context.node(name) for name in nodes]
    return context.words.list(list(dict.fromkeys(labels)))


def _completeness(context: InsightContext, node: Node) -> str:
    complete = "" if node.complete is None else context.words.percent(node.complete)
    newest = context.words.short_date(node.newest) if node.newest else ""
    return "\n".join(filter(None, (complete, newest)))


def formula_words(context: InsightContext, formula: str) -> str:
    """Return a formula with the labels of nodes in place of their ids."""
    named = re.sub(r"[A-Za-z_][\w:-]*", lambda name: context.node(name[0]), formula)
    return named.replace(" * ", " × ").replace(" / ", " ÷ ").replace(" - ", " − ")
