"""Exports -> what each feeds, what only a person can say, and from the answers a workspace."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from valuereport.actions.at_work import writing
from valuereport.actions.calculated import calculated
from valuereport.actions.map_folder import OURS, files_in, shown_path
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, write
from valuereport.errors import SettingsError, SourceError
from valuereport.events import SILENT, Events, step
from valuereport.files import make_folder, read_regular
from valuereport.mapping.answers import Answers, answers_text, checked, read_answers, unanswered
from valuereport.mapping.as_json import map_data
from valuereport.mapping.examples import Examples, examples
from valuereport.mapping.memory import Change, recalled, remembered
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.propose import propose
from valuereport.mapping.questions import NONE, Known, Question, questions
from valuereport.mapping.questions.organisation import LEAVE_OUT
from valuereport.mapping.questions.replies import understood
from valuereport.mapping.reading import sheets_of
from valuereport.mapping.series import series
from valuereport.mapping.settled import settled
from valuereport.mapping.sources import SourceBlock, opt_out_files, sources, unused
from valuereport.mapping.starter import activities, of_taxonomy
from valuereport.mapping.surveys_text import surveys_text
from valuereport.mapping.table import NoSource, Table
from valuereport.mapping.tables import table_of
from valuereport.mapping.workspace_text import (
    BEGIN,
    MADE,
    POLICY_WINS,
    UNFILLED,
    assumptions_text,
    renewed,
    settings_text,
    taxonomy_text,
    used_activities,
    with_sources,
)
from valuereport.model.person import Person
from valuereport.notation.headings import heading_key
from valuereport.pipeline.calculation import member_of
from valuereport.pipeline.plan import Scope, plan
from valuereport.settings.read import read_surveys, read_taxonomy

__all__ = [
    "LEAVE_OUT",
    "NONE",
    "Examples",
    "MapRequest",
    "Mapped",
    "Question",
    "ToWrite",
    "Written",
    "answered",
    "answers_of",
    "checked_answers",
    "examples_of",
    "files_to_write",
    "json_of",
    "keep_answers",
    "known_of",
    "look",
    "member_to_show",
    "not_asked",
    "open_questions",
    "sound_answers",
    "understood",
    "with_request",
    "write_workspace",
]

_MOST_BYTES: Final = 500_000_000
_APPLIED: Final = ".answers.json"


@dataclass(frozen=True, slots=True)
class MapRequest:
    """The files or folders to look at, the workspace's folder, the answers that are there, and today's date."""

    paths: tuple[Path, ...]
    folder: Path
    today: date
    answers: Answers = field(default_factory=lambda: Answers({}))


@dataclass(frozen=True, slots=True)
class Mapped:
    """What each file feeds, which files are no sources, and what is asked. `folder`: what names of files start from."""

    request: MapRequest
    folder: Path
    proposed: tuple[Proposal, ...]  # by the files alone
    files: tuple[Proposal, ...]  # as answers and earlier mappings settle them
    no_sources: tuple[NoSource, ...]
    questions: tuple[Question, ...]
    workspace: Known
    changes: tuple[Change, ...] = ()  # of headings since the last time


@needs("operator")
def look(person: Person, request: MapRequest, events: Events = SILENT) -> Mapped:
    """Look at every file. Raises SourceError where there is none, or a path does not exist; StoppedError."""
    folder, paths, closed = files_in(request.paths)
    tables: list[Table] = []
    no_sources = [NoSource(shown_path(path, folder), "the folder cannot be read: permission denied") for path in closed]
    for number, path in enumerate(paths):
        step(events, "files", number, len(paths))
        name = path.relative_to(folder).as_posix()
        if not name.isprintable() or "\ufffd" in shown_path(path, folder):
            no_sources.append(
                NoSource(shown_path(path, folder), "its name has signs that no name should have: rename it")
            )
            continue
        if path.name in OURS:
            no_sources.append(NoSource(name, "a file of valuereport's own"))
            continue
        try:
            tables.append(table_of(name, sheets_of(name, read_regular(path, _MOST_BYTES))))
        except (SourceError, OSError) as error:
            no_sources.append(NoSource(name, getattr(error, "strerror", None) or str(error)))
    step(events, "files", len(paths), len(paths))
    found = propose(tables)
    return with_request(Mapped(request, folder, found, found, tuple(no_sources), (), known_of(request.folder)), request)


def with_request(mapped: Mapped, request: MapRequest) -> Mapped:
    """Return the same files for the answers and the day of another request; they are not read again."""
    return answered(replace(mapped, request=request, workspace=known_of(request.folder)), request.answers.given)


def answered(mapped: Mapped, answers: Mapping[str, str]) -> Mapped:
    """Return what the files feed with these answers, and what is asked then: some questions follow from others."""
    memory = mapped.request.answers.memory
    recognised, changes = recalled(mapped.proposed, memory, answers)
    files = settled(recognised, answers)
    asked = questions(series(files), answers, mapped.request.today, mapped.workspace, changes)
    return replace(mapped, files=files, questions=asked, changes=changes)


def checked_answers(mapped: Mapped, answers: Mapping[str, str], file: str) -> Mapping[str, str]:
    """Return answers as they are kept. Raises SettingsError, which names the file, where one is not allowed."""
    return checked(mapped.questions, answers, file)


def sound_answers(mapped: Mapped, answers: Mapping[str, str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the answers that are allowed, as they are kept, and why the others are not: newer exports may say else."""
    sound, why = dict(answers), dict[str, str]()
    for one in mapped.questions:
        if one.id in answers:
            try:
                sound[one.id] = understood(one, answers[one.id])
            except ValueError as error:
                why[one.id] = f"found {sound.pop(one.id)!r}; allowed: {error}"
    return sound, why


def examples_of(mapped: Mapped, question: Question) -> Examples | None:
    """Return some rows that show what a question is about; None where no file does."""
    return examples(question, mapped.files)


def open_questions(
    mapped: Mapped, answers: Mapping[str, str], earlier: Mapping[str, str] | None = None
) -> tuple[Question, ...]:
    """Return the questions without an answer; what was answered `earlier` is their default."""
    known = earlier or {}
    return tuple(replace(one, default=known.get(one.id, one.default)) for one in unanswered(mapped.questions, answers))


@needs("operator")
def keep_answers(person: Person, mapped: Mapped, answers: Mapping[str, str]) -> None:
    """Write the answers that are there already, so that nothing is asked twice when somebody stops. Raises RunError.

    What nothing asks for at the moment is kept, too: another answer may bring its question back.
    """
    memory = mapped.request.answers.memory
    text = answers_text(mapped.questions, _in_order(mapped.questions, answers), memory, whole=True)
    write(mapped.request.folder / "answers.toml", text.encode())


def not_asked(mapped: Mapped, answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the answers that fit no question, each with the nearest id of one, "" where none is near."""
    asked = [one.id for one in mapped.questions]
    unknown = [name for name in answers if name not in asked]
    return tuple((name, next(iter(get_close_matches(name, asked, 1, 0.8)), "")) for name in unknown)


def json_of(mapped: Mapped) -> dict[str, Any]:
    """Return what was found and what is asked, as programs read it."""
    return map_data(mapped.files, mapped.no_sources, mapped.questions)


def known_of(folder: Path) -> Known:
    """Return what a workspace says already. Raises SettingsError where its taxonomy cannot be read."""
    taxonomy, settings = folder / "taxonomy.toml", folder / "valuereport.toml"
    own = taxonomy.exists() and MADE not in taxonomy.read_text(encoding="utf-8")
    found = of_taxonomy(read_taxonomy(taxonomy)) if own else activities()
    text = settings.read_text(encoding="utf-8") if settings.exists() else ""
    surveys = _surveys_of(folder / "surveys.toml")
    return Known(
        found, judgement=own, settings=bool(text) and BEGIN not in text and UNFILLED not in text, surveys=surveys
    )


def _surveys_of(path: Path) -> Mapping[str, frozenset[str]] | None:
    """Return the headings of each survey of somebody's own; None where the file is ours or not there."""
    if not path.exists() or MADE in path.read_text(encoding="utf-8"):
        return None
    found = read_surveys(path)
    asked = {one.id: [each for each in found.question if each.survey == one.id] for one in found.survey}
    return {
        survey: frozenset(heading_key(heading) for one in each for heading in one.headings or (one.id,))
        for survey, each in asked.items()
    }


@dataclass(frozen=True, slots=True)
class Written:
    """The workspace that was written: its settings, and what else was written or left as it was."""

    settings: Path
    written: tuple[Path, ...]
    kept: tuple[Path, ...]  # files that somebody else wrote
    unused: tuple[tuple[str, tuple[str, ...]], ...]  # exports that lack a column, and which


@dataclass(frozen=True, slots=True)
class ToWrite:
    """The files of a workspace as answers make them, before they are written; `kept` and `unused` as in Written."""

    settings: Path
    texts: Mapping[Path, str]
    kept: tuple[Path, ...]
    unused: tuple[tuple[str, tuple[str, ...]], ...]


@needs("operator")
def write_workspace(person: Person, mapped: Mapped, answers: Mapping[str, str]) -> Written:
    """Write a workspace of the answers, or renew the mapped part of one. Raises BusyError, RunError, SourceError."""
    with writing(mapped.request.folder.resolve(), "map", who=person.name):
        found = files_to_write(mapped, answers)
        make_folder(mapped.request.folder)
        for path, text in found.texts.items():
            write(path, text.encode())
        return Written(found.settings, tuple(found.texts), found.kept, found.unused)


def files_to_write(mapped: Mapped, answers: Mapping[str, str]) -> ToWrite:
    """Return what would be written, and write nothing. Raises SourceError where nothing is a list of members."""
    answers = _in_order(mapped.questions, answers)
    folder, today = mapped.request.folder, mapped.request.today
    blocks = tuple(_from(block, mapped.folder, folder) for block in sources(mapped.files, answers))
    if not any(block.keys["table"] == "members" for block in blocks):
        raise SourceError("none of these files is a list of members: put all exports into one folder and name it")
    stopped = [_relative(mapped.folder / file, folder) for file in opt_out_files(mapped.files, answers)]
    settings = folder / "valuereport.toml"
    used = used_activities(mapped.files, answers, mapped.workspace.activities)
    skipped = _skipped(answers)
    there = settings.read_text(encoding="utf-8") if settings.exists() else UNFILLED
    earlier = _applied(folder)
    head = settings_text(answers, skipped)
    if UNFILLED in there:
        before = head
    else:
        before = renewed(there, settings_text(earlier, _skipped(earlier)), head) if earlier else there
    texts = {
        settings: with_sources(before, blocks, stopped, answers.get("fee.basis", "")),
        folder / "answers.toml": answers_text(mapped.questions, answers, remembered(mapped.files)),
        folder / _APPLIED: json.dumps(dict(answers), ensure_ascii=False, indent=1),
    }
    own: Mapping[Path, Callable[[], str]] = {
        folder / "taxonomy.toml": lambda: taxonomy_text(used, answers),
        folder / "assumptions.toml": lambda: assumptions_text(used, answers, today),
        folder / "policy_wins.toml": lambda: POLICY_WINS,
    }
    if surveys := surveys_text(mapped.files, answers):
        own = {**own, folder / "surveys.toml": lambda: surveys}
    kept = tuple(path for path in own if path.exists() and MADE not in path.read_text(encoding="utf-8"))
    texts |= {path: f"{MADE}\n{text()}" for path, text in own.items() if path not in kept}
    return ToWrite(settings, texts, kept, unused(mapped.files, answers))


def _in_order(asked: Sequence[Question], answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the answers as the questions stand, so that the files do not hang on who was asked what first."""
    known = {one.id: answers[one.id] for one in asked if one.id in answers}
    return known | {name: answers[name] for name in sorted(answers) if name not in known}


def _applied(folder: Path) -> Mapping[str, str]:
    """Return the answers that the settings were written by the last time: answers.toml may have been changed since."""
    try:
        found = json.loads((folder / _APPLIED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(one) for name, one in found.items()} if isinstance(found, dict) else {}


def _skipped(answers: Mapping[str, str]) -> list[str]:
    """Return the statuses that get no statement."""
    said = "status."
    return [name.removeprefix(said) for name, found in answers.items() if name.startswith(said) and found == "no"]


def _from(block: SourceBlock, origin: Path, folder: Path) -> SourceBlock:
    return replace(block, keys={**block.keys, "file": _relative(origin / str(block.keys["file"]), folder)})


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder.resolve())).as_posix()


def answers_of(path: Path, *, needed: bool) -> Answers:
    """Return the answers in a file; none where it need not be there and is not. Raises SettingsError."""
    try:
        return read_answers(path.read_text(encoding="utf-8-sig"), str(path))
    except FileNotFoundError:
        if needed:
            raise SettingsError(str(path), "the file", "nothing", "a file with answers") from None
        return Answers({})
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), "the file", str(error), "text in UTF-8 that can be read") from None


def member_to_show(workspace: Workspace) -> str:
    """Return the member of whom the exports say most, "" where nobody gets a statement. Raises SourceError."""
    valued = calculated(workspace)
    planned, _ = plan(valued, Scope())
    shown = [one for one in planned if not one.reason]
    best = max(shown, key=lambda one: valued.roster.engagements[one.row], default=None)
    return member_of(valued, best).member_id if best else ""
