"""The fee of each member: what was invoiced and paid in the period, in the member's currency."""

from __future__ import annotations

import numpy as np
import pandas as pd

from valuereport.combine.identity import Identity
from valuereport.combine.row_outcomes import DUPLICATE, OUTSIDE, REJECTED, UNMATCHED, RowOutcomes
from valuereport.errors import Problem
from valuereport.model.tables import PROVENANCE
from valuereport.settings import Settings

_NO_RATE = "the member's currency has no rate"


def add_fees(
    members: pd.DataFrame, frame: pd.DataFrame, identity: Identity, settings: Settings
) -> tuple[pd.DataFrame, RowOutcomes]:
    """Return the members with `currency`, `fee` and `obstacle`, and the outcome of each row of fees.

    `obstacle` is the reason why no statement can be made, else empty.
    """
    workspace = settings.workspace
    rates = {currency: rate.rate for currency, rate in workspace.rates.items()}
    outcomes = RowOutcomes(frame)
    matched = identity.match(frame["member"])
    paid = frame["paid"].to_numpy()
    inside = (paid >= np.datetime64(workspace.period.start)) & (paid < np.datetime64(workspace.period.end))
    outcomes.assign(~inside, OUTSIDE)
    outcomes.refuse(
        matched.member < 0,
        UNMATCHED,
        "no one member has this id or address",
        "the fee is counted for nobody",
        column="member",
        values=frame["member"],
    )
    content = [name for name in frame.columns if name not in PROVENANCE]
    outcomes.assign(frame[content].duplicated().to_numpy(), DUPLICATE)

    usable = outcomes.counted
    home = workspace.organisation.currency
    billed_in = dict(zip(matched.member[usable][::-1], frame["currency"].to_numpy()[usable][::-1], strict=True))
    currency = pd.Series(
        [(stated or billed_in.get(row) or home).upper() for row, stated in enumerate(members["currency"].tolist())],
        index=members.index,
        dtype="str",
    )
    paid_in = frame["currency"].str.upper()
    member_currency = paid_in
    if len(members):
        member_currency = pd.Series(currency.to_numpy()[np.maximum(matched.member, 0)], index=frame.index)
    paid_in = paid_in.where(paid_in != "", member_currency)
    # A fee in the member's own currency needs no rate here; a member whose currency has none is an obstacle below.
    factor = np.where(
        (paid_in == member_currency).to_numpy(),
        1.0,
        paid_in.map(rates).to_numpy(dtype=float) / member_currency.map(rates).to_numpy(dtype=float),
    )
    outcomes.refuse(
        np.isnan(factor),
        REJECTED,
        f"the currency has no rate into {home}",
        "the fee is not counted",
        column="currency",
        values=frame["currency"],
    )
    counted = outcomes.counted
    sums = pd.Series((frame["amount"].to_numpy() * factor)[counted]).groupby(matched.member[counted]).sum()
    fee = sums.reindex(members.index)
    basis = np.select([fee.notna(), members["fee"].notna()], ["paid", "invoiced"], "none")
    members = members.assign(
        currency=currency, fee=fee.fillna(members["fee"]), fee_basis=pd.array(basis, dtype="str"), fee_source=""
    )
    obstacle = np.select(
        [~members["currency"].isin(list(rates)).to_numpy(), members["fee"].isna().to_numpy()],
        [_NO_RATE, "no fee paid in the period is recorded"],
        "",
    )
    skipped = {status.casefold() for status in workspace.eligibility.skip_status}
    outcomes.problems += _about_members(members, obstacle, members["status"].str.casefold().isin(skipped).to_numpy())
    return members.assign(obstacle=obstacle), outcomes


def _about_members(members: pd.DataFrame, obstacle: np.ndarray, skipped: np.ndarray) -> list[Problem]:
    """Return what a person should correct. A member who has left pays no fee, so that is no problem."""
    problems = []
    about_fee = np.where(obstacle == "", (members["fee"] == 0).to_numpy(), obstacle != _NO_RATE)
    rows = np.flatnonzero((obstacle == _NO_RATE) | (about_fee & ~skipped))
    about = members.iloc[rows]
    columns = (about[name].tolist() for name in ("file", "row", "currency", "member_id"))
    for blocked, file, row, currency, member_id in zip(obstacle[rows].tolist(), *columns, strict=True):
        column, value = ("currency", currency) if blocked == _NO_RATE else ("fee", "")
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
