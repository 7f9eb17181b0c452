"""Reads a finished run from its folder, and checks whether its files are unchanged."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from valuereport.batch.journal import has_journal
from valuereport.batch.manifest import problems_of, rows_of
from valuereport.errors import Problem, Remedy, RunError
from valuereport.files import digest, digests_of
from valuereport.model.run import FinishedRun, ManifestRow, Status
from valuereport.model.statement_order import BY_VALUE, StatementOrder
from valuereport.model.valuation import FeeBasis
from valuereport.settings.period import OWN_YEAR

_RUN, _MANIFEST, _PROBLEMS, _STATEMENTS = "run.json", "manifest.csv", "problems.csv", "statements"
_AGAIN = "name another run, or delete this folder and make it again"
_HEX = frozenset("0123456789abcdef")


def read_run(folder: Path) -> FinishedRun:
    """Read a finished run. Raises RunError where there is none, or where it is still under way or damaged."""
    frozen, manifest = _bytes(folder)
    try:
        record = json.loads(frozen)
        period = record["settings"]["period"]
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        own_years = period.get("kind") == OWN_YEAR
        value_model = int(record.get("value_model", 1))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(folder, _RUN, f"it does not say the run's period ({type(error).__name__})") from None
    try:
        order = StatementOrder.of_record(record["order"]) if "order" in record else BY_VALUE
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _damaged(folder, _RUN, f"its order cannot be read ({type(error).__name__})") from None
    try:
        rows = tuple(_row(cells, own_years=own_years) for cells in rows_of(manifest, "member_id"))
    except KeyError as error:
        raise _damaged(folder, _MANIFEST, f"the column {error} is missing") from None
    except (ValueError, csv.Error) as error:
        raise _damaged(folder, _MANIFEST, str(error)) from None
    _check_rows(folder, rows)
    if years := [row.own_year for row in rows if row.own_year and row.status == "rendered"]:
        start, end = min(first for first, _ in years), max(last for _, last in years)
    return FinishedRun(folder, start, end, _digest(frozen, manifest), rows, value_model, own_years, order)


def read_problems(run: FinishedRun) -> tuple[Problem, ...]:
    """Read the problems of a run. Raises RunError."""
    try:
        return tuple(problems_of((run.folder / _PROBLEMS).read_bytes()))
    except OSError as error:
        raise RunError(
            f"{run.folder / _PROBLEMS} cannot be read: {error.strerror}; {_AGAIN}", _again(run.folder)
        ) from None
    except (KeyError, ValueError, csv.Error) as error:
        raise _damaged(run.folder, _PROBLEMS, f"it is not as a run leaves it ({error})") from None


def content_digest(folder: Path) -> str:
    """Return the digest of a run's run.json and manifest.csv as they are now; empty where one is missing."""
    try:
        return _digest((folder / _RUN).read_bytes(), (folder / _MANIFEST).read_bytes())
    except FileNotFoundError:
        return ""


def check_files(run: FinishedRun) -> tuple[Problem, ...]:
    """Return what has changed since the run was read or made.

    An error: a statement, the manifest or run.json is missing or has other bytes. A warning: a file that no row names;
    it is not delivered.
    """
    rendered = {row.file: row for row in run.rows if row.status == "rendered"}
    files = {run.folder / name: row for name, row in rendered.items()}
    problems = [_changed(run, files[file], sha256) for file, sha256 in digests_of(files).items()]
    return (*_changed_manifest(run), *(one for one in problems if one), *_unknown_files(run, rendered))


def _changed_manifest(run: FinishedRun) -> Iterator[Problem]:
    try:
        now = _digest(*_bytes(run.folder))
    except RunError as error:
        yield Problem("batch", "error", str(error), "nothing is delivered from this run")
        return
    if now != run.digest:
        reason = f"{_RUN} or {_MANIFEST} is not what it was"
        yield Problem("batch", "error", reason, "nothing is delivered from this run", file=_MANIFEST)


def _changed(run: FinishedRun, row: ManifestRow, sha256: str) -> Problem | None:
    if sha256 == row.sha256:
        return None
    reason = "the statement is not the one that the run made" if sha256 else "the statement is missing or unreadable"
    action = "not delivered; make it again"
    return Problem("batch", "error", reason, action, file=row.file, member_id=row.member_id)


def _unknown_files(run: FinishedRun, rendered: Mapping[str, ManifestRow]) -> Iterator[Problem]:
    for file in sorted((run.folder / _STATEMENTS).rglob("*")):
        name = file.relative_to(run.folder).as_posix()
        if name not in rendered and not file.is_dir():
            yield Problem("batch", "warning", "no row of the manifest names this file", "not delivered", file=name)


def _bytes(folder: Path) -> tuple[bytes, bytes]:
    """Return run.json and manifest.csv. Raises RunError."""
    if not folder.is_dir():
        raise RunError(f"{folder} is no run: it is not there, nor is its {_RUN}; name a folder that a batch made")
    begun = (folder / _RUN).exists() and not (folder / _MANIFEST).exists()
    if begun or has_journal(folder):
        raise RunError(
            f"the run {folder} is still under way, or was stopped before its end"
            f"{f' ({_MANIFEST} is missing)' if begun else ''}; "
            "finish it",
            Remedy("batch", run=folder.name, resume=True),
        )
    try:
        return (folder / _RUN).read_bytes(), (folder / _MANIFEST).read_bytes()
    except OSError as error:
        file = Path(str(error.filename)).name
        raise RunError(f"{folder} is no finished run: {file}: {error.strerror}; {_AGAIN}", _again(folder)) from None


def _digest(frozen: bytes, manifest: bytes) -> str:
    # A hash of two hashes, so that no byte can move from one file to the other unnoticed.
    return digest(f"{digest(frozen)} {digest(manifest)}".encode())


def _row(cells: Mapping[str, str], *, own_years: bool) -> ManifestRow:
    """Return a row of the manifest. Raises KeyError and ValueError."""
    status = cells["status"]
    if status not in get_args(Status):
        raise ValueError(f"a status that is not known: {status!r}")
    figures = {name: _amount(cells[name]) for name in ("fee", "low", "central", "high", "benefit_cost_ratio")}
    newer = {name: _amount(cells.get(name, "")) for name in ("low_without_policy", "ratio_without_policy")}
    basis = cells.get("fee_basis") or "paid"  # a run of the first edition says no basis
    if basis not in get_args(FeeBasis):
        raise ValueError(f"a basis of the fee that is not known: {basis!r}")
    return ManifestRow(
        member_id=cells["member_id"],
        status=status,  # type: ignore[arg-type] # it is one of Status
        locale=cells["locale"],
        edition=cells["edition"],
        file=cells["file"],
        pages=int(cells["pages"] or 0),
        bytes=int(cells["bytes"] or 0),
        sha256=cells["sha256"],
        currency=cells["currency"],
        problem=cells["problem"],
        engagements=int(cells["engagements"]) if cells.get("engagements") else None,
        own_year=_own_year(cells) if own_years else None,
        fee_basis=basis,  # type: ignore[arg-type] # it is one of FeeBasis
        **figures,
        **newer,
    )


def _own_year(cells: Mapping[str, str]) -> tuple[date, date] | None:
    """Return the days of a member's own year; None where nobody knows them, and so there is no statement."""
    start, end = cells["period_start"], cells["period_end"]
    return (date.fromisoformat(start), date.fromisoformat(end)) if start and end else None


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError(f"a figure that is no number: {text}")
    return amount


def _check_rows(folder: Path, rows: tuple[ManifestRow, ...]) -> None:
    """Raise RunError for rows that no run writes, before anything is delivered by them."""
    members: set[str] = set()
    files: set[str] = set()
    for row in rows:
        if row.member_id in members:
            raise _damaged(folder, _MANIFEST, f"the member {row.member_id} has two rows")
        members.add(row.member_id)
        if row.status != "rendered":
            continue
        if row.file in files:
            raise _damaged(folder, _MANIFEST, f"two rows name the file {row.file}")
        files.add(row.file)
        parts = row.file.split("/")
        inside = parts[0] == _STATEMENTS and len(parts) > 1 and all(parts) and not {".", ".."} & {*parts}
        if not inside or len(row.sha256) != 64 or not _HEX.issuperset(row.sha256):
            raise _damaged(folder, _MANIFEST, f"the row of {row.member_id} names no statement of this run")


def _damaged(folder: Path, file: str, reason: str) -> RunError:
    return RunError(f"{folder / file} is damaged: {reason}; {_AGAIN}", _again(folder))


def _again(folder: Path) -> Remedy:
    return Remedy("batch", run=folder.name)
