"""Fees that a person should look at: equal payments on one day, a renewal that may be next year's, an odd amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.fee_rows import Kind
from valuereport.combine.row_outcomes import OUTSIDE, RowOutcomes
from valuereport.errors import Problem
from valuereport.settings import Period, Settings
from valuereport.settings.member_periods import MemberPeriods

_RENEWAL_SEASON: Final = np.timedelta64(92, "D")
"""Before a period begins: who renews early pays in it."""
_INSTALMENTS: Final = np.timedelta64(120, "D")
"""Two equal amounts that are less apart are halves of one fee."""
_SETTINGS: Final = {
    False: ("fees.paid_until", "fees.paid_from"),
    True: ("fees.paid_ahead_days", "fees.paid_ahead_days"),
}
"""The keys that say which days count at the end and at the beginning; True: where each member has its own year."""


def fee_warnings(
    rows: pd.DataFrame, outcomes: RowOutcomes, settings: Settings, periods: MemberPeriods
) -> Iterator[Problem]:
    """Yield a warning for each odd thing about a member's fee.

    `rows`: those of fees; with the signed `amount`, the resolved `currency`, the `kind` as a Kind, and besides
    `member` (its row number) and `member_id`.
    """
    window, of_member = settings.workspace.fees.window, rows["member"].clip(-1).to_numpy()

    def day(of: Callable[[Period], date]) -> NDArray[np.datetime64]:
        return np.asarray(np.append(periods.days(of), np.datetime64("NaT"))[of_member], dtype="datetime64[s]")

    rows = rows.assign(
        first=day(lambda one: window(one)[0]),
        last=day(lambda one: window(one)[1]),
        period_days=np.append(periods.figures(lambda one: one.days), np.nan)[of_member],
        day=rows["paid"].to_numpy().astype("datetime64[D]").astype("datetime64[s]"),
        by_day=rows["from"].isna() & (rows["year"] == "") & rows["paid"].notna(),
        days=(rows["until"] - rows["from"]).dt.days + 1,
    )
    counted = rows[outcomes.counted]
    yield from _equal_amounts(counted)
    until, since = _SETTINGS[settings.workspace.period.own]
    yield from _renewed_early(counted, until)
    yield from _paid_before(rows[(outcomes.of_row == OUTSIDE) & (rows["member"] >= 0)], counted, since)
    for row in counted[counted["days"] > counted["period_days"] + 1].itertuples():
        yield _warning(row, "the fee is for more days than the period has", "counted whole", "until")


def _equal_amounts(counted: pd.DataFrame) -> Iterator[Problem]:
    """Yield a warning for equal amounts of a member on one day that no references tell apart, or of two sources."""
    paid = counted[counted["day"].notna() & (counted["kind"] <= Kind.REFUND) & (counted["amount"] != 0)]
    same = ["member", "day", "amount", "currency"]
    paid = paid[paid.duplicated(same, keep=False)]
    if paid.empty:
        return
    for _, group in paid.groupby(same, sort=False):
        references = {reference for reference in group["reference"] if reference}
        sources = group["source"].nunique()
        if len(references) < len(group) or sources > 1:
            number = "two" if len(group) == 2 else str(len(group))
            what = "refunds" if group["kind"].iloc[0] == Kind.REFUND else "payments"
            where = " in several sources" if sources > 1 else ""
            last = next(group.iloc[[-1]].itertuples())
            action = "counted both" if number == "two" else "counted all"
            yield _warning(last, f"{number} equal {what} on one day{where}", action, "amount")


def _renewed_early(counted: pd.DataFrame, key: str) -> Iterator[Problem]:
    """Yield a warning for each member who paid one amount twice, months apart, and the second time near the end."""
    payments = counted[(counted["kind"] == Kind.PAYMENT) & (counted["amount"] > 0)]
    number = payments.groupby("member")["row"].transform("size")
    two = payments[(number == 2) & payments["by_day"]].sort_values(["member", "day"], kind="stable")
    if two.empty:
        return
    first, second = two.shift(1), two
    found = (first["member"] == second["member"]) & (first["amount"] == second["amount"])
    found &= (first["currency"] == second["currency"]) & (second["day"] - first["day"] >= _INSTALMENTS)
    for row in second[found & (second["day"] > second["last"] - _RENEWAL_SEASON)].itertuples():
        reason = "the same amount was paid twice, months apart: the second may be for the next period"
        yield _warning(row, reason, f"counted both; map year or from, or set {key}", "paid")


def _paid_before(outside: pd.DataFrame, counted: pd.DataFrame, key: str) -> Iterator[Problem]:
    """Yield a warning for each member without a fee who paid shortly before the first day on which fees count."""
    if outside.empty:
        return
    early = outside[outside["by_day"] & (outside["kind"] == Kind.PAYMENT) & ~outside["member"].isin(counted["member"])]
    early = early[(early["day"] < early["first"]) & (early["day"] >= early["first"] - _RENEWAL_SEASON)]
    for row in early.drop_duplicates("member", keep="last").itertuples():
        reason = "paid shortly before the days on which fees count, and nothing on them: it may be for the period"
        yield _warning(row, reason, f"not counted; map year or from, or set {key}", "paid")


def _warning(row: Any, reason: str, action: str, column: str) -> Problem:  # noqa: ANN401 - a frame's named tuple
    """Return a warning at a row of fees."""
    value = {"paid": f"{row.day:%Y-%m-%d}", "amount": f"{row.amount:.2f}"}.get(column, "")
    return Problem("combine", "warning", reason, action, row.file, int(row.row), column, value, row.member_id)
