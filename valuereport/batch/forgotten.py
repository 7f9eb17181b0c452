"""Removes members from a run, finished or stopped: their statements, their figures, and every mention."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from valuereport.batch.contributions_file import forget_contributions
from valuereport.batch.corrections_file import FILE as CORRECTIONS
from valuereport.batch.delivered import FILE as DELIVERED
from valuereport.batch.delivered import forget_delivered
from valuereport.batch.finished import content_digest, read_run
from valuereport.batch.folder import partial_files
from valuereport.batch.histories_file import forget_histories
from valuereport.batch.journal import forget_in_journal, has_journal, read_journal
from valuereport.batch.lock import working_in
from valuereport.batch.makers import FILE as MAKERS
from valuereport.batch.manifest import rows_of
from valuereport.errors import RunError
from valuereport.files import cell_as_given, remove_folder, safe_name, shard, write_atomically
from valuereport.storage import remote_path
from valuereport.unexpected import RUN_LOG

_RUN, _MANIFEST, _PROBLEMS, _SHEETS = "run.json", "manifest.csv", "problems.csv", "print-sheets.csv"
_INSIGHTS: Final = "insights"
_REVIEW: Final = "review.html"
_KNOWN: Final = (_RUN, "plates.json", MAKERS)
_FORGOTTEN: Final = "(forgotten)"
_TEXTS: Final = ("value", "reason", "action", "problem")  # columns that may mention another member


@dataclass(frozen=True, slots=True)
class ForgottenInRun:
    """What was erased from a run, and the digest of its content before and after; empty where there is none."""

    before: str
    after: str
    erased: tuple[Path, ...]


def forget_in_run(folder: Path, *ids: str) -> ForgottenInRun | None:
    """Remove members, by all ids they have had, from a run; return what was erased, None where nothing was.

    A run of only these members is removed as a whole, because its name mentions them. Raises RunError.
    """
    with working_in(folder):
        try:
            before = content_digest(folder)
            members = _members(folder)
            if members and members <= set(ids):
                remove_folder(folder)
                return ForgottenInRun(before, "", (folder,))
            erased = list(_erased(folder, ids, within=not members.isdisjoint(ids)))
            tables = (
                _RUN,
                _PROBLEMS,
                CORRECTIONS,
                _MANIFEST,
            )  # the manifest last: a second try still finds the members
            erased += [folder / name for name in tables if _rewritten(folder / name, ids)]
        except OSError as error:
            raise RunError(f"{folder}: {ids[0]} could not be removed: {error.strerror}; try again") from None
        return ForgottenInRun(before, content_digest(folder), tuple(erased)) if erased else None


def has_members(folder: Path, ids: Collection[str]) -> bool:
    """Return whether a run, finished or stopped, is known to have one of these members. Raises RunError."""
    try:
        return not _members(folder).isdisjoint(ids)
    except OSError as error:
        raise RunError(f"{folder} cannot be read: {error.strerror}") from None


def _members(folder: Path) -> set[str]:
    """Return the members of a run: those of its manifest, or, where it was stopped, those that it was begun for.

    Raises RunError, OSError.
    """
    if not has_journal(folder) and (folder / _MANIFEST).exists():
        return {row.member_id for row in read_run(folder).rows}
    try:
        scope = json.loads((folder / _RUN).read_bytes())["scope"]["members"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        scope = []
    named = {str(one) for one in scope}
    return named | {result.member_id for result in read_journal(folder)} if named else set()


def _erased(folder: Path, ids: Collection[str], *, within: bool) -> Iterator[Path]:
    """Erase the files of these members, and files about several that can be made again; yield each. Raises OSError.

    `within`: whether the run is known to have these members.
    """
    found = within
    for file in _statements(folder, ids):
        if file.exists():
            file.unlink()
            found = True
            yield file
    if forget_in_journal(folder, ids):
        found = True
        yield folder / "journal"
    # A run in a store has no lock: partial files there may belong to a command that is running.
    if found or not remote_path(folder):
        for file in list(partial_files(folder)):  # half-written, or for workers: any member's data may be in them
            file.unlink(missing_ok=True)
            yield file
    yield from _figures(folder, ids)
    if forget_histories(folder, ids):
        yield folder / "histories"
        if (folder / _INSIGHTS).exists():  # its lists name members, and it can be made again
            remove_folder(folder / _INSIGHTS)
            yield folder / _INSIGHTS
    if forget_delivered(folder, ids):
        yield folder / DELIVERED
    table = folder / _SHEETS
    printed = _printed(table, ids)
    derived = [folder / name for name in printed]
    if found or _mentioned(folder / _REVIEW, ids):
        derived += [folder / _REVIEW, folder / RUN_LOG, *folder.glob("export-*.csv")]
    if found and not table.exists():
        derived += folder.glob("print*.pdf")
    for file in derived:
        if file.exists():
            file.unlink()
            yield file
    if printed and _rewritten(table, ids):
        yield table
    for file in folder.glob("*.json"):
        if file.name not in _KNOWN and _rewritten(file, ids):
            yield file


def _statements(folder: Path, ids: Iterable[str]) -> list[Path]:
    """Return the paths of the statements of these members, existing or not."""
    files = {folder / "statements" / shard(one) / f"{safe_name(one)}.pdf" for one in ids}
    manifest = folder / _MANIFEST
    if manifest.exists():
        try:
            rows = list(rows_of(manifest.read_bytes(), "member_id"))
        except (KeyError, ValueError, csv.Error):
            rows = []  # damaged: the run is made again
        wanted = set(ids)
        files |= {folder / row["file"] for row in rows if row["member_id"] in wanted and row.get("file")}
    return sorted(files)


def _figures(folder: Path, ids: Collection[str]) -> Iterator[Path]:
    """Remove the members from the figures for stories. Raises RunError, OSError."""
    file = folder / "valuations" / "members.parquet"
    if not file.exists():
        return
    if has_journal(folder):  # of a run that was stopped while it wrote them: a resumed run writes them again
        file.unlink()
        yield file
        return
    removed = [forget_contributions(folder, one) for one in ids]
    if any(removed):
        yield file


def _printed(table: Path, ids: Collection[str]) -> set[str]:
    """Return the print files with a letter of one of these members. Raises OSError."""
    if not table.exists():
        return set()
    try:
        return {row["file"] for row in rows_of(table.read_bytes(), "member_id") if row["member_id"] in set(ids)}
    except (KeyError, ValueError, csv.Error):
        return {file.name for file in table.parent.glob("print*.pdf")}  # damaged: it may be any print file


def _mentioned(file: Path, ids: Iterable[str]) -> bool:
    if not file.exists():
        return False
    text = file.read_bytes().decode(errors="replace")
    return any(name in text for one in ids for name in (one, escape(one)))


def _rewritten(file: Path, ids: Collection[str]) -> bool:
    """Rewrite a table or a JSON file without these members, and return whether it had any. Raises OSError."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return False
    changed = without_members(data, ids) if file.suffix == ".csv" else _json_without(data, ids)
    if changed == data:
        return False
    write_atomically(file, changed)
    return True


def without_members(data: bytes, ids: Collection[str]) -> bytes:
    """Return a table without the rows of these members, and without their ids in texts of other rows."""
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        headings = rows[0] if rows else []
        column = headings.index("member_id")
        value = headings.index("value") if "value" in headings else column
        texts = [at for at, name in enumerate(headings) if name in _TEXTS]
        removed = set(ids)
        kept = [
            row
            for row in rows
            if cell_as_given(row[column]) not in removed and (row[column] or cell_as_given(row[value]) not in removed)
        ]
        found = _pattern(ids)
        cleaned = [
            [found.sub(_FORGOTTEN, cell) if at in texts else cell for at, cell in enumerate(row)] for row in kept
        ]
    except (ValueError, IndexError, csv.Error):
        return data  # not a table of this program
    if cleaned == rows:
        return data
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(cleaned)
    return stream.getvalue().encode("utf-8-sig")


def _pattern(ids: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for the ids in a text. Ids of up to four digits are left out: any count could be one."""
    names = [re.escape(one) for one in sorted(ids, key=len, reverse=True) if not (one.isdigit() and len(one) < 5)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)" if names else r"(?!)")


def _json_without(data: bytes, ids: Collection[str]) -> bytes:
    """Return a JSON file without these members; the same bytes where it mentions none."""
    try:
        found = json.loads(data)
    except ValueError:
        return data
    if isinstance(found, dict) and isinstance(found.get("scope"), dict):  # run.json: the rest is no personal data
        kept = {**found, "scope": _value_without(found["scope"], set(ids))}
    else:
        kept = _value_without(found, set(ids))
    if kept == found:
        return data
    return (json.dumps(kept, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _value_without(value: Any, ids: set[str]) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Mapping):
        return {key: _value_without(each, ids) for key, each in value.items() if key not in ids}
    if isinstance(value, list):
        return [_value_without(each, ids) for each in value if not _is_of(each, ids)]
    return _FORGOTTEN if isinstance(value, str) and value in ids else value


def _is_of(value: Any, ids: set[str]) -> bool:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Mapping):
        return value.get("member_id") in ids
    return isinstance(value, str) and value in ids
