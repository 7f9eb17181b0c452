"""Corrections that replies propose: listed, accepted as a signed correction, or declined with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from valuereport.actions.at_work import one_writer
from valuereport.actions.calculated import calculated
from valuereport.actions.correct import CorrectRequest, propose, write_correction
from valuereport.actions.own_tables import add_row
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.combine import combine
from valuereport.errors import RequestError, RunError
from valuereport.loaders import load
from valuereport.loaders.own_tables import read_own_table
from valuereport.model.history import History
from valuereport.model.proposal import Proposed
from valuereport.model.reply import REPLY_COLUMNS, ProposedCorrection, ReplyState, WrittenSuggestion
from valuereport.settings import Settings

_ID: Final = 10  # hexadecimal digits
_STATES: Final[Mapping[str, ReplyState]] = {"accepted": "accepted", "declined": "declined"}


@dataclass(frozen=True, slots=True)
class AcceptRequest:
    """Which proposal, and the correction that it becomes: columns of corrections.csv; none: corrected elsewhere."""

    reply: str
    cells: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class DeclineRequest:
    """Which proposal, and why it is declined."""

    reply: str
    note: str
    operator: str = ""


@needs("operator")
def proposals(workspace: Workspace) -> tuple[ProposedCorrection, ...]:
    """Return every correction that a reply proposes, the oldest first. Raises SettingsError, SourceError."""
    return proposals_in(_history(workspace), workspace.settings)


def proposals_in(history: History, settings: Settings) -> tuple[ProposedCorrection, ...]:
    """Return the same of exports that are loaded already. Raises SettingsError, SourceError."""
    return tuple(_decided(_found(history, settings), settings))


@needs("operator")
def written_suggestions(workspace: Workspace) -> tuple[WrittenSuggestion, ...]:
    """Return what members' replies suggest, in their own words, the newest first. Raises SettingsError, SourceError."""
    settings = workspace.settings
    history = _history(workspace)
    responses, survey = history.past.responses, settings.workspace.feedback.survey
    asked = [one.id for one in settings.surveys.question if one.survey == survey and one.asks == "suggestion"]
    of_survey = (responses["survey"] == survey) & responses["question"].isin(asked) & (responses["value"] != "")
    said = responses[of_survey & responses["date"].notna()].sort_values(["date", "value"], ascending=[False, True])
    days: list[date] = said["date"].to_numpy().astype("datetime64[D]").tolist()
    return tuple(map(WrittenSuggestion, days, said["value"].astype("str").tolist()))


@needs("operator")
def accept(workspace: Workspace, request: AcceptRequest, today: date) -> tuple[ProposedCorrection, Proposed | None]:
    """Return what accepting would do; nothing is written. Raises RequestError, RunError, SourceError."""
    one = _open(workspace, request.reply)
    if not request.cells:
        if not request.note.strip():
            allowed = "a field and its value; or in a few words how it was corrected elsewhere"
            raise RequestError("note", request.note, allowed)
        return one, None
    why = request.note.strip() or f"reply of {one.day.isoformat()}: {one.words or 'something is wrong'}"
    return one, propose(workspace, CorrectRequest(one.member_id, request.cells, why, request.operator), today)


@needs("operator")
@one_writer("feedback")
def write_accepted(
    workspace: Workspace, one: ProposedCorrection, proposed: Proposed | None, request: AcceptRequest, today: date
) -> tuple[Path, ...]:
    """Write the correction and that the proposal is accepted; return the files. Raises RunError, SettingsError."""
    files = (write_correction(workspace, proposed),) if proposed else ()
    return (*files, _write(workspace, one, "accepted", request.note, request.operator, today))


@needs("operator")
@one_writer("feedback")
def decline(workspace: Workspace, request: DeclineRequest, today: date) -> tuple[ProposedCorrection, Path]:
    """Decline a proposal, and return it with the file. Raises RequestError, RunError, SourceError."""
    if not request.note.strip():
        raise RequestError("note", request.note, "the reason in a few words")
    one = _open(workspace, request.reply)
    return one, _write(workspace, one, "declined", request.note, request.operator, today)


def _history(workspace: Workspace) -> History:
    """Return what the exports say: what a process that lives long keeps of them, else read now."""
    if workspace.kept:
        return calculated(workspace).history
    return combine(load(workspace.settings), workspace.settings)


def _open(workspace: Workspace, reply: str) -> ProposedCorrection:
    if workspace.is_sample:
        raise RunError("This is the shipped sample, which stays as it is")
    found = {one.id: one for one in proposals(workspace)}
    if reply not in found:
        raise RequestError("id", reply, f"a proposal: {', '.join(found) or 'no reply proposes any'}")
    one = found[reply]
    if one.state != "open":
        raise RequestError("id", reply, f"one that is open; this one was {one.state} by {one.by} on {one.on}")
    return one


def _write(
    workspace: Workspace, one: ProposedCorrection, state: ReplyState, note: str, operator: str, today: date
) -> Path:
    settings = workspace.settings
    cells = (one.id, state, operator or workspace.person.name, today.isoformat(), note.strip())
    row = dict(zip(REPLY_COLUMNS, cells, strict=True))
    return add_row(settings, settings.workspace.files.replies, REPLY_COLUMNS, row, {})


def _found(history: History, settings: Settings) -> Iterator[ProposedCorrection]:
    """Yield what the replies of known members say is wrong: a "no", or words, of one questionnaire."""
    survey = settings.workspace.feedback.survey
    asked = {one.id: one.asks for one in settings.surveys.question if one.survey == survey}
    responses = history.past.responses
    asks = responses["question"].map(asked)
    denied = (asks == "correct") & (responses["answer"] == "no")
    told = (asks == "correction") & (responses["value"] != "")
    of_members = (responses["survey"] == survey) & (responses["member"] >= 0) & responses["date"].notna()
    wrong = responses[of_members & (denied | told)]
    texts = wrong["value"].where(told[wrong.index], "")
    members = pd.concat([history.members[["member_id", "name"]], history.past.former[["member_id", "name"]]])
    ids, names = (members[column].astype("str").tolist() for column in ("member_id", "name"))
    groups = wrong.assign(words=texts).groupby("respondent", sort=False)
    said = groups.agg(member=("member", "first"), date=("date", "min"), words=("words", "max"))
    said = said.sort_values(["date", "member"], kind="stable")
    days: list[date] = said["date"].to_numpy().astype("datetime64[D]").tolist()
    for member, day, words in zip(said["member"].tolist(), days, said["words"].astype("str").tolist(), strict=True):
        key = "\0".join((ids[member], day.isoformat(), words))
        yield ProposedCorrection(hashlib.sha256(key.encode()).hexdigest()[:_ID], ids[member], names[member], day, words)


def _decided(found: Iterator[ProposedCorrection], settings: Settings) -> Iterator[ProposedCorrection]:
    """Yield each proposal once, with what a person decided last."""
    table = read_own_table(settings, "replies", REPLY_COLUMNS, REPLY_COLUMNS)
    decided = {row["reply"]: row for _, row in table.rows if row["state"] in _STATES}
    for one in dict.fromkeys(found):
        row = decided.get(one.id)
        yield replace(one, state=_STATES[row["state"]], by=row["by"], on=row["on"], note=row["note"]) if row else one
