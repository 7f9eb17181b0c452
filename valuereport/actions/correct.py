"""Corrects what the exports say of a member: what would change is shown first, then a signed row is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from valuereport.actions.at_work import one_writer
from valuereport.actions.calculated import read_exports
from valuereport.actions.member_ids import resolve_member
from valuereport.actions.own_tables import add_row, add_rows
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.combine import combine
from valuereport.errors import Problem, Remedy, RequestError, RunError
from valuereport.loaders.corrections import correction_of
from valuereport.model.correction import COLUMNS, FIELDS, Correction
from valuereport.model.history import History, Loaded
from valuereport.model.member import ALIAS_COLUMNS, FORMER_ALIAS_COLUMNS, Alias
from valuereport.model.proposal import Proposed, ProposedFields
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.fields import EMPTY, written
from valuereport.pipeline.calculation import figures_of_one
from valuereport.pipeline.member_lookup import find_member, matching_rows
from valuereport.pipeline.member_rows import keys_of, rows_with
from valuereport.settings import Settings
from valuereport.settings.known_keys import did_you_mean

_ARGUMENTS: Final = {
    "confirm": {"amount": "confirm"},
    "field": {},
    "engagement": {"activity": "engagement"},
    "fee": {"amount": "fee"},
}
"""How the request calls a column of corrections.csv, where it does not call it like the column."""


@dataclass(frozen=True, slots=True)
class CorrectRequest:
    """What is wrong of whom. `cells`: the columns of corrections.csv that are given (model/correction.py)."""

    member: str  # an id, a former one, or an address
    cells: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class FieldsRequest:
    """Which fields of whom are wrong, and what each shall be; an empty text empties it."""

    member: str
    values: Mapping[str, str]
    why: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class AliasRequest:
    """Whose rows have this key: a former id, an address, a name as an invoice has it, another system's id."""

    member: str
    alias: str
    why: str = ""
    operator: str = ""


@needs("member-services")
def propose(workspace: Workspace, request: CorrectRequest, today: date) -> Proposed:
    """Return what a correction would do. Raises RequestError, RunError where it cannot be made, SourceError."""
    settings = _own(workspace).settings
    cells = {**dict.fromkeys(COLUMNS, ""), **request.cells, "why": _why(request.why)}
    cells |= {"by": request.operator or workspace.person.name, "on": today.isoformat()}
    if cells["what"] == "engagement":
        _check_activity(settings, cells["activity"])
    if cells["what"] == "field" and not cells["value"]:
        cells["value"] = EMPTY
    loaded, history = read_exports(workspace)
    row = find_member(history, resolve_member(workspace, history, request.member))
    member_id = str(history.members["member_id"].iloc[row])
    cells["member"] = member_id
    if cells["what"] == "field" and cells["field"].casefold() in FIELDS:
        cells["was"] = _current(history, row, cells["field"].casefold())
    found = correction_of(cells, settings.workspace.files.corrections, _next_row(loaded))
    if isinstance(found, Problem):
        argument = _ARGUMENTS.get(cells["what"], {}).get(found.column, found.column)
        raise RequestError(argument, found.value, re.sub("^(?:not|none of|empty:) ", "", found.reason))
    theirs = rows_with(loaded, {*keys_of(history, row), found.value})  # a new address may have rows already
    history = combine(theirs, settings)
    then = combine(replace(theirs, corrections=(*theirs.corrections, found)), settings)
    if not any(one.row == found.row for one in then.corrections):
        raise RunError(f"Nothing is corrected: {_reason(found, then, settings)}")
    changes: tuple[tuple[str, str, str], ...] = ()
    if found.what == "field":
        changes = ((found.field, found.was or EMPTY, _current(then, row, found.field)),)
    return _proposed(settings, found, row, changes, history, then)


@needs("member-services")
def propose_fields(workspace: Workspace, request: FieldsRequest, today: date) -> ProposedFields:
    """Return what corrections of several fields would do. Raises what `propose` raises; the argument is the field."""
    settings = _own(workspace).settings
    if not request.values:
        raise RequestError("field", "nothing", "at least one field that is other than it is now")
    signed = {"why": _why(request.why), "by": request.operator or workspace.person.name, "on": today.isoformat()}
    loaded, history = read_exports(workspace)
    row = find_member(history, resolve_member(workspace, history, request.member))
    member_id = str(history.members["member_id"].iloc[row])
    rows = list[Correction]()
    for name, value in request.values.items():
        if name not in FIELDS:
            raise RequestError("field", name, f"one of {', '.join(FIELDS)}")
        cells = {**dict.fromkeys(COLUMNS, ""), **signed, "member": member_id, "what": "field", "field": name}
        cells |= {"value": value or EMPTY, "was": _current(history, row, name)}
        found = correction_of(cells, settings.workspace.files.corrections, _next_row(loaded) + len(rows))
        if isinstance(found, Problem):
            raise RequestError(name, value, re.sub("^(?:not|none of|empty:) ", "", found.reason))
        rows.append(found)
    theirs = rows_with(loaded, {*keys_of(history, row), *(one.value for one in rows)})
    history = combine(theirs, settings)
    then = combine(replace(theirs, corrections=(*theirs.corrections, *rows)), settings)
    for one in rows:
        if not any(each.row == one.row for each in then.corrections):
            raise RequestError(one.field, one.value, _reason(one, then, settings))
    changes = tuple((one.field, one.was or EMPTY, _current(then, row, one.field)) for one in rows)
    all_of = _proposed(settings, rows[0], row, changes, history, then)
    return ProposedFields(member_id, all_of.name, tuple(rows), changes, all_of.before, all_of.after, all_of.problems)


@needs("member-services")
@one_writer("correct")
def write_fields(workspace: Workspace, proposed: ProposedFields) -> Path:
    """Write the rows, and return the file. Raises RunError, SettingsError, SourceError."""
    settings, file = workspace.settings, workspace.settings.workspace.files.corrections
    return add_rows(settings, file, COLUMNS, [one.cells for one in proposed.rows], {})


@needs("member-services")
def propose_alias(workspace: Workspace, request: AliasRequest, today: date) -> Proposed:
    """Return what an alias would do. Raises RequestError, RunError where it cannot be used, SourceError."""
    settings = _own(workspace).settings
    loaded, history = read_exports(workspace)
    row = find_member(history, resolve_member(workspace, history, request.member))
    member_id = str(history.members["member_id"].iloc[row])
    source = f"{request.operator or workspace.person.name}: {_why(request.why)}"
    alias = Alias(request.alias.strip(), member_id, today.isoformat(), source, settings.workspace.files.aliases, -1)
    if not alias.old_id:
        raise RequestError("alias", request.alias, "an id, an address or a name, as the exports have it")
    if matching_rows(history, alias.old_id) == (row,):
        raise RunError(f"Nothing is changed: {alias.old_id} is known as {member_id} already")
    theirs = rows_with(loaded, {*keys_of(history, row), alias.old_id})
    history = combine(theirs, settings)
    then = combine(replace(theirs, aliases=(*theirs.aliases, alias)), settings)
    if refused := [one for one in then.problems if one.file == alias.file and one.row == alias.row]:
        raise RunError(f"Nothing is changed: {alias.old_id}: {refused[0].reason}{_merge(refused[0])}")
    return _proposed(settings, alias, row, (), history, then)


@needs("member-services")
@one_writer("correct")
def write_correction(workspace: Workspace, proposed: Proposed) -> Path:
    """Write the row, and return the file. Raises RunError, SettingsError, SourceError."""
    settings, files = workspace.settings, workspace.settings.workspace.files
    one = proposed.row
    if isinstance(one, Correction):
        return add_row(settings, files.corrections, COLUMNS, one.cells, {})
    cells = dict(zip(ALIAS_COLUMNS, (one.old_id, one.new_id, one.since, one.source), strict=True))
    return add_row(settings, files.aliases, ALIAS_COLUMNS, cells, FORMER_ALIAS_COLUMNS)


def _proposed(
    settings: Settings,
    one: Correction | Alias,
    row: int,
    changes: tuple[tuple[str, str, str], ...],
    history: History,
    then: History,
) -> Proposed:
    member_id, name = (str(history.members[column].iloc[row]) for column in ("member_id", "name"))
    old = set(history.problems)
    new = tuple(each for each in then.problems if each not in old and member_id in _words(each))
    before, after = (figures_of_one(each, row, settings) for each in (history, then))
    return Proposed(member_id, name, one, changes, before, after, new)


def _words(problem: Problem) -> list[str]:
    """Return whom a problem is about: in a clash of addresses several members stand in its reason."""
    return [problem.member_id, *problem.reason.replace(",", "").split()]


def _own(workspace: Workspace) -> Workspace:
    if workspace.is_sample:
        raise RunError(
            "This is the shipped sample, which stays as it is: make a workspace of it to try corrections in",
            Remedy("init"),
        )
    return workspace


def _why(text: str) -> str:
    if not text.strip():
        raise RequestError("why", text, "the reason in a few words: who said so, or where it is written")
    return text.strip()


def _check_activity(settings: Settings, word: str) -> None:
    activities = settings.judgement.taxonomy.activity
    labels = {label.casefold() for one in activities for label in (one.id, *one.matches)}
    if word.casefold() not in labels:
        ids = [one.id for one in activities]
        raise RequestError("engagement", word, f"an activity: {', '.join(ids)}{did_you_mean(word, ids)}")


def _next_row(loaded: Loaded) -> int:
    """Return a row number that no row of the file has."""
    return max([1, *(one.row for one in loaded.corrections), *(one.row or 0 for one in loaded.problems)]) + 1


def _current(history: History, row: int, name: str) -> str:
    """Return what a field of a member holds now."""
    if name == "email":
        return written(str(history.members["emails"].iloc[row]).partition(KEY_SEPARATOR)[0])
    value = history.members[name].tolist()[row]
    if FIELDS[name] == "flag" and f"{name}: " in str(history.members["unreadable"].iloc[row]):
        return ""  # neither yes nor no
    return written(value)


def _reason(one: Correction, then: History, settings: Settings) -> str:
    """Return why a row is not applied."""
    said = [each for each in then.problems if each.file == one.file and each.row == one.row]
    if said:
        return said[0].reason
    period = settings.workspace.period
    return f"{one.day} is outside the period, {period.start} to {period.last_day}"


def _merge(problem: Problem) -> str:
    if "member of its own" in problem.reason:
        return "; merge the two in the system that the export comes from, and export again"
    return ""
