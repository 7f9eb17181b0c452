"""Asks a member for a story: a letter with a form, and a draft in consents.csv, which allows nothing yet."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.member_ids import all_ids
from valuereport.actions.own_tables import add_row
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, ledger_to_ask
from valuereport.compose.permission_request import compose_permission_request
from valuereport.deliver.eligibility import reason_for_no_email, reason_for_no_print
from valuereport.errors import Problem, RequestError, RunError
from valuereport.files import make_folder, read_regular, safe_name, write_atomically
from valuereport.model.member import Member
from valuereport.model.permission_request import AskedForStory, PermissionRequest
from valuereport.notation.ids import without_case
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.look import look_of
from valuereport.render.permission_request import PermissionRequestRenderer
from valuereport.storage import require_local
from valuereport.stories.consents import COLUMNS, OPTIONAL, consent_rows, separated_by_commas

FOLDER: Final = "story-requests"


@dataclass(frozen=True, slots=True)
class AskForStoryRequest:
    """Who is asked, in whose name."""

    member: str  # an id, a former one, or an address
    operator: str = ""
    today: date | None = None


@needs("operator")
def whom_to_ask(workspace: Workspace, request: AskForStoryRequest) -> AskedForStory:
    """Return who would be asked, in which languages and by which ways; nothing is written. Raises as ask_for_story."""
    return _checked(workspace, request)[0]


@needs("operator")
def ask_for_story(workspace: Workspace, request: AskForStoryRequest) -> AskedForStory:
    """Write the letter and the draft.

    Whoever has opted out of email and of post, is on hold, has withdrawn a consent or has been asked before is not
    asked. Raises LedgerError, RunError, SettingsError, SourceError, TemplateError.
    """
    settings, today, output = workspace.settings, _day(request), _folder(workspace)
    asked, member, pages = _checked(workspace, request)
    renderer = PermissionRequestRenderer(template_folders(settings), partial(translations, settings), look_of(settings))
    written, problems = list[Path](), list[Problem]()
    make_folder(output)
    for page in pages:
        found = renderer.page(page)
        problems += found.problems
        for ending, content in (("html", found.html), ("pdf", found.pdf)):
            written.append(output / f"{_letter(member.member_id, page.locale)}.{ending}")
            write_atomically(written[-1], content)
    row = dict.fromkeys(COLUMNS, "") | {"member_id": member.member_id, "name": member.name, "draft": "yes"}
    row |= {"asked_on": today.isoformat(), "asked_by": request.operator or workspace.person.name}
    add_row(settings, settings.workspace.stories.consents, (*COLUMNS, *OPTIONAL, "asked_on", "asked_by"), row, {})
    return replace(asked, files=tuple(written), problems=tuple(problems))


@needs("operator")
def story_letters(workspace: Workspace, member: str) -> tuple[str, ...]:
    """Return the locales in which a letter to a member lies in the output folder."""
    start = _letter(member, "")
    return tuple(sorted(file.stem.removeprefix(start) for file in _folder(workspace).glob(f"{start}*.pdf")))


@needs("operator")
def story_letter(workspace: Workspace, member: str, locale: str) -> bytes:
    """Return a letter as PDF. Raises RequestError for one that is not there, RunError."""
    if locale not in (there := story_letters(workspace, member)):
        raise RequestError("locale", locale, f"a letter to this member: {', '.join(there) or 'none is there'}")
    file = _folder(workspace) / f"{_letter(member, locale)}.pdf"
    try:
        return read_regular(file)
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}") from None


def _day(request: AskForStoryRequest) -> date:
    return request.today or datetime.now(UTC).astimezone().date()


def _folder(workspace: Workspace) -> Path:
    return require_local(workspace.output, FOLDER) / FOLDER


def _letter(member: str, locale: str) -> str:
    return f"{safe_name(member)}_letter-{locale}"


def _checked(
    workspace: Workspace, request: AskForStoryRequest
) -> tuple[AskedForStory, Member, tuple[PermissionRequest, ...]]:
    """Return who is asked and the pages of the letter. Raises RunError for whoever must not be asked, and others."""
    settings = workspace.settings
    _folder(workspace)
    with ledger_to_ask(workspace) as ledger:
        recipients = Recipients(settings, ledger)
        ids = all_ids(ledger, settings, request.member, history=recipients.history)
        member = recipients.find(ids[0])
        unwanted = recipients.unwanted().get(ids[0], "")
    if member is None:
        raise RunError(f"{ids[0]} is not asked: the exports no longer list this member")
    asked = replace(member, renewed=False)  # who has renewed may be asked all the same
    no_email = reason_for_no_email(asked, settings, unwanted, ())
    no_post = reason_for_no_print(asked, settings, reached_by_email=False)
    if no_email and no_post:
        reasons = no_email if no_email == no_post else f"{no_email}; {no_post}"
        raise RunError(f"{member.member_id} is not asked: {reasons}")
    file = settings.folder / settings.workspace.stories.consents
    _check_not_asked(file, ids)
    pages = compose_permission_request(member, settings, _day(request))
    locales = tuple(page.locale for page in pages)
    return AskedForStory(member.member_id, member.name, (), file, no_email, no_post, locales=locales), member, pages


def _check_not_asked(file: Path, ids: Collection[str]) -> None:
    """Raise RunError where the member stands in the file already, or where no row can be added to it."""
    try:
        rows, ours = consent_rows(file), separated_by_commas(file)
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}; nobody is asked") from None
    except (UnicodeDecodeError, csv.Error):
        raise RunError(f"{file} is no CSV file in UTF-8, so nobody knows who has been asked; nobody is asked") from None
    if not ours:
        raise RunError(f"{file} is not separated by commas: save it as CSV UTF-8 with commas; nobody is asked")
    mine = {without_case(one) for one in ids}
    for row in rows:
        if without_case(row["member_id"]) not in mine:
            continue
        if row["withdrawn"]:
            reason = f"the member has withdrawn a permission ({row['withdrawn']})"
        elif row["draft"]:
            reason = "the member has been asked before, and has not signed yet"
        else:
            reason = f"the member has signed a permission ({row['given'] or 'without a day'})"
        raise RunError(f"{row['member_id']} is not asked: {reason}; the row stands in {file}")
