"""Membership terms: as a log records them, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.day_rates import DayRates, FloatArray
from valuereport.combine.former import Everyone
from valuereport.combine.row_outcomes import DUPLICATE, UNMATCHED, RowOutcomes
from valuereport.errors import Problem
from valuereport.settings import Settings

Days = NDArray[np.datetime64]

_TEXTS: Final = ("status", "grade", "payment", "reason")


def recorded_memberships(
    frame: pd.DataFrame, members: pd.DataFrame, everyone: Everyone, settings: Settings, rates: DayRates
) -> tuple[pd.DataFrame, RowOutcomes]:
    """Return the rows of the canonical frame as Past describes them, and the outcome of each."""
    outcomes = RowOutcomes("memberships", frame)
    member = everyone.match(frame["member"])
    reason, action = "several members have this id", "the membership is counted for nobody"
    outcomes.refuse(member < 0, UNMATCHED, reason, action, "member", frame["member"])
    content = [name for name in frame.columns if name not in ("file", "row")]
    outcomes.assign(frame[content].duplicated().to_numpy(), DUPLICATE)
    named = frame["fee_currency"].where(frame["fee_currency"] != "", frame["currency"])
    fee = in_our_currency(frame["fee"], named, member, frame["starts"].to_numpy(), members, settings, rates)
    outcomes.problems += _without_rate(frame, named, np.isnan(fee) & frame["fee"].notna().to_numpy(), settings)
    texts = {name: frame[name].to_numpy(dtype=object) for name in (*_TEXTS, "file")}
    days = {"starts": frame["starts"].to_numpy(), "ends": _day_after(frame["ends"].to_numpy())}
    found = {"member": member, **days, "fee": fee, "row": frame["row"].to_numpy(), **texts}
    return in_order(pd.DataFrame(found)[outcomes.counted].assign(origin="memberships")), outcomes


def _without_rate(
    frame: pd.DataFrame, named: pd.Series, which: NDArray[np.bool_], settings: Settings
) -> Iterator[Problem]:
    """Yield a problem for each currency without a rate; who was a member when counts all the same."""
    rows = frame[["file", "row"]].assign(currency=named)[which].drop_duplicates("currency")
    reason = f"the currency has no rate into {settings.workspace.organisation.currency}"
    action = "these memberships have no fee; add a rate to the settings"
    for currency, file, row in zip(rows["currency"], rows["file"], rows["row"].tolist(), strict=True):
        count = int((named[which] == currency).sum())
        yield Problem("combine", "warning", reason, action, str(file), row, "currency", str(currency), rows=count)


def in_our_currency(
    amounts: pd.Series,
    named: pd.Series,
    member: NDArray[np.intp],
    days: Days,
    members: pd.DataFrame,
    settings: Settings,
    rates: DayRates,
) -> FloatArray:
    """Return amounts in the organisation's currency, NaN where one is missing or its currency has no rate.

    Each is in the currency that is named, else in its member's; of former members, in the organisation's.
    """
    home = settings.workspace.organisation.currency
    own = np.append(members["currency"].to_numpy(dtype=object), home)
    of_member = own[np.where((member >= 0) & (member < len(members)), member, len(members))]
    currency = np.where((named == "").to_numpy(), of_member, named.str.upper().to_numpy(dtype=object))
    codes, words = pd.factorize(pd.Series(currency, dtype="str"))
    found = amounts.to_numpy(dtype=float).copy()
    rows = np.flatnonzero(~np.isnan(found))
    found[rows] *= rates.on([*words], codes[rows], days[rows])
    return found


def _day_after(days: Days) -> Days:
    return np.asarray(days.astype("datetime64[D]") + np.timedelta64(1, "D")).astype("datetime64[s]")


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Return memberships with their columns as Past has them, in the order of member and start."""
    days = {name: rows[name].to_numpy().astype("datetime64[s]") for name in ("starts", "ends")}
    texts = {name: pd.array(rows[name].tolist(), dtype="str") for name in (*_TEXTS, "origin", "file")}
    rows = rows.assign(**days, **texts)
    columns = ["member", "starts", "ends", *_TEXTS, "fee", "origin", "file", "row"]
    return rows[columns].sort_values(["member", "starts"], kind="stable", ignore_index=True)
