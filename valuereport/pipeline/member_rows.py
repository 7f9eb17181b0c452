"""The rows of exports that one member's figures can hang on: what a correction changes is shown without all others'."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.history import History, Loaded
from valuereport.model.tables import KEY_SEPARATOR, Table
from valuereport.notation.ids import key_of
from valuereport.settings import Settings

_ROWS: Final[tuple[Table, ...]] = ("engagements", "memberships")
_AROUND: Final = timedelta(days=31)
"""Rows of one occasion may begin before a period and end in it."""


def without_other_years(loaded: Loaded, settings: Settings) -> Loaded:
    """Return what corrections are shown with: no answers to surveys, and engagements about the period alone.

    Where members have years of their own, their engagements of all years stay.
    """
    frames = {**loaded.frames, "responses": loaded.frames["responses"].iloc[:0]}
    period, rows = settings.workspace.period, loaded.frames["engagements"]
    if not period.own:
        first, last = (_day(one) for one in (period.start - _AROUND, period.end + _AROUND))
        days = rows["date"].to_numpy()
        frames["engagements"] = rows[np.isnat(days) | ((days >= first) & (days < last))].reset_index(drop=True)
    return replace(loaded, frames=frames)


def rows_with(loaded: Loaded, keys: Iterable[str]) -> Loaded:
    """Return what is loaded with all members and fees, and of the other rows those that have one of the keys.

    Each of these rows becomes what it does among all others: whose it is, its keys and the members decide; which of
    several count is decided among those of one member. Answers to surveys change no figure.
    """
    wanted = {_loose(key) for key in _with_aliases(loaded, keys) if key}
    frames = {**loaded.frames, "responses": loaded.frames["responses"].iloc[:0]}
    for table in _ROWS:
        rows = loaded.frames[table]
        frames[table] = rows[_holding(rows["member"], wanted)].reset_index(drop=True)
    return replace(loaded, frames=frames)


def keys_of(history: History, row: int) -> set[str]:
    """Return every id and address of the member in one row, and of its contacts."""
    members, people = history.members, history.contacts
    cells = [str(members[name].iloc[row]) for name in ("member_id", "other_ids", "emails")]
    theirs = people[people["member"].to_numpy() == row]
    cells += [cell for name in ("contact_id", "other_ids", "emails") for cell in theirs[name].tolist()]
    return {key for cell in cells for key in cell.split(KEY_SEPARATOR) if key}


def _with_aliases(loaded: Loaded, keys: Iterable[str]) -> set[str]:
    """Return the keys, and what people say is one of them: M1 became M7, and M7 became M9."""
    found, before = set(keys), -1
    while len(found) > before:
        before = len(found)
        found |= {one.old_id for one in loaded.aliases if one.new_id in found}
    return found


def _holding(cells: pd.Series, wanted: set[str]) -> NDArray[np.bool_]:
    """Return which cells, each of several keys, hold one that is wanted."""
    codes, distinct = pd.factorize(cells)
    holds = [any(_loose(key) in wanted for key in str(cell).split(KEY_SEPARATOR)) for cell in distinct]
    return np.array([*holds, False], dtype=np.bool_)[codes]


def _loose(key: str) -> str:
    """Return a key without its case and with single spaces, as it is compared at the most."""
    return " ".join(key_of(key).lower().split())


def _day(day: date) -> np.datetime64:
    return np.datetime64(day, "s")
