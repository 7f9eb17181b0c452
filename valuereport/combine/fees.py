"""The fee of each member: what was invoiced and paid in the period, in the member's currency."""

from __future__ import annotations

import numpy as np
import pandas as pd

from valuereport.combine.fate import DUPLICATE, OUTSIDE, REJECTED, UNMATCHED, Fates
from valuereport.combine.identity import Identity
from valuereport.errors import Problem
from valuereport.model.tables import PROVENANCE
from valuereport.settings import Settings

_NO_RATE = "the member's currency has no rate"


def add_fees(
    members: pd.DataFrame, frame: pd.DataFrame, identity: Identity, settings: Settings
) -> tuple[pd.DataFrame, Fates]:
    """Return the members with `currency`, `fee` and `obstacle` (why no figure can be had, else ""), and the fates."""
    workspace = settings.workspace
    rates = {currency: rate.rate for currency, rate in workspace.rates.items()}
    fates = Fates(frame)
    matched = identity.match(frame["member"])
    paid = frame["paid"].to_numpy()
    inside = (paid >= np.datetime64(workspace.period.start)) & (paid < np.datetime64(workspace.period.end))
    fates.give(~inside, OUTSIDE)
    fates.refuse(
        matched.member < 0,
        UNMATCHED,
        "no one member has this id or address",
        "the fee is counted for nobody",
        column="member",
        values=frame["member"],
    )
    content = [name for name in frame.columns if name not in PROVENANCE]
    fates.give(frame[content].duplicated().to_numpy(), DUPLICATE)

    usable = fates.open
    home = workspace.organisation.currency
    billed_in = dict(zip(matched.member[usable][::-1], frame["currency"].to_numpy()[usable][::-1], strict=True))
    currency = pd.Series(
        [(stated or billed_in.get(row) or home).upper() for row, stated in enumerate(members["currency"].tolist())],
        index=members.index,
        dtype="str",
    )
    paid_in = frame["currency"].str.upper()
    own = pd.Series(currency.to_numpy()[np.maximum(matched.member, 0)], index=frame.index) if len(members) else paid_in
    paid_in = paid_in.where(paid_in != "", own)
    # A fee in the member's own currency needs no rate here; a member whose currency has none is an obstacle below.
    factor = np.where(
        (paid_in == own).to_numpy(),
        1.0,
        paid_in.map(rates).to_numpy(dtype=float) / own.map(rates).to_numpy(dtype=float),
    )
    fates.refuse(
        np.isnan(factor),
        REJECTED,
        f"the currency has no rate into {home}",
        "the fee is not counted",
        column="currency",
        values=frame["currency"],
    )
    counted = fates.open
    sums = pd.Series((frame["amount"].to_numpy() * factor)[counted]).groupby(matched.member[counted]).sum()
    fee = sums.reindex(members.index)
    members = members.assign(currency=currency, fee=fee.fillna(members["fee"]))
    obstacle = np.select(
        [~members["currency"].isin(list(rates)).to_numpy(), members["fee"].isna().to_numpy()],
        [_NO_RATE, "no fee paid in the period is recorded"],
        "",
    )
    skipped = {status.casefold() for status in workspace.eligibility.skip_status}
    fates.problems += _about_members(members, obstacle, members["status"].str.casefold().isin(skipped).to_numpy())
    return members.assign(obstacle=obstacle), fates


def _about_members(members: pd.DataFrame, obstacle: np.ndarray, skipped: np.ndarray) -> list[Problem]:
    """Return what a person should put right; that who has left pays no fee is no news."""
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
