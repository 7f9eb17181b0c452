"""Some statements to look at, made again while their design changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from valuereport.actions.calculated import calculated
from valuereport.actions.locales import checked_locale
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.compose import compose
from valuereport.errors import Problem, Remedy, RunError, ValuereportError
from valuereport.events import SILENT, Events, step
from valuereport.model.run import Planned
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import explain, load_and_calculate, member_of
from valuereport.pipeline.design import (
    check_design,
    design_files,
    faces_of,
    settings_files,
    template_folders,
    translations,
)
from valuereport.pipeline.feedback import nobodys_token
from valuereport.pipeline.plan import Scope, locales_of, plan
from valuereport.render.fonts.font_rules import font_rules
from valuereport.render.look import Look, look_of
from valuereport.render.renderer import Renderer
from valuereport.settings import load_settings
from valuereport.unexpected import brief, details, write_details
from valuereport.wording import resolve_locales, translations_for, wording_for
from valuereport.wording.catalogues import workspace_texts

if TYPE_CHECKING:
    from valuereport.preview import Candidate, Shown


_FOLDER = "preview"


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What a preview is of: the members named (else typical ones), in these locales (else each member's own).

    `folder`: where it is written; `preview` in the output folder where not given.
    """

    members: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Previewed:
    """What came of a preview: the files of its contact sheet, and the statements on it."""

    sheets: tuple[Path, ...]
    statements: tuple[Shown, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what a person should look at."""
        return tuple(problem for each in self.statements for problem in each.problems)


@needs("operator")
def preview(workspace: Workspace, request: PreviewRequest, events: Events = SILENT) -> Previewed:
    """Make some statements as PDF and as HTML, and a contact sheet of them.

    Raises RequestError, RunError, SourceError, TemplateError.
    """
    _check(request)
    return _preview(calculated(workspace), request.folder or workspace.output / _FOLDER, request, events)


@needs("operator")
def previews(
    workspace: Workspace, request: PreviewRequest, events: Events = SILENT
) -> Iterator[Previewed | ValuereportError]:
    """Yield a preview, and a new one after each change of what it is made from; what stops one comes in its place.

    Members' data are loaded and calculated anew only when a file of settings changes. Raises SourceError at first.
    """
    from valuereport.preview import Watch

    _check(request)
    settings, folder = workspace.settings, request.folder or workspace.output / _FOLDER
    watch = Watch(lambda: [*settings_files(settings), *design_files(settings)])
    valued = load_and_calculate(settings)
    changed_settings: set[Path] = set()
    for changed in chain([frozenset[Path]()], watch.changes()):
        changed_settings |= changed & set(settings_files(settings))
        for remembered in (translations_for, workspace_texts, wording_for):
            remembered.cache_clear()
        try:
            if changed_settings:
                settings = load_settings(settings.path)
                valued = load_and_calculate(settings)
                changed_settings.clear()
            yield _preview(valued, folder, request, events)
        except ValuereportError as error:
            yield error


def _check(request: PreviewRequest) -> None:
    for locale in request.locales:
        checked_locale(locale)


def _preview(valued: CalculatedMembers, folder: Path, request: PreviewRequest, events: Events) -> Previewed:
    from valuereport.preview import write_preview  # no batch needs the libraries that these bring

    settings = valued.settings
    planned = to_preview(valued, request)
    check_design(settings, locales_of(one for one, _, _ in planned))
    look = look_of(settings)
    renderer = Renderer(template_folders(settings), partial(translations, settings), look)
    shown = []
    for number, (one, reasons, problems) in enumerate(planned):
        step(events, "statements", number, len(planned))
        shown.append(shown_statement(valued, renderer, look, one, reasons, problems))
    events.progress("statements", len(planned), len(planned))
    workspace = settings.workspace
    last = workspace.period.end - timedelta(days=1)
    title = f"{workspace.organisation.name} · {workspace.period.start} to {last} · {workspace.sheet.paper}"
    return Previewed(write_preview(folder, title, shown, faces_of(look)), tuple(shown))


def shown_statement(
    valued: CalculatedMembers,
    renderer: Renderer,
    look: Look,
    planned: Planned,
    reasons: Sequence[str],
    problems: Sequence[Problem],
) -> Shown:
    """Make one statement of a preview; whatever goes wrong with this member is in it. Raises TemplateError."""
    from valuereport.preview import Shown, for_browser

    settings, valuation = valued.settings_of(planned.row), explain(valued, planned.row)
    shown = Shown(planned.member_id, planned.locale, planned.edition, tuple(reasons), b"", "", tuple(problems))
    try:
        document, found = compose(
            member_of(valued, planned),
            valuation,
            settings,
            order=valued.order,
            feedback_token=nobodys_token(settings),
        )
        rendered = renderer.render(document)
        page = renderer.html(document)
        rules = font_rules(page, look.family)
        page = for_browser(page, (rules, *renderer.styles), template_folders(settings))
    except ValuereportError:
        raise
    except Exception as error:
        reason = brief(error)
        if log := write_details(f"{planned.member_id}\n{details(error)}"):
            reason = f"{reason} (details: {log})"
        failed = Problem("render", "error", reason, "no statement was made", member_id=planned.member_id)
        return replace(shown, problems=(*problems, failed))
    return replace(shown, pdf=rendered.pdf, html=page, problems=(*problems, *found, *rendered.problems))


def to_preview(
    valued: CalculatedMembers, request: PreviewRequest
) -> list[tuple[Planned, tuple[str, ...], tuple[Problem, ...]]]:
    """Return the statements of a preview, why each is in it, and their plans' problems. Raises RunError."""
    from valuereport.preview import typical

    planned, problems = plan(valued, Scope(request.members))
    chosen: dict[int, tuple[Planned, tuple[str, ...]]]
    if request.members:
        chosen = {one.row: (one, ("asked for",)) for one in planned}
    else:
        by_row = {one.row: one for one in planned if one.action == "render"}
        found = typical(_candidates(valued, list(by_row.values()), by_locale=not request.locales))
        chosen = {each.row: (by_row[each.row], each.reasons) for each in found}
    if not chosen:
        raise RunError("no member would get a statement; a check says why", Remedy("check"))
    told = {row: [each for each in problems if each.member_id == one.member_id] for row, (one, _) in chosen.items()}
    for row, (one, _) in chosen.items():
        if one.action == "skip":
            action = "a batch would make no statement"
            told[row].append(Problem("batch", "warning", one.reason, action, member_id=one.member_id))
    home = valued.settings.workspace.organisation.locale
    return [
        (replace(one, locale="+".join(resolve_locales(locale, home)[0])), reasons, tuple(told[row]))
        for row, (one, reasons) in chosen.items()
        for locale in request.locales or (one.locale,)
    ]


def _candidates(valued: CalculatedMembers, planned: Sequence[Planned], *, by_locale: bool) -> list[Candidate]:
    """Return what typical members are chosen by; money in the organisation's currency."""
    from valuereport.preview import Candidate

    history, valuations = valued.history, valued.valuations
    members = len(history.members)
    engagements = np.bincount(history.engagements["member"].to_numpy(), minlength=members)
    contacts = np.bincount(history.contacts["member"].to_numpy(), minlength=members)
    policy = np.array([valuations.lines[line].benefit == "policy" for line in valuations.line_of_term], dtype=bool)
    wins = (valuations.weights[:, policy] != 0).sum(axis=1)
    central = valuations.totals[:, 1] * valuations.rate
    return [
        Candidate(
            row=one.row,
            member_id=one.member_id,
            name=str(history.members["name"].iloc[one.row]),
            kind=str(history.members["kind"].iloc[one.row]),
            edition=one.edition,
            locale=one.locale if by_locale else "",
            central=float(central[one.row]),
            engagements=int(engagements[one.row]),
            contacts=int(contacts[one.row]),
            policy_wins=int(wins[one.row]),
        )
        for one in planned
    ]
