"""The insights that were made of a run, to be shown again; lists of members for operators alone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from valuereport.actions.kept_output import KeptOutput, below, kept_output
from valuereport.actions.rights import needs
from valuereport.actions.runs_to_publish import INSIGHTS, chosen_folder
from valuereport.actions.standing.times import written
from valuereport.actions.workspace import Workspace
from valuereport.answers.page import page_file, read_page
from valuereport.errors import RequestError
from valuereport.files import cell_as_given
from valuereport.model.insight_page import InsightPage
from valuereport.model.story_page import DriverTree, Picture, Scatter
from valuereport.output_folder import LISTING
from valuereport.render.insights import drawn
from valuereport.render.look import look_of

_WHOLE: Final = "insights.json"
_LISTS: Final = "lists"


@dataclass(frozen=True, slots=True)
class MadeInsights:
    """The insights of a run in one language.

    `page`: None where another version made them. `trees`: the drawing of each driver tree, SVG whose lines are links to
    the rows below. `pages`: the finished pages, for downloading.
    """

    run: str
    made: datetime | None
    locale: str
    locales: tuple[str, ...]
    page: InsightPage | None
    trees: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberListFile:
    """A list of members that insights wrote: its file, and how many rows it has."""

    name: str
    rows: int


@needs("viewer")
def made_insights(workspace: Workspace, run: str, language: str = "") -> MadeInsights | None:
    """Return the insights that were made of a run; None where there are none. Raises RequestError, RunError.

    `language`: the wanted one, where they were made in it; else the organisation's, or what there is.
    """
    kept = kept_output(chosen_folder(workspace, run) / INSIGHTS)
    if _WHOLE not in kept.files:
        return None
    locale = kept.locale(language, workspace.settings.workspace.organisation.locale)
    page = _page(kept, locale)
    trees = [part for part in _parts(page) if isinstance(part, DriverTree)] if page else []
    return MadeInsights(
        run=run,
        made=written(kept.folder / LISTING),
        locale=locale,
        locales=kept.locales,
        page=page,
        trees=tuple(drawn(each, page, look_of(workspace.settings)) for each in trees) if page else (),
        pages=tuple(name for name in kept.files if name.startswith("insights-")),
    )


@needs("viewer")
def insight_picture(workspace: Workspace, run: str, locale: str, name: str, *, narrow: bool = False) -> bytes:
    """Return a picture of the page of insights as SVG by its name, also for a phone. Raises RequestError, RunError."""
    page = _page(kept_output(chosen_folder(workspace, run) / INSIGHTS), locale)
    parts = [part for part in _parts(page) if not isinstance(part, DriverTree) and part.name == name] if page else []
    if page is None or not parts:
        raise RequestError("name", name, "a picture of the page of insights")
    return drawn(parts[0], page, look_of(workspace.settings), narrow=narrow).encode()


@needs("viewer")
def insight_file(workspace: Workspace, run: str, name: str) -> bytes:
    """Return a finished page of insights as it lies there. Raises RequestError, RunError."""
    kept = kept_output(chosen_folder(workspace, run) / INSIGHTS)
    if not name.startswith("insights-"):
        raise RequestError("file", name, "a page of the insights")
    return kept.read(name)


@needs("viewer")
def insights_archive(workspace: Workspace, run: str) -> bytes:
    """Return a ZIP archive of pages, figures and tables, and no list of members. Raises RequestError, RunError."""
    kept = kept_output(chosen_folder(workspace, run) / INSIGHTS)
    if _WHOLE not in kept.files:
        raise RequestError("run", run, "a run that has insights: make them first")
    pages = (name for name in kept.files if name.startswith("insights-"))
    return kept.packed((_WHOLE, *pages, *below(kept.files, "tables")))


@needs("operator")
def insight_lists(workspace: Workspace, run: str) -> tuple[MemberListFile, ...]:
    """Return the lists of members that insights wrote of a run. Raises RequestError, RunError."""
    kept = kept_output(chosen_folder(workspace, run) / INSIGHTS)
    names = (name.removeprefix(f"{_LISTS}/").removesuffix(".csv") for name in below(kept.files, _LISTS))
    return tuple(MemberListFile(name, len(_rows(kept, name))) for name in names)


@needs("operator")
def insight_list(workspace: Workspace, run: str, name: str) -> bytes:
    """Return a list of members as it lies there. Raises RequestError, RunError."""
    return kept_output(chosen_folder(workspace, run) / INSIGHTS).read(f"{_LISTS}/{name}.csv")


@needs("operator")
def insight_list_rows(workspace: Workspace, run: str, name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a list of members, none where there is no such list. Raises RequestError, RunError."""
    kept = kept_output(chosen_folder(workspace, run) / INSIGHTS)
    return tuple(_rows(kept, name)) if f"{_LISTS}/{name}.csv" in kept.files else ()


def _rows(kept: KeptOutput, name: str) -> list[dict[str, str]]:
    rows = csv.DictReader(kept.read(f"{_LISTS}/{name}.csv").decode("utf-8-sig").splitlines(keepends=True))
    return [{column: cell_as_given(cell) for column, cell in row.items()} for row in rows]


def _page(kept: KeptOutput, locale: str) -> InsightPage | None:
    name = page_file(locale)
    return read_page(InsightPage, kept.read(name)) if name in kept.files else None


def _parts(page: InsightPage) -> Iterator[Picture | Scatter | DriverTree]:
    """Yield what is drawn on the page, in its order."""
    for section in page.sections:
        yield from section.trees
        yield from section.scatters
        yield from section.pictures
