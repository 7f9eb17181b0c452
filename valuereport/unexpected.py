"""Errors that nobody expected: one line without secrets for the terminal, and the details in a private log.

The log is `run.log` in the run's folder, or `errors.log` in the user's state folder. It says which error it was, and
through which lines of code it came; the error's own words only with --verbose, for they may hold personal data.
`valuereport forget` erases it all the same.
"""

from __future__ import annotations

import errno
import logging
import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from valuereport.errors import UnexpectedError, ValuereportError
from valuereport.files import make_folder, make_private
from valuereport.redaction import redacted
from valuereport.storage import remote_path

RUN_LOG: Final = "run.log"
_LOG: Final = "errors.log"
_DEEPEST: Final = 100  # frames of one error, the innermost
_LONGEST: Final = 300  # characters of an error's own words
_LARGEST: Final = 5_000_000  # bytes of a log; then it begins anew
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
_PACKAGE: Final = Path(__file__).parent


@contextmanager
def details_in(folder: Path) -> Iterator[None]:
    """Turn an unexpected error into a sentence, and write its details to a run's log."""
    try:
        yield
    except (ValuereportError, BrokenPipeError):
        raise
    except Exception as error:
        raise UnexpectedError(reported(error, folder)) from error


def reported(error: BaseException, run: Path | None = None) -> str:
    """Write an error's details to the log, and return one line about it: what it is, and where the details are."""
    file = write_details(details(error), run)
    where_more = f"the details are in {file}" if file else "the details could not be written anywhere"
    if _of_memory(error):
        return f"there is not enough memory; stop other programs, or take fewer workers; {where_more}"
    if isinstance(error, OSError) and (error.strerror or error.filename):
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
        return redacted(f"{said}; make room and start again" if error.errno in _NO_ROOM else f"{said}; {where_more}")
    return f"an unexpected error ({type(error).__name__} in {_place(error)}); {where_more}"


def verbose() -> bool:
    """Return whether somebody wants to read all that is known; whoever started this process has said so."""
    return logging.getLogger(__package__).isEnabledFor(logging.DEBUG)


def details(error: BaseException, *, words: bool | None = None) -> str:
    """Return an error's traceback without secrets; without the errors' words, too, unless `words` or `verbose`."""
    if verbose() if words is None else words:
        return redacted("".join(traceback.format_exception(error, limit=-_DEEPEST)))
    return redacted("\n".join(_without_words(error)))


def _without_words(error: BaseException) -> Iterator[str]:
    """Yield the lines of a traceback as Python writes it, the cause before what came of it, and no error's words."""
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in chain:
        chain.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    for one in reversed(chain):
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(one.__traceback__, limit=-_DEEPEST)).rstrip()
        yield f"{type(one).__module__}.{type(one).__qualname__}\n".removeprefix("builtins.")
        for inner in one.exceptions if isinstance(one, BaseExceptionGroup) else ():
            yield from _without_words(inner)


def brief(error: BaseException) -> str:
    """Return an error's kind and the first line of its words, without secrets."""
    with suppress(Exception):  # an error's own words may fail, too
        line = (str(error).splitlines() or [""])[0]
        shown = redacted(line)
        return f"{type(error).__name__}: {shown[:_LONGEST]}{'…' if len(shown) > _LONGEST else ''}"
    return type(error).__name__


def write_details(text: str, run: Path | None = None) -> Path | None:
    """Add a text to the log of a run, else of the user; return the log, None where none can be written."""
    candidates: tuple[Path, ...] = (run / RUN_LOG,) if run and not remote_path(run) and run.is_dir() else ()
    for file in (*candidates, *user_logs()):
        with suppress(OSError, ValueError):
            _add(file, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{text.rstrip()}\n\n")
            return file
    return None


def user_logs() -> tuple[Path, ...]:
    """Return where the user's log may be: the state folder, then the temporary one."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    temporary = Path(tempfile.gettempdir()) / f"valuereport-{user}"
    state = os.environ.get("XDG_STATE_HOME", "")
    with suppress(RuntimeError):  # a user without a home
        base = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
        return base / "valuereport" / _LOG, temporary / _LOG
    return (temporary / _LOG,)


def _add(file: Path, text: str) -> None:
    make_folder(file.parent)
    if hasattr(os, "getuid") and file.parent.stat(follow_symlinks=False).st_uid != os.getuid() and file.name == _LOG:
        raise PermissionError(errno.EPERM, "the folder is somebody else's", str(file.parent))
    new = not file.exists()
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    if not new and file.stat().st_size > _LARGEST:
        flags |= os.O_TRUNC
    with os.fdopen(os.open(file, flags, 0o600), "ab") as stream:
        stream.write(text.encode("utf-8", "backslashreplace"))
    if new:
        make_private(file)


def _of_memory(error: BaseException) -> bool:
    """Return whether memory ran out; where it does so in a library or a thread, it has other names."""
    words = ("can't start new thread", "failed to map segment", "annot allocate memory")
    return isinstance(error, MemoryError) or any(each in brief(error) for each in words)


def _place(error: BaseException) -> str:
    """Return the last line of ours that an error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if ours:
        return f"{Path(ours[-1].filename).relative_to(_PACKAGE).as_posix()}:{ours[-1].lineno}"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
