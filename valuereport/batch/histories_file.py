"""The histories that insights read, kept with the run: the exports may be gone by then.

histories/members.parquet       everyone who is or was a member
histories/memberships.parquet   a row for each membership term
histories/engagements.parquet   a row for each use, of all years
histories/responses.parquet     a row for each answer to a survey
histories/acquisition.parquet   what it cost to win members, by channel
histories/items.parquet         what members contributed in the period, and who used it

The last three are not there where they would hold nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from valuereport.batch.finished import read_run
from valuereport.errors import RESUME, Remedy, RunError
from valuereport.files import digest, write_atomically
from valuereport.model.histories import Histories, UnknownWord, no_acquisition, no_items, no_responses

_FOLDER: Final = "histories"
_OPTIONAL: Final[Mapping[str, Callable[[], pd.DataFrame]]] = {
    "responses": no_responses,
    "acquisition": no_acquisition,
    "items": no_items,
}
"""Frames that a run need not have, and what stands for each then."""
_FRAMES: Final = ("members", "memberships", "engagements", *_OPTIONAL)
_NOBODY, _GONE = -1, -2
_SUMS: Final = "SHA256SUMS"
_AGAIN: Final = "name another run; or, where its exports and settings are unchanged, make the run again"


def write_histories(folder: Path, found: Histories) -> None:
    """Write the histories into a run's folder: the same bytes for the same histories. Raises RunError."""
    about = {
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "as_at": found.as_at.isoformat(),
        "currency": found.currency,
        "activities": found.activities,
        "unknown_words": [[one.source, one.word, one.uses] for one in found.unknown_words],
    }
    frames = {name: getattr(found, name) for name in _FRAMES}
    try:
        _write(folder, frames, json.dumps(about))
    except OSError as error:
        raise RunError(
            f"{folder / _FOLDER} cannot be written: {error.strerror}; what is made so far is kept: make room and go on",
            RESUME,
        ) from None


def read_histories(folder: Path) -> Histories:
    """Read the histories of a finished run.

    Raises RunError: no finished run, one of an older version, or one whose files are not what the run wrote.
    """
    run = read_run(folder)
    try:
        frames, about = _read(folder)
    except FileNotFoundError:
        raise RunError(
            f"the run {run.name} does not hold the histories that insights are made from ({_FOLDER}): it was made by "
            f"an older version, or they were deleted; {_AGAIN}",
            Remedy("batch", run=run.name, resume=True),
        ) from None
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise RunError(
            f"{folder / _FOLDER} is damaged ({type(error).__name__}): it is not what the run wrote; {_AGAIN}",
            Remedy("batch", run=run.name, resume=True),
        ) from None
    return Histories(
        run=run.name,
        start=date.fromisoformat(about["start"]),
        end=date.fromisoformat(about["end"]),
        as_at=date.fromisoformat(about["as_at"]),
        currency=about["currency"],
        activities=tuple(about["activities"]),
        unknown_words=tuple(UnknownWord(*one) for one in about["unknown_words"]),
        **frames,
    )


def forget_histories(folder: Path, ids: Collection[str]) -> bool:
    """Remove members from the files, and return whether they had any of them. Raises RunError and OSError."""
    if not (folder / _FOLDER).exists():
        return False
    try:
        frames, about = _read(folder)
    except (ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise RunError(
            f"{folder / _FOLDER} is damaged ({type(error).__name__}), so nobody can be taken out of it: "
            "delete the folder, and forget the member again"
        ) from None
    members = frames["members"]
    kept = ~members["member_id"].isin([*ids]).to_numpy()
    brought = members["referred_by"].isin([*ids]).to_numpy()
    if kept.all() and not brought.any():
        return False
    members = members.assign(referred_by=members["referred_by"].where(~brought, ""))
    number = np.cumsum(kept) - 1
    number = np.append(np.where(kept, number, _GONE), _NOBODY)  # the last one: of answers of which nobody knows whose
    others = {
        name: (numbered := frame.assign(member=number[frame["member"].to_numpy()].astype(frame["member"].dtype)))[
            numbered["member"].to_numpy() != _GONE
        ].reset_index(drop=True)
        for name, frame in frames.items()
        if "member" in frame
    }
    own = {"members": members[kept].reset_index(drop=True), "acquisition": frames["acquisition"]}
    _write(folder, {**own, **others}, json.dumps(about))
    return True


def _write(folder: Path, frames: Mapping[str, pd.DataFrame], about: str) -> None:
    sums = []
    for name in _FRAMES:
        if name in _OPTIONAL and frames[name].empty:
            (folder / _FOLDER / f"{name}.parquet").unlink(missing_ok=True)
            continue
        table = pa.Table.from_pandas(frames[name], preserve_index=False).replace_schema_metadata({"about": about})
        sink = pa.BufferOutputStream()
        pa.parquet.write_table(table, sink, compression="zstd")
        content = bytes(sink.getvalue())
        write_atomically(folder / _FOLDER / f"{name}.parquet", content)
        sums.append(f"{digest(content)}  {name}.parquet\n")
    write_atomically(folder / _FOLDER / _SUMS, "".join(sums).encode())


def _read(folder: Path) -> tuple[dict[str, pd.DataFrame], Mapping[str, Any]]:
    """Return the frames and what is said about them. Raises OSError, and what a damaged file raises."""
    sums = (folder / _FOLDER / _SUMS).read_bytes().decode()
    known = {name: sha256 for sha256, _, name in (line.partition("  ") for line in sums.splitlines())}
    frames: dict[str, pd.DataFrame] = {}
    about = ""
    for name in _FRAMES:
        file = folder / _FOLDER / f"{name}.parquet"
        if name in _OPTIONAL and file.name not in known and not file.exists():
            frames[name] = _OPTIONAL[name]()
            continue
        content = file.read_bytes()
        if known[file.name] != digest(content):
            raise ValueError(name)
        table = pa.parquet.read_table(pa.BufferReader(content))
        about = table.schema.metadata[b"about"].decode()
        frame = table.to_pandas()
        days = frame.select_dtypes("datetime").columns  # Parquet knows no seconds: they come back as milliseconds
        frames[name] = frame.astype(dict.fromkeys(days, "datetime64[s]"))
    return frames, json.loads(about)
