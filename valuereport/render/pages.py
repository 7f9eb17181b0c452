"""Document -> HTML: a page for each document, a sheet for each of its languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from valuereport.model.statement import Chart, Direction, Document
from valuereport.render.look import Look
from valuereport.render.sheet import CHART_SCALE, CHART_ZERO, sides
from valuereport.render.slots import size_of, slot_for
from valuereport.render.templates import Catalogues, Templates

STATEMENT = "statement.html.j2"
SHEET = "sheet.html.j2"
DrawChart = Callable[[Chart, str, bool], str]  # of a colour, mirrored or not, as a data: address
DrawCode = Callable[[str, str], str]


class Pages:
    """The templates of the statement."""

    def __init__(
        self, folders: Sequence[Path], catalogues: Catalogues, tools: Callable[[Direction], Mapping[str, Any]]
    ) -> None:
        """`tools`: what the templates of a direction can call, by name."""
        self._templates = Templates(folders, catalogues, tools)

    def html(self, document: Document, tight: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
        """Return the page of a document, and the messages that its languages lack. Raises TemplateError.

        `tight`: the regions that must take less room.
        """
        sheets: list[Markup] = []
        missing: list[str] = []
        for number, statement in enumerate(document, 1):
            sheet, lacking = self._templates.fill(SHEET, statement, statement=statement, sheet=number, tight=tight)
            sheets.append(Markup(sheet))  # noqa: S704
            missing += lacking
        page, _ = self._templates.fill(STATEMENT, document[0], statement=document[0], sheets=sheets)
        return page, tuple(missing)

    def check(self) -> None:
        """Compile every template. Raises TemplateError with its file and line."""
        self._templates.check()


def drawn(look: Look, draw_chart: DrawChart, draw_code: DrawCode, direction: Direction) -> dict[str, Any]:
    """Return the tools that print everything where it stands."""
    return common(look) | {
        "slot": slot_for(direction),
        "own": lambda text: text,
        "part": lambda name, content: content,
        "chart": lambda chart: draw_chart(chart, look.accent, direction == "rtl"),
        "code": lambda address: draw_code(address, look.colour),
    }


def common(look: Look) -> dict[str, Any]:
    """Return the tools that are the same however a page is made."""
    return {"look": look, "sides": sides, "size_of": size_of, "chart_zero": CHART_ZERO, "chart_scale": CHART_SCALE}
