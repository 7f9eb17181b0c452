"""The fee of each member: what was paid for the period, else what was invoiced, in the member's currency."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.corrections import FieldCorrections, refuse_double_fees
from valuereport.combine.day_rates import DayRates
from valuereport.combine.fee_amounts import Sums, currency_paid_in, factors, signed_amounts, sums
from valuereport.combine.fee_rows import judge_rows, may_be_of_the_period
from valuereport.combine.fee_warnings import fee_warnings
from valuereport.combine.identity import Identity
from valuereport.combine.member_amounts import in_members_currency
from valuereport.combine.row_outcomes import REJECTED, Mask, RowOutcomes
from valuereport.errors import Problem
from valuereport.settings import Settings

_NO_PERIOD: Final = "no renewal date is recorded, so that nobody knows which year is meant"
_NO_RATE: Final = "the member's currency has no rate"
_JOINED_LATE: Final = "joined on the period's last day or later"
_UNKNOWN: Final = "a row of the fee cannot be read, so that the fee is not known"
_NOTHING: Final = "no fee paid in the period is recorded"
_COLUMNS: Final = {_NO_RATE: "currency", _NO_PERIOD: "renewal"}  # that say why; else it is the fee


def add_fees(
    members: pd.DataFrame,
    frame: pd.DataFrame,
    rejected: pd.DataFrame,
    identity: Identity,
    settings: Settings,
    rates: DayRates,
    corrected: FieldCorrections,
) -> tuple[pd.DataFrame, RowOutcomes]:
    """Return the members with `currency`, `fee`, `fee_basis`, `fee_source` and `obstacle`, and each row's outcome.

    The members' own amounts are in that currency, too. `rejected`: rows of fees of which a cell could not be read;
    `corrected`: the whole fees that people state.
    `obstacle` is the reason why no statement can be made, else empty.
    """
    outcomes = RowOutcomes("fees", frame)
    matched = identity.match(frame["member"])
    member = matched.member
    ids = pd.Series(np.append(members["member_id"].to_numpy(dtype=object), "")[np.maximum(member, -1)], frame.index)
    judged = judge_rows(frame, matched, ids, outcomes, settings, rates.periods)
    kinds = judged.kinds
    currency = _currencies(members, frame, member, outcomes.counted, settings)
    members, without_rate = in_members_currency(members.assign(currency=currency), settings, rates)
    outcomes.problems += without_rate
    amount = signed_amounts(frame, kinds, settings)
    paid_in = currency_paid_in(frame, member, currency)
    factor = factors(frame, paid_in, member, currency, outcomes.counted, rates)
    outcomes.refuse(
        outcomes.counted & np.isnan(factor),
        REJECTED,
        f"the currency has no rate into {settings.workspace.organisation.currency}",
        "the fee is not counted",
        column="currency",
        values=frame["currency"],
        members=ids,
    )
    own_fee = members["fee"].to_numpy(dtype=float)
    refuse_double_fees(frame, member, amount, paid_in, own_fee, outcomes, ids)
    rows = np.flatnonzero(outcomes.counted)
    fees = sums(member[rows], kinds[rows], amount[rows], factor[rows], paid_in[rows], len(members))
    members = _with_fees(members, frame.iloc[rows[fees.used]], member[rows[fees.used]], fees, settings)
    members, stated = corrected.change_fees(members)
    unknown = np.zeros(len(members), dtype=np.bool_)
    unknown[member[(judged.unclear | np.isnan(factor)) & (member >= 0)]] = True
    of_rejected = identity.match(rejected["member"]).member
    may_be = may_be_of_the_period(rejected, of_rejected, settings, rates.periods)
    unknown[of_rejected[may_be & (of_rejected >= 0)]] = True
    unknown[stated] = False
    obstacle = _obstacles(members, unknown, rates)
    skipped = {status.casefold() for status in settings.workspace.eligibility.skip_status}
    outcomes.problems += _about_members(members, obstacle, members["status"].str.casefold().isin(skipped).to_numpy())
    known = frame.assign(member=member, member_id=ids, kind=kinds, amount=amount, currency=paid_in)
    outcomes.problems += fee_warnings(known, outcomes, settings, rates.periods)
    return members.assign(obstacle=obstacle), outcomes


def _currencies(
    members: pd.DataFrame, frame: pd.DataFrame, member: NDArray[np.intp], counted: Mask, settings: Settings
) -> pd.Series:
    """Return each member's currency: as stated, else that of its earliest fee, else the organisation's."""
    home, stated = settings.workspace.organisation.currency, members["currency"].tolist()
    silent = np.append(np.array([not currency for currency in stated], dtype=np.bool_), False)
    rows = np.flatnonzero(counted & silent[np.maximum(member, -1)])
    fees = frame[["paid", "currency"]].iloc[rows].assign(member=member[rows]).sort_values(["paid", "currency"])
    first = fees.drop_duplicates("member")
    billed_in = dict(zip(first["member"].tolist(), first["currency"].tolist(), strict=True))
    return pd.Series(
        [(currency or billed_in.get(row) or home).upper() for row, currency in enumerate(stated)],
        index=members.index,
        dtype="str",
    )


def _with_fees(
    members: pd.DataFrame, rows: pd.DataFrame, member: NDArray[np.intp], fees: Sums, settings: Settings
) -> pd.DataFrame:
    """Return the members with their fee, its basis and where it comes from.

    A fee in the members' own export is compared with where no row of fees counts; nobody knows whether it was paid.
    """
    of_source = {one.name: one.vat_factor(settings.workspace.fee_basis) for one in settings.workspace.source}
    stated = members["fee"].to_numpy(dtype=float) * members["source"].map(of_source).to_numpy(dtype=float)
    recorded = ~np.isnan(fees.fee)
    fee = np.where(recorded, fees.fee, stated)
    basis = np.where(fee > 0, np.where(recorded & ~fees.invoiced, "paid", "invoiced"), "none")
    of_members = [
        f"{source} ({file}, the column fee)" if known else ""
        for source, file, known in zip(
            members["source"].tolist(), members["file"].tolist(), (~np.isnan(stated)).tolist(), strict=True
        )
    ]
    number_of_rows = Counter(zip(member.tolist(), rows["source"].tolist(), rows["file"].tolist(), strict=True))
    parts: dict[int, list[str]] = {}
    for (row, source, file), number in number_of_rows.items():
        parts.setdefault(row, []).append(f"{source} ({file}, {number} {'row' if number == 1 else 'rows'})")
    said = ["; ".join(parts[row]) if row in parts else of_members[row] for row in range(len(members))]
    return members.assign(fee=fee, fee_basis=pd.array(basis, dtype="str"), fee_source=pd.array(said, dtype="str"))


def _obstacles(members: pd.DataFrame, unknown: Mask, rates: DayRates) -> NDArray[np.str_]:
    """Return why a member can have no statement, the first that applies."""
    periods = rates.periods
    joined_late = members["joined"].to_numpy().astype("datetime64[D]") >= periods.days(lambda one: one.last_day)
    codes, currencies = pd.factorize(members["currency"])
    has_rate = ~np.isnan(rates.on_last_day([*currencies], codes))
    return np.select(
        [~periods.known, joined_late, ~has_rate, unknown, members["fee"].isna().to_numpy()],
        [_NO_PERIOD, _JOINED_LATE, _NO_RATE, _UNKNOWN, _NOTHING],
        "",
    )


def _about_members(members: pd.DataFrame, obstacle: NDArray[np.str_], skipped: Mask) -> list[Problem]:
    """Return what a person should correct. A member who has left pays no fee, so that is no problem.

    Who joined on the last day or later has a statement next year: nothing is to be corrected.
    """
    problems = []
    about_fee = np.where(obstacle == "", (members["fee"] == 0).to_numpy(), np.isin(obstacle, (_UNKNOWN, _NOTHING)))
    about_fee |= obstacle == _NO_PERIOD
    rows = np.flatnonzero((obstacle == _NO_RATE) | (about_fee & ~skipped))
    about = members.iloc[rows]
    columns = (about[name].tolist() for name in ("file", "row", "currency", "member_id"))
    for blocked, file, row, currency, member_id in zip(obstacle[rows].tolist(), *columns, strict=True):
        column, value = _COLUMNS.get(blocked, "fee"), currency if blocked == _NO_RATE else ""
        problems.append(
            Problem(
                "combine",
                "error" if blocked else "warning",
                blocked or "the fee is zero",
                "no statement is made" if blocked else "the statement compares nothing with the fee",
                file,
                row,
                column,
                value,
                member_id,
            )
        )
    return problems
