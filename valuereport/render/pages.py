"""Document -> HTML: a page for each document, a sheet for each of its languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from valuereport.model.statement import Chart, Code, Document, Year
from valuereport.render.heights import basis_lines, column_of, first_is_brief, win_column_of
from valuereport.render.letters import Letters, letters_of
from valuereport.render.look import Look
from valuereport.render.pictures import Picture, drawing_of, svg
from valuereport.render.sheet import plan_of
from valuereport.render.slots import slot_for, smallest_room
from valuereport.render.tables import table
from valuereport.render.templates import Catalogues, Localised, Templates

STATEMENT = "statement.html.j2"
SHEET = "sheet.html.j2"


class Pages:
    """The templates of the statement."""

    def __init__(
        self, folders: Sequence[Path], catalogues: Catalogues, tools: Callable[[Localised], Mapping[str, Any]]
    ) -> None:
        """`tools`: what the templates of a locale can call, by name."""
        self._templates = Templates(folders, catalogues, tools)

    def html(self, document: Document) -> tuple[str, tuple[str, ...]]:
        """Return the page of a document, and the messages that its languages lack. Raises TemplateError."""
        sheets: list[Markup] = []
        missing: list[str] = []
        for number, statement in enumerate(document, 1):
            sheet, lacking = self._templates.fill(SHEET, statement, statement=statement, sheet=number)
            sheets.append(Markup(sheet))  # noqa: S704
            missing += lacking
        page, _ = self._templates.fill(STATEMENT, document[0], statement=document[0], sheets=sheets)
        return page, tuple(missing)

    def check(self) -> None:
        """Compile every template. Raises TemplateError with its file and line."""
        self._templates.check()


def drawn(look: Look, of: Localised) -> dict[str, Any]:
    """Return the tools that print everything where it stands."""
    letters = letters_of(of.locale, look.family)

    def picture(subject: Chart | Year | Code) -> str:
        return svg(drawing_of(Picture(subject, of.locale, of.direction == "rtl"), look))

    return common(look, letters) | {
        "slot": slot_for(of.direction, letters),
        "own": lambda text: text,
        "part": lambda name, content: content,
        "table": table,
        "gap": lambda height: Markup('<div style="height: {}mm"></div>').format(height),
        "picture": picture,
    }


def common(look: Look, letters: Letters) -> dict[str, Any]:
    """Return the tools that are the same however a page is made."""
    return {
        "look": look,
        "plan_of": lambda statement: plan_of(statement, look.paper, letters),
        "has_room": smallest_room(letters),
        "lines_of": letters.lines,
        "basis_lines": partial(basis_lines, letters=letters),
        "first_is_brief": partial(first_is_brief, letters=letters),
        "column_of": column_of,
        "win_column_of": win_column_of,
    }
