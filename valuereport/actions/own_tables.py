"""Adds rows to the workspace's own files, corrections.csv and aliases.csv: one writer at a time, the file whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from valuereport.errors import Remedy, RunError, SettingsError
from valuereport.files import cell_as_given, csv_table, make_folder, make_private, write_atomically
from valuereport.loaders.encoding import decode
from valuereport.settings import Settings

_WAIT: Final = 30.0  # seconds: another clerk's row is written in one


def add_row(
    settings: Settings, name: str, columns: Sequence[str], row: Mapping[str, object], former: Mapping[str, str]
) -> Path:
    """Add a row, as `add_rows` does."""
    return add_rows(settings, name, columns, (row,), former)


def add_rows(
    settings: Settings,
    name: str,
    columns: Sequence[str],
    added: Sequence[Mapping[str, object]],
    former: Mapping[str, str],
) -> Path:
    """Add rows to a file beside the settings, all or none; it is made where it is not there. Return the file.

    `former`: what a column may be called in a file of an earlier version. Raises RunError, SettingsError, SourceError.
    """
    file = settings.folder / name
    with _alone(file):
        headings, rows = _content(settings, file, name)
        here = {column: former.get(column, "") for column in columns if former.get(column, "") in headings}
        written = [{here.get(column, column): cell for column, cell in row.items()} for row in added]
        new = dict.fromkeys(column for row in written for column in row if column not in headings)
        table = csv_table((*headings, *new), [*rows, *written])
        try:
            write_atomically(file, table)
        except OSError as error:
            raise RunError(f"{file} cannot be written: {error.strerror}; nothing is corrected") from None
    return file


def _content(settings: Settings, file: Path, name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Return the headings and the rows of a file as they are, also columns that nobody reads."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}; nothing is corrected") from None
    text = decode(data, "", source=name, file=name, settings_file=str(settings.path)).data.decode("utf-8")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = []
    for row in reader:
        if None in row:
            allowed = "no more cells in a row than there are headings"
            raise SettingsError(name, f"row {reader.line_num}", ", ".join(row[None]), allowed)
        rows.append({heading: cell_as_given(cell or "") for heading, cell in row.items()})
    return list(reader.fieldnames or ()), rows


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep all others from writing the file meanwhile. Raises RunError."""
    lock = FileLock(file.with_name(f".{file.name}.lock"), timeout=_WAIT, thread_local=False, fallback_to_soft=False)
    try:
        make_folder(file.parent)
        lock.acquire()
    except Timeout:
        raise RunError(f"{file}: somebody else is writing it; nothing is corrected. Try again", Remedy()) from None
    except (OSError, NotImplementedError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
        raise RunError(f"{file} cannot be written: {why}; nothing is corrected") from None
    try:
        with suppress(OSError):
            make_private(Path(lock.lock_file))
        yield
    finally:
        with suppress(OSError):
            Path(lock.lock_file).unlink(missing_ok=True)  # while it is held; whoever waits notices the new file
        lock.release()
