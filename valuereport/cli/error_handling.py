"""How a command ends that cannot reach its end: one line without secrets, and the exit code."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import click

from valuereport.cli.remedies import message
from valuereport.cli.say import say
from valuereport.errors import ExitCode, ValuereportError
from valuereport.redaction import redacted
from valuereport.unexpected import details, reported, verbose, write_details

_LONGEST: Final = 4000  # characters of one message


@contextmanager
def prepared() -> Iterator[None]:
    """Be ready for whatever happens: what libraries write is private, and nobody but `run` tells of errors."""
    umask, of_threads, unraisable = os.umask(0o077), threading.excepthook, sys.unraisablehook
    for number, mode in ((0, "r"), (1, "w"), (2, "w")):
        _open_if_closed(number, mode)
    _give_libraries_a_home()
    threading.excepthook = lambda failed: _noted(failed.exc_value)
    sys.unraisablehook = lambda failed: _noted(failed.exc_value)
    if logging.lastResort:
        logging.lastResort.setFormatter(_OneLine())
    try:
        yield
    finally:
        os.umask(umask)
        threading.excepthook, sys.unraisablehook = of_threads, unraisable


def run(command: Callable[[], Any]) -> int:
    """Run a command; return its exit code. Whatever it raises is said in one line."""
    try:
        code = command() or ExitCode.DONE
        _flush(sys.stdout)
    except BrokenPipeError:  # the reader went away: say no more
        return ExitCode.UNFINISHED
    except click.ClickException as error:
        with suppress(OSError, ValueError):
            error.show()
        return ExitCode.UNFINISHED
    except click.exceptions.Abort:
        _say("stopped")
    except KeyboardInterrupt:
        _say("stopped at once; the same command goes on with what is left (a batch with --resume)")
    except ValuereportError as error:
        if verbose():
            write_details(details(error))
        _say(message(error))
    except OSError as error:
        of_a_store = "://" in str(error.filename)
        _say(f"{error.filename}: {error.strerror}" if of_a_store else reported(error))
    except Exception as error:
        _say(reported(error))
    else:
        return int(code)
    return ExitCode.UNFINISHED


def quiet() -> None:
    """See to it that Python, which ends now, does not complain that an output is full or has no reader."""
    for stream in (sys.stdout, sys.stderr):
        try:
            _flush(stream)
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _say(text: str) -> None:
    said = redacted(text)
    if len(said) > _LONGEST:
        said = f"{said[:_LONGEST]}… ({len(said):,} characters)"
    with suppress(OSError, ValueError):
        say(f"valuereport: {said}", err=True)


def _noted(error: BaseException | None) -> None:
    """Write an error to the log that Python itself would print: of a thread, or while something was cleared away."""
    with suppress(Exception):
        if error is not None and not isinstance(error, BrokenPipeError | KeyboardInterrupt | SystemExit):
            write_details(details(error))


def _flush(stream: Any) -> None:  # noqa: ANN401 - of whichever kind it is
    if stream is not None and not stream.closed:
        stream.flush()


def _open_if_closed(number: int, mode: str) -> None:
    """Open the null device where a standard stream is closed: else the next file, a statement, would take its number.

    A library that complains would then write into that file.
    """
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
    name = ("stdin", "stdout", "stderr")[number]
    if getattr(sys, name) is None:
        setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end


def _give_libraries_a_home() -> None:
    """Name a folder for matplotlib where the user has no home that can be written, as in containers.

    It would find one itself, and say so at length in every process.
    """
    with suppress(RuntimeError):
        if os.access(Path.home(), os.W_OK):
            return
    if "MPLCONFIGDIR" not in os.environ:
        with suppress(OSError):
            folder = os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="valuereport-")
            atexit.register(shutil.rmtree, folder, ignore_errors=True)


class _OneLine(logging.Formatter):
    """What a library has to say, in one line."""

    def format(self, record: logging.LogRecord) -> str:
        line = (record.getMessage().splitlines() or [""])[0]
        return redacted(line[:_LONGEST])
