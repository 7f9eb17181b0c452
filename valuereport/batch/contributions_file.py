"""The figures that stories are made from, kept with the run: the exports may be gone by then.

valuations/members.parquet   one row for each member with a statement: its figures, and its weight in each term
valuations/terms.parquet     one row for each term: its benefit, its assumptions, and its draws
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from valuereport.batch.finished import read_run
from valuereport.batch.story_members import forget_story_member
from valuereport.errors import RESUME, Remedy, RunError
from valuereport.files import digest, write_atomically
from valuereport.model.contributions import Contributions, Term
from valuereport.model.dimensions import DIMENSIONS
from valuereport.model.run import FinishedRun, ManifestRow

_MEMBERS, _TERMS, _SUMS = "valuations/members.parquet", "valuations/terms.parquet", "valuations/SHA256SUMS"
_AGAIN: Final = "name another run; or, where its exports and settings are unchanged, make the run again"
_TEXTS: Final = ("member_id", *DIMENSIONS, "locale", "edition", "currency")
_MONEY: Final = ("fee", "low", "central", "high", "time_value", "lead_value", "cpd_value", "policy_value", "savings")
_NUMBERS: Final = ("rate", "hours_saved", "cpd_hours", "leads", *_MONEY)
_SHOWN: Final = ("fee", "low", "central", "high")  # as in the manifest
_DECIMALS: Final = 4
"""Of money: finer than any currency, and coarser than the last bits, in which processors differ."""
_WEIGHT = "weight of term {}"
_HOURS = "hours"
_BASIS: Final = pa.list_(pa.struct([("role", pa.string()), ("assumption", pa.string()), ("grade", pa.string())]))


def write_contributions(folder: Path, found: Contributions) -> None:
    """Write the figures for stories into a run's folder: the same bytes for the same figures. Raises RunError."""
    members = _parquet(_members(found).replace_schema_metadata({"currency": found.currency}))
    terms = _parquet(_terms(found))
    try:
        write_atomically(folder / _TERMS, terms)
        write_atomically(folder / _MEMBERS, members)
        write_atomically(folder / _SUMS, _sums({_MEMBERS: digest(members), _TERMS: digest(terms)}))
    except OSError as error:
        raise RunError(
            f"{folder / _MEMBERS} cannot be written: {error.strerror}; what is made so far is kept: "
            "make room and go on",
            RESUME,
        ) from None


def read_contributions(folder: Path) -> Contributions:
    """Read what each member of a finished run contributes to its figures.

    Raises RunError: no finished run, one of an older version, or one whose files do not fit its manifest.
    """
    run = read_run(folder)
    table, terms = _tables(run)
    try:
        draws = terms.column("draws").combine_chunks()
        units = np.asarray(draws.flatten(), dtype=np.float64).reshape(len(terms), draws.type.list_size)
        columns = [np.asarray(table.column(_WEIGHT.format(at)), dtype=np.float64) for at in range(len(terms))]
        weights = np.column_stack([np.zeros((len(table), 0)), *columns])
        basis = [_term(row) for row in terms.select(["line", "grade", "variant", "part", "assumptions"]).to_pylist()]
        benefits = terms.column("benefit").to_pylist()
        money = len(benefits) - benefits.count(_HOURS)  # the terms of hours are the last
        found = Contributions(
            name=run.name,
            start=run.start,
            end=run.end,
            currency=table.schema.metadata[b"currency"].decode(),
            members=_members_frame(table),
            weights=weights[:, :money],
            units=units[:money],
            benefits=tuple(benefits[:money]),
            terms=tuple(basis[:money]),
            hour_weights=weights[:, money:],
            hour_units=units[money:],
            hour_terms=tuple(basis[money:]),
        )
    except (pa.ArrowException, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(run, f"it is not as a run leaves it ({type(error).__name__})") from None
    if not (np.isfinite(weights).all() and np.isfinite(units).all()):
        raise _damaged(run, "a figure in it is no number")
    _check_manifest(run, found.members)
    return found


def forget_contributions(folder: Path, member_id: str) -> bool:
    """Remove one member from the files, and return whether they had it. Raises RunError and OSError."""
    forget_story_member(folder, member_id)
    file = folder / _MEMBERS
    if not file.exists():
        return False
    try:
        table = pa.parquet.read_table(pa.BufferReader(file.read_bytes()))
        kept = table.filter(pa.compute.not_equal(table.column("member_id"), member_id))
    except (pa.ArrowException, KeyError) as error:
        raise RunError(
            f"{file} is damaged ({type(error).__name__}), so nobody can be taken out of it: "
            "delete the file, and forget the member again"
        ) from None
    members = _parquet(kept)
    write_atomically(file, members)
    write_atomically(folder / _SUMS, _sums(_known_sums(folder) | {_MEMBERS: digest(members)}))
    return len(kept) < len(table)


def _members(found: Contributions) -> Any:  # noqa: ANN401 - Arrow has no types
    frame = found.members
    columns: dict[str, Any] = {name: pa.array(frame[name].tolist(), pa.string()) for name in _TEXTS}
    for name in _NUMBERS:
        figures = frame[name].to_numpy(dtype=np.float64)
        columns[name] = pa.array(figures.round(_DECIMALS) + 0.0 if name in _MONEY else figures)
    columns["policy_wins"] = pa.array(frame["policy_wins"].to_numpy(), pa.int32())
    columns["few_engagements"] = pa.array(frame["few_engagements"].to_numpy(), pa.bool_())
    columns["first_period"] = pa.array(frame["first_period"].to_numpy(), pa.bool_())
    for at, weight in enumerate([*found.weights.T, *found.hour_weights.T]):
        columns[_WEIGHT.format(at)] = pa.array(np.ascontiguousarray(weight))
    return pa.table(columns)


def _terms(found: Contributions) -> Any:  # noqa: ANN401
    # Four bytes for a draw are seven digits: more than any published figure has, in half the space.
    units = np.vstack([found.units, found.hour_units]) if len(found.hour_units) else found.units
    draws = pa.array(units.astype(np.float32).ravel())
    terms = (*found.terms, *found.hour_terms)
    basis = [
        [{"role": role, "assumption": name, "grade": grade} for role, name, grade in term.assumptions] for term in terms
    ]
    return pa.table(
        {
            "benefit": pa.array([*found.benefits, *[_HOURS] * len(found.hour_terms)], pa.string()),
            "line": pa.array([term.line for term in terms], pa.string()),
            "grade": pa.array([term.grade for term in terms], pa.string()),
            "variant": pa.array([term.variant for term in terms], pa.string()),
            "part": pa.array([term.part for term in terms], pa.int32()),
            "assumptions": pa.array(basis, _BASIS),
            "draws": pa.FixedSizeListArray.from_arrays(draws, units.shape[1]),
        }
    )


def _parquet(table: Any) -> bytes:  # noqa: ANN401
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _tables(run: FinishedRun) -> tuple[Any, Any]:
    """Return the tables of members and terms. Raises RunError."""
    try:
        files = {name: (run.folder / name).read_bytes() for name in (_MEMBERS, _TERMS)}
        known = _known_sums(run.folder)
    except FileNotFoundError:
        raise RunError(
            f"the run {run.name} does not hold the valuations that stories are made from ({_MEMBERS}): it was made by "
            f"an older version, or they were deleted; {_AGAIN}",
            _again(run),
        ) from None
    except OSError as error:
        raise RunError(f"{run.folder / _MEMBERS} cannot be read: {error.strerror}; {_AGAIN}", _again(run)) from None
    for name, data in files.items():
        if known.get(name) != digest(data):
            raise _damaged(run, "it is not what the run wrote", name)
    try:
        members, terms = (pa.parquet.read_table(pa.BufferReader(data)) for data in files.values())
    except (pa.ArrowException, OSError):
        raise _damaged(run, "it is not Parquet that can be read") from None
    return members, terms


def _sums(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {Path(name).name}\n" for name, sha256 in sorted(digests.items())).encode()


def _known_sums(folder: Path) -> dict[str, str]:
    """Return the hash of each file as it was written. Raises OSError."""
    lines = (folder / _SUMS).read_bytes().decode(errors="replace").splitlines()
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {f"valuations/{name}": sha256 for sha256, name in pairs}


def _members_frame(table: Any) -> pd.DataFrame:  # noqa: ANN401
    texts = {name: pd.array(table.column(name).to_pylist(), dtype="str") for name in _TEXTS}
    numbers = {name: np.asarray(table.column(name), dtype=np.float64) for name in _NUMBERS}
    return pd.DataFrame(
        {
            **texts,
            **numbers,
            "policy_wins": np.asarray(table.column("policy_wins"), dtype=np.intp),
            "few_engagements": np.asarray(table.column("few_engagements"), dtype=np.bool_),
            "first_period": np.asarray(table.column("first_period"), dtype=np.bool_),
        }
    )


def _term(row: Mapping[str, Any]) -> Term:
    basis = tuple((one["role"], one["assumption"], one["grade"]) for one in row["assumptions"])
    return Term(row["line"], row["grade"], basis, row["variant"], row["part"])


def _check_manifest(run: FinishedRun, members: pd.DataFrame) -> None:
    """Raise RunError where the members or their figures are not those of the manifest."""
    rows = [row for row in run.rows if row.status == "rendered"]
    same = members["member_id"].tolist() == [row.member_id for row in rows]
    if not same or members["currency"].tolist() != [row.currency for row in rows]:
        raise _damaged(run, "its members are not those of manifest.csv")
    half = np.array([0.5 * 10.0 ** _exponent(row) for row in rows]) + 10.0**-_DECIMALS
    for name in _SHOWN:
        shown = np.array([getattr(row, name) for row in rows], dtype=np.float64)  # NaN where there is none
        if not (np.abs(members[name].to_numpy() - shown) <= half).all():
            raise _damaged(run, f"its figures ({name}) are not those of manifest.csv")


def _exponent(row: ManifestRow) -> int:
    """Return the exponent of the last decimal of a row's figures."""
    exponent = row.central.as_tuple().exponent if row.central is not None else 0
    return exponent if isinstance(exponent, int) else 0


def _damaged(run: FinishedRun, reason: str, file: str = _MEMBERS) -> RunError:
    return RunError(f"{run.folder / file} is damaged: {reason}; {_AGAIN}", _again(run))


def _again(run: FinishedRun) -> Remedy:
    return Remedy("batch", run=run.name, resume=True)
