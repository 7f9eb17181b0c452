"""Long actions in processes of their own, which go on when the one that started them ends, as a desk may at any moment.

Beside the runs stands `.jobs`, with a folder for each: what was asked for (`job.json`), what the command said (`log`),
its exit code (`code`), and a file whose lock the process inherits (`alive`). So no number of a process that was given
out again can say that a job lives. The records go after a while, and when a member is forgotten.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal
from uuid import uuid4

from valuereport.actions.at_work import BESIDE_OTHERS, at_work, busy_error, check_free, place_of
from valuereport.actions.rights import needs
from valuereport.actions.terminal import PERSON
from valuereport.actions.work_notes import JOB, STOP
from valuereport.actions.workspace import Workspace
from valuereport.command_line import arguments_of
from valuereport.errors import ASK, ExitCode, Remedy, RequestError, RunError, shortened
from valuereport.file_locks import is_locked, lock_file
from valuereport.files import make_folder, make_private, write_atomically
from valuereport.model.at_work import AtWork, Work
from valuereport.storage import remote_path

JobState = Literal["running", "ended", "stopped", "failed", "died"]
"""ended: it reached its end, perhaps with problems (`code` 1). stopped: somebody asked it to. failed: it said why it
could not reach its end (`message`). died: it could not even say that, as a process that was killed."""

LONG: Final[tuple[Work, ...]] = ("batch", "email", "insights", "print", "pull", "stories")
"""What may be started so: it tells how far it is, can be stopped, and an operator may do it."""
_FOLDER: Final = ".jobs"
_KEPT: Final = timedelta(days=30)
_TAIL: Final = 65_536  # bytes of a log in which its last error stands
_SAYS: Final = "valuereport: "  # how an error begins in a log
_PYTHON: Final = (sys.executable, "-P")  # not from the current folder, where exports lie
_ERROR: Final = "error: "
_PROBLEMS: Final = ("warning: ", _ERROR)
"""How a problem begins in a log, of a command that reaches its end all the same."""
_KEEP_CODE: Final = '"$@"; echo "$?" > "$0"'
"""The shell waits for the command and keeps its exit code: whoever started both may be gone by then."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command in the background: what it is, who started it and when (UTC), and what became of it.

    `remedy`: the command. `message`: the last error in its log, "" where there is none. `log`: the file, private.
    `at_work`: how far it is, while it is at work. `next`: what a person can do about it now.
    """

    id: str
    remedy: Remedy
    who: str
    started: datetime
    state: JobState
    code: int | None
    message: str
    log: Path
    at_work: AtWork | None
    next: tuple[Remedy, ...]


@needs("operator")
def start(workspace: Workspace, remedy: Remedy) -> Job:
    """Start a command of this workspace as a process of its own, in the name of the workspace's person.

    Raises BusyError where somebody is at work and it could not begin, RequestError for a command that is not one of
    `LONG` and for an argument without a value, RunError.
    """
    work = next((one for one in LONG if one == remedy.action), None)
    if work is None:
        raise RequestError("action", remedy.action, f"one of {', '.join(LONG)}")
    arguments = arguments_of(_of_workspace(workspace, remedy))
    check_free(workspace, work)
    _check_others(workspace, work)
    place = _place(workspace)
    if place is None:
        raise RunError("Nothing can be started in the background where settings and output are in a store")
    _remove_old(place)
    who, began = workspace.person.name, datetime.now(UTC)
    folder = place / f"{began:%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
    record = {"action": remedy.action, "arguments": remedy.arguments, "who": who, "started": str(began)}
    try:
        make_folder(folder)
        for name in ("log", "code"):
            (folder / name).touch(mode=0o600)
            make_private(folder / name)
        alive = lock_file(folder / "alive")
        try:
            write_atomically(folder / "job.json", json.dumps(record, ensure_ascii=False).encode())
            _started(folder, arguments, who, alive)
        finally:
            os.close(alive)  # the process has it now
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise RunError(f"{folder}: nothing can be started in the background: {error.strerror}") from None
    return job(workspace, folder.name)


@needs("operator")
def jobs(workspace: Workspace) -> tuple[Job, ...]:
    """Return the jobs that are remembered, the newest first."""
    working = {one.id: one for one in at_work(workspace)}
    found = (_read(folder, working.get(folder.name)) for folder in reversed(_folders(_place(workspace))))
    return tuple(one for one in found if one)


@needs("operator")
def job(workspace: Workspace, id: str) -> Job:  # noqa: A002 - the field's name
    """Return a job by its id. Raises RunError where it is not known (any more)."""
    working = next((one for one in at_work(workspace) if one.id == id), None)
    folder = next((one for one in _folders(_place(workspace)) if one.name == id), None)
    found = _read(folder, working) if folder else None
    if found is None:
        raise RunError(f"{shortened(id)}: no such job is known any more; what it made is in the output folder")
    return found


@needs("operator")
def said(workspace: Workspace, id: str) -> tuple[str, ...]:  # noqa: A002 - the field's name
    """Return the warnings and errors that a job has written so far, a line each, but the last lines alone of many."""
    with job(workspace, id).log.open("rb") as stream:
        stream.seek(max(0, os.fstat(stream.fileno()).st_size - _TAIL))
        lines = stream.read().decode("utf-8", "replace").splitlines()
    return tuple(line for line in lines if line.startswith(_PROBLEMS))


@needs("operator")
def stop(workspace: Workspace, id: str) -> None:  # noqa: A002 - the field's name
    """Ask a job to stop: it finishes the unit in hand, and keeps what is done. Raises RunError."""
    found = job(workspace, id)
    if found.state == "running":
        try:
            (found.log.parent / STOP).touch(mode=0o600)
        except OSError as error:
            raise RunError(f"{found.log.parent} cannot be written: {error.strerror}; the job goes on") from None


def ended_records(workspace: Workspace) -> tuple[Path, ...]:
    """Return the files of jobs that have ended: they may name a member, and nothing needs them any more."""
    return tuple(
        file for one in _folders(_place(workspace)) if not is_locked(one / "alive") for file in sorted(one.iterdir())
    )


def _check_others(workspace: Workspace, work: Work) -> None:
    """Raise BusyError where a job runs beside which this work cannot: it may not be at work yet."""
    for one in jobs(workspace):
        other = next((each for each in LONG if each == one.remedy.action), None)
        if one.state == "running" and other and not {work, other} <= BESIDE_OTHERS:
            run = dict(one.remedy.arguments).get("run")
            raise busy_error((AtWork(one.id, other, one.who, one.started, 0, "", run if isinstance(run, str) else ""),))


def _of_workspace(workspace: Workspace, remedy: Remedy) -> Remedy:
    """Return the command with the settings and the output folder that this process has."""
    known = dict(remedy.arguments)
    if not workspace.is_sample:
        known["config"] = str(workspace.settings.path)
    return Remedy(remedy.action, **known, output=_named(workspace.output))


def _named(folder: Path) -> str:
    return str(folder if remote_path(folder) else folder.resolve())


def _place(workspace: Workspace) -> Path | None:
    """Return where jobs are remembered: on this machine, too, where the runs are in a store; None where nothing is."""
    place = place_of(workspace) if remote_path(workspace.output) else workspace.output
    return place / _FOLDER if place else None


def _started(folder: Path, arguments: tuple[str, ...], who: str, alive: int) -> None:
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - a command of ours, in words that no shell reads
            ["/bin/sh", "-c", _KEEP_CODE, str(folder / "code"), *_PYTHON, "-m", "valuereport", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(alive,),
            env={**os.environ, JOB: str(folder), PERSON: who},
        )
    threading.Thread(target=process.wait, daemon=True).start()  # so that the system can forget it when it has ended


def _read(folder: Path, working: AtWork | None) -> Job | None:
    """Return a job; None where its record is gone, or is just being written."""
    try:
        data: dict[str, Any] = json.loads((folder / "job.json").read_bytes())
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in data["arguments"]}
        remedy, who, started = Remedy(data["action"], **given), data["who"], datetime.fromisoformat(data["started"])
        alive = is_locked(folder / "alive")  # asked before the code: one that ends in between is still running
        code = None if alive else _code(folder / "code")
        message = _last_error(folder / "log")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    asked = (folder / STOP).exists()
    state = _state(alive, code, asked)
    working = replace(working, stopping=asked or working.stopping) if alive and working else None
    return Job(
        *(folder.name, remedy, who, started, state, code, message, folder / "log", working),
        next=() if state in ("running", "ended") else (_again(remedy),),
    )


def _state(alive: bool, code: int | None, asked: bool) -> JobState:
    if alive:
        return "running"
    if code in (ExitCode.DONE, ExitCode.PROBLEMS):
        return "ended"
    if code == ExitCode.UNFINISHED:
        return "stopped" if asked else "failed"
    return "died"


def _again(remedy: Remedy) -> Remedy:
    """Return what goes on with a job: a batch is resumed, all else takes up what is left when it is given again."""
    if remedy.action != "batch":
        return remedy
    known = dict(remedy.arguments)
    return Remedy("batch", **{**known, "run": known.get("run") or ASK, "resume": True})


def _code(file: Path) -> int | None:
    text = file.read_text(encoding="ascii").strip()
    return int(text) if text.isdigit() else None


def _last_error(log: Path) -> str:
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - _TAIL))
        lines = stream.read().decode("utf-8", "replace").splitlines()
    said = next((line for begin in (_SAYS, _ERROR) for line in reversed(lines) if line.startswith(begin)), "")
    return shortened(said.removeprefix(_SAYS).removeprefix(_ERROR), 1900)


def _folders(place: Path | None) -> list[Path]:
    if place is None:
        return []
    try:
        return sorted(folder for folder in place.iterdir() if folder.is_dir())
    except OSError:
        return []


def _remove_old(place: Path) -> None:
    for folder in _folders(place):
        with suppress(OSError):
            old = datetime.now(UTC) - datetime.fromtimestamp(folder.stat().st_mtime, UTC) > _KEPT
            if old and not is_locked(folder / "alive"):
                shutil.rmtree(folder)
