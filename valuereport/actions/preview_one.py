"""One statement to look at, side by side as pictures; also with a design that is not saved yet. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from valuereport.actions.calculated import calculated, made_of
from valuereport.actions.edit_settings import ProposedSettings
from valuereport.actions.locales import checked_locale
from valuereport.actions.preview import PreviewRequest, shown_statement, to_preview
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.errors import Problem, RequestError
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.design import check_design, template_folders, translations
from valuereport.render.look import look_of
from valuereport.render.renderer import Renderer
from valuereport.settings import Settings

DESIGN: Final = ("brand", "sheet", "texts")
"""The sections of the settings that a preview may have otherwise than they are saved: they change no figure."""
_WIDTH: Final = 1240  # pixels of a side: 150 dots to the inch of A4


@dataclass(frozen=True, slots=True)
class TypicalMember:
    """A member that shows what a design has to bear, and why: "edition standard", "longest name"."""

    member_id: str
    name: str
    edition: str
    locale: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneRequest:
    """Whose statement is to be seen, in which locale (the member's own where empty), and with which other design."""

    member_id: str
    locale: str = ""
    proposed: ProposedSettings | None = None


@dataclass(frozen=True, slots=True)
class SeenStatement:
    """A statement as it would be. `sides`: a PNG of each page; `pdf` is empty where none could be made."""

    member_id: str
    name: str
    edition: str
    locale: str
    pdf: bytes
    sides: tuple[bytes, ...]
    problems: tuple[Problem, ...]


@needs("operator")
def typical_members(workspace: Workspace) -> tuple[TypicalMember, ...]:
    """Return the members that a preview shows where none is named. Raises RunError, SourceError."""
    valued = calculated(workspace)
    return made_of(workspace, valued, "typical members", lambda: _typical(valued))


def _typical(valued: CalculatedMembers) -> tuple[TypicalMember, ...]:
    names = valued.history.members["name"]
    return tuple(
        TypicalMember(one.member_id, str(names.iloc[one.row]), one.edition, one.locale, reasons)
        for one, reasons, _ in to_preview(valued, PreviewRequest())
    )


@needs("operator")
def preview_one(workspace: Workspace, request: OneRequest) -> SeenStatement:
    """Make one statement, and pictures of it. Raises RequestError, RunError, SettingsError, SourceError, TemplateError.

    Pictures that are proposed must have been written (`write_pictures`).
    """
    from valuereport.preview import sides  # no batch needs the libraries that these bring

    checked_locale(request.locale)
    valued = _designed(calculated(workspace), request.proposed)
    locales = (request.locale,) if request.locale else ()
    ((planned, reasons, problems), *_) = to_preview(valued, PreviewRequest((request.member_id,), locales))
    settings = valued.settings
    check_design(settings, planned.locale.split("+"))
    look = look_of(settings)
    renderer = Renderer(template_folders(settings), partial(translations, settings), look)
    shown = shown_statement(valued, renderer, look, planned, reasons, problems)
    return SeenStatement(
        member_id=planned.member_id,
        name=str(valued.history.members["name"].iloc[planned.row]),
        edition=planned.edition,
        locale=planned.locale,
        pdf=shown.pdf,
        sides=sides(shown.pdf, _WIDTH) if shown.pdf else (),
        problems=shown.problems,
    )


def _designed(valued: CalculatedMembers, proposed: ProposedSettings | None) -> CalculatedMembers:
    """Return the members with another design: figures and exports stay as they are kept."""
    if proposed is None:
        return valued
    if proposed.faults:
        raise proposed.faults[0].error
    if others := [one.key for one in proposed.changed if one.place[0] not in DESIGN]:
        raise RequestError("proposed", others[0], f"a key of {', '.join(DESIGN)}: others may change figures")
    return replace(valued, settings=_with_design(valued.settings, proposed.settings))


def _with_design(settings: Settings, other: Settings | None) -> Settings:
    if other is None:
        return settings
    design = {name: getattr(other.workspace, name) for name in DESIGN}
    return settings.model_copy(update={"workspace": settings.workspace.model_copy(update=design)})
