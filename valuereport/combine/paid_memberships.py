"""Membership terms from the fees of several years: where no log of memberships says who was a member."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.day_rates import DayRates, FloatArray
from valuereport.combine.fee_rows import Kind, years_of
from valuereport.combine.memberships import in_order, in_our_currency
from valuereport.settings import Settings
from valuereport.settings.member_periods import MemberPeriods

Days = NDArray[np.datetime64]


def paid_memberships(paid: pd.DataFrame, members: pd.DataFrame, settings: Settings, rates: DayRates) -> pd.DataFrame:
    """Return a row for each year that somebody paid for, or was invoiced for: what is left of it is over zero."""
    first = paid["from"].to_numpy().astype("datetime64[D]")
    begin = np.where(np.isnat(first), _starts_of_years(paid, settings, rates.periods), first)
    paid, begin = paid[~np.isnat(begin)], begin[~np.isnat(begin)]
    member, last = paid["member"].to_numpy(dtype=np.intp), paid["until"].to_numpy().astype("datetime64[D]")
    until = np.where(np.isnat(last), _years_later(begin, 1), last + np.timedelta64(1, "D"))
    sign = np.where(paid["kind"].isin((Kind.REFUND, Kind.CREDIT)), -1.0, 1.0)
    amount = pd.Series(np.abs(paid["amount"].to_numpy(dtype=float)) * sign, paid.index)
    fee = in_our_currency(amount, paid["currency"], member, begin, members, settings, rates)
    invoiced = paid["kind"].isin((Kind.INVOICE, Kind.CREDIT)).to_numpy()
    origin = {name: paid[name].to_numpy() for name in ("file", "row")}
    rows = pd.DataFrame({"member": member, "starts": begin, "ends": until, "fee": fee, "invoiced": invoiced, **origin})
    of_one_year = [rows["member"], rows["starts"]]
    has_payment = (rows["fee"].where(~rows["invoiced"], 0).groupby(of_one_year).transform("sum") > 0).to_numpy()
    rows = rows[~rows["invoiced"].to_numpy() | ~has_payment]
    grouped = rows.groupby(["member", "starts"], as_index=False)
    years = grouped.agg(ends=("ends", "max"), fee=("fee", "sum"), file=("file", "first"), row=("row", "first"))
    years = years[years["fee"] > 0]
    at = np.where(years["member"] < len(members), years["member"], len(members))
    since = np.append(members["joined"].to_numpy().astype("datetime64[D]"), np.datetime64("NaT", "D"))[at]
    begun, finish = (years[name].to_numpy().astype("datetime64[D]") for name in ("starts", "ends"))
    texts = {"status": "", "payment": "", "reason": "", "origin": "fees"}
    grade = np.append(members["grade"].to_numpy(dtype=object), "")[at]
    starts_late = np.where((since > begun) & (since < finish), since, begun)
    return in_order(years.assign(starts=starts_late, grade=grade, **texts))


def _starts_of_years(paid: pd.DataFrame, settings: Settings, periods: MemberPeriods) -> Days:
    """Return the first day of the year that each row is for: by `year`, else by the day on which it was paid."""
    whole, fees = settings.workspace.period, settings.workspace.fees
    member = paid["member"].to_numpy(dtype=np.intp)
    nobody = np.datetime64("NaT" if whole.own else whole.start, "D")
    at = np.where(member < len(periods.number), member, len(periods.number))
    start = np.append(periods.starts, nobody)[at]
    first_of_nobody = np.datetime64("NaT" if whole.own else fees.window(whole)[0], "D")
    first = np.append(periods.days(lambda period: fees.window(period)[0]), first_of_nobody)[at]
    years = years_of(paid["year"]).astype(np.float64)
    own_year = start.astype("datetime64[Y]").astype(np.float64) + 1970
    day = paid["paid"].to_numpy().astype("datetime64[D]")
    by_day = _whole_years(first, day)
    shift = np.where(years > 0, years - own_year, by_day)
    usable = ~np.isnan(shift) & ~np.isnat(start)
    return np.where(usable, _years_later(start, np.where(usable, shift, 0).astype(np.int64)), np.datetime64("NaT", "D"))


def _whole_years(first: Days, day: Days) -> FloatArray:
    """Return how many whole years lie between two days, rounded down; NaN where one is missing."""
    month = (day.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.float64)
    early = _day_of_month(day) < _day_of_month(first)
    return np.where(np.isnat(first) | np.isnat(day), np.nan, np.floor((month - early) / 12))


def _day_of_month(days: Days) -> NDArray[np.int64]:
    return np.asarray((days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64))


def _years_later(days: Days, years: NDArray[np.int64] | int) -> Days:
    """Return the same day some years later; that of 29 February is 28 February where the year has none."""
    month = days.astype("datetime64[M]") + np.asarray(years * 12).astype("timedelta64[M]")
    last = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64) - 1
    return np.asarray(month.astype("datetime64[D]") + np.minimum(_day_of_month(days), last))
