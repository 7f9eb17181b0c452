"""One writer a workspace: who comes second is told who is at work, on what, and how far. Readers never wait.

Beside the settings stands a folder, `.at-work`, while somebody is at work: a lock, and a file for each who holds it,
locked as well, that says who it is. The system releases both when the process ends, however it ends. The shipped sample
and settings in a folder that cannot be written have it in the output folder; in a store there is none, since no store
releases a lock when its holder dies.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from valuereport.actions.rights import needs
from valuereport.actions.terminal import person_at_terminal
from valuereport.actions.work_notes import Note, NotedEvents, ask_to_stop, living_notes, new_note, remove_notes
from valuereport.actions.workspace import Workspace
from valuereport.errors import BusyError, RunError
from valuereport.file_locks import lock_file, unlock_file
from valuereport.files import make_folder, packaged
from valuereport.model.at_work import AtWork, Work
from valuereport.storage import remote_path

P = ParamSpec("P")
R = TypeVar("R")

BESIDE_OTHERS: Final = frozenset[Work](
    ("approve", "correct", "email", "feedback", "insights", "pull", "push", "statement", "stories")
)
"""What goes on beside other work of this kind. Sending takes an evening, and several people may send at once: the
ledger keeps their order, as the other ones' own locks do. All other work is done alone."""
_DOING: Final[dict[Work, str]] = {
    "approve": "approving a run",
    "assumptions": "changing assumptions",
    "batch": "making statements",
    "correct": "correcting a member",
    "email": "sending messages",
    "feedback": "deciding on replies",
    "forget": "erasing a member",
    "insights": "making insights",
    "ledger adopt": "restoring the ledger",
    "map": "writing the workspace",
    "print": "making the print file",
    "pull": "fetching from systems",
    "push": "writing figures into a system",
    "settings": "changing settings",
    "statement": "making one member's statement",
    "stories": "making stories",
}
_FOLDER: Final = ".at-work"
_LOCK: Final = "lock"
_WAIT: Final = 0.5  # seconds: for work that is just ending
_TRIES: Final = 100  # to begin in a folder that others are just removing


def one_writer(work: Work) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let an action work only while nobody else is at work; its first parameter is the workspace.

    What the action tells its `events` is what others see, and others can ask it to stop (`request_stop`). Called by an
    action that is at work already, it is part of that one's work. The action raises BusyError, RunError besides.
    """

    def decorate(action: Callable[P, R]) -> Callable[P, R]:
        parameters = signature(action)

        @wraps(action)
        def alone(*args: P.args, **kwargs: P.kwargs) -> R:
            given = parameters.bind(*args, **kwargs)
            given.apply_defaults()
            workspace: Workspace = next(iter(given.arguments.values()))
            with writing(place_of(workspace), work, *_run_and_who(given.arguments, workspace)) as note:
                if note and "events" in given.arguments:
                    given.arguments["events"] = NotedEvents(given.arguments["events"], note)
                return action(*given.args, **given.kwargs)

        return alone

    return decorate


@contextmanager
def writing(place: Path | None, work: Work, run: str = "", who: str = "") -> Iterator[Note | None]:
    """Be at work in a place (`place_of`), a folder on this machine, in somebody's name. Raises BusyError, RunError.

    Without a name it is the operating system's user. Yields None where there is no place, or where this thread is at
    work there already.
    """
    held = _held_by_this_thread()
    if place is None or place in held:
        if place and work not in BESIDE_OTHERS and held[place].at_work.work in BESIDE_OTHERS:
            raise ValueError(f"{work} is done alone, and cannot be a part of {held[place].at_work.work}")
        yield None
        return
    folder = place / _FOLDER
    lock = _locked(folder, work)
    note = new_note(folder, work, run, who or person_at_terminal().name)
    held[place] = note
    try:
        if work not in BESIDE_OTHERS:
            remove_notes(folder, _LOCK)
        with suppress(OSError):  # on a full disk the lock is held, and only who holds it is not known
            note.open()
        yield note
    finally:
        del held[place]
        note.close()
        unlock_file(lock, folder / _LOCK)
        with suppress(OSError):  # somebody else is at work, or begins just now
            folder.rmdir()


def working_on(run: str) -> None:
    """Note which run this thread is at work on, where it is found out only during the work."""
    for note in _held_by_this_thread().values():
        note.write(run=run)


@needs("viewer")
def at_work(workspace: Workspace) -> tuple[AtWork, ...]:
    """Return who is at work now, those first who began first. Never waits, and never fails for want of rights."""
    place = place_of(workspace)
    return living_notes(place / _FOLDER) if place else ()


@needs("operator")
def request_stop(workspace: Workspace, id: str) -> None:  # noqa: A002 - the field's name
    """Ask who is at work to stop: it finishes the unit in hand, and keeps what is done. Raises RunError.

    Nothing happens where that work has ended meanwhile, or is of a kind that is done before anybody can stop it.
    """
    place = place_of(workspace)
    if place and any(one.id == id for one in at_work(workspace)):
        try:
            ask_to_stop(place / _FOLDER, id)
        except OSError as error:
            raise RunError(f"{place / _FOLDER} cannot be written: {error.strerror}; the work goes on") from None


def check_free(workspace: Workspace, work: Work) -> None:
    """Raise BusyError where the work could not begin now, for somebody else is at work; RunError."""
    if place := place_of(workspace):
        folder = place / _FOLDER
        unlock_file(_locked(folder, work), folder / _LOCK)
        with suppress(OSError):
            folder.rmdir()


def place_of(workspace: Workspace) -> Path | None:
    """Return the folder in which `.at-work` stands; None where that is in a store."""
    settings, output = workspace.settings.folder, workspace.output
    shipped = not remote_path(settings) and settings.resolve() == packaged("sample_data").resolve()
    place = output if shipped or not os.access(settings, os.W_OK) else settings
    return None if remote_path(place) else place.resolve()


_of_threads: Final = threading.local()


def _held_by_this_thread() -> dict[Path, Note]:
    held: dict[Path, Note] | None = getattr(_of_threads, "held", None)
    if held is None:
        held = _of_threads.held = {}
    return held


def _locked(folder: Path, work: Work) -> int:
    """Return the lock of the workspace. Raises BusyError, RunError."""
    try:
        for _ in range(_TRIES):
            make_folder(folder)
            with suppress(FileNotFoundError):  # whoever was at work here has just ended, and removed the folder
                return lock_file(folder / _LOCK, shared=work in BESIDE_OTHERS, wait=_WAIT)
        raise BlockingIOError
    except BlockingIOError:
        raise busy_error(living_notes(folder)) from None
    except OSError as error:
        raise RunError(
            f"{folder} cannot be written: {error.strerror}; the workspace has to lie on a drive that may be written "
            "and that knows locks"
        ) from None


def busy_error(others: tuple[AtWork, ...]) -> BusyError:
    """Return the error that says who is at work."""
    one = next((each for each in others if each.work not in BESIDE_OTHERS), others[0] if others else None)
    if one is None:
        return BusyError("Somebody else is at work in this workspace; start again when that has ended")
    since = one.since.astimezone()
    today = since.date() == datetime.now(UTC).astimezone().date()
    when = f"{since:%H:%M}" if today else f"{since:%d %B %Y, %H:%M}"
    far = f" ({one.done:,} of {one.total:,})" if one.total else ""
    return BusyError(
        f"{one.who} is {_DOING[one.work]} since {when}{far}; start again when that has ended",
        *(one.who, one.work, one.since, one.run, one.stage, one.done, one.total),
    )


def _run_and_who(arguments: dict[str, Any], workspace: Workspace) -> tuple[str, str]:
    """Return the run and the person that a request names; the workspace's person where it names nobody."""
    request = arguments.get("request")
    run, who = getattr(request, "run", ""), getattr(request, "operator", "")
    return run if isinstance(run, str) else "", who or workspace.person.name
