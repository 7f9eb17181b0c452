"""What insights read besides the period's history: memberships, former members, engagements of other years."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.day_rates import DayRates
from valuereport.combine.fee_rows import Kind, kinds_of
from valuereport.combine.former import Everyone
from valuereport.combine.intervals import hours_between
from valuereport.combine.memberships import recorded_memberships
from valuereport.combine.paid_memberships import paid_memberships
from valuereport.combine.row_outcomes import DUPLICATE, OUTSIDE, REJECTED, RowOutcomes
from valuereport.model.histories import UnknownWord
from valuereport.model.history import Past
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.ids import key_of
from valuereport.settings import Settings, Taxonomy

_SAME: Final = ("date", "end", "title", "quantity", "reference", "source")


def past_of(
    memberships: pd.DataFrame,
    fees: RowOutcomes,
    engagements: RowOutcomes,
    members: pd.DataFrame,
    everyone: Everyone,
    settings: Settings,
    rates: DayRates,
) -> tuple[Past, RowOutcomes]:
    """Return what lies outside the period, and the outcome of each row of `memberships`, the canonical frame.

    Where there is no log of memberships, the fees of all years stand in for it. `fees`, `engagements`: the outcomes of
    these frames' rows.
    """
    known, outcomes = pd.DataFrame(), RowOutcomes("memberships", memberships)
    if len(memberships):
        known, outcomes = recorded_memberships(memberships, members, everyone, settings, rates)
    paid = fees.frame.assign(member=everyone.match(fees.frame["member"]), kind=kinds_of(fees.frame))
    paid = paid[(paid["member"] >= 0) & ~np.isin(fees.of_row, (REJECTED, DUPLICATE))]
    if known.empty:
        known = paid_memberships(paid, members, settings, rates)
    uses, unknown = _engagements(engagements, everyone, settings.judgement.taxonomy)
    payments = paid[(paid["kind"] == Kind.PAYMENT) & paid["paid"].notna()]
    found = Past(
        former=everyone.former[["member_id", "name"]],
        memberships=known,
        engagements=uses,
        payments=payments[["member", "paid"]].sort_values(["member", "paid"], kind="stable", ignore_index=True),
        seen=_last_use_by_address(engagements, members, everyone),
        unknown_words=unknown,
    )
    return found, outcomes


def _last_use_by_address(outcomes: RowOutcomes, members: pd.DataFrame, everyone: Everyone) -> pd.DataFrame:
    """Return `member` and `date`: the last day on which a source knew the member by the address that mail goes to."""
    codes, keys = pd.factorize(outcomes.frame["member"])
    first = [key_of(one.partition(KEY_SEPARATOR)[0]) for one in members["emails"].tolist()]
    whose = everyone.match(pd.Series(keys, dtype="str"))
    by_address = np.array(
        [
            0 <= row < len(first) and first[row] != "" and first[row] in map(key_of, str(joined).split(KEY_SEPARATOR))
            for row, joined in zip(whose.tolist(), keys, strict=True)
        ],
        dtype=np.bool_,
    )
    rows = np.flatnonzero(by_address[codes]) if len(keys) else np.empty(0, np.intp)
    used = pd.DataFrame({"member": whose[codes[rows]], "date": outcomes.frame["date"].to_numpy()[rows]})
    return used.groupby("member", as_index=False).max()


def former_rows(memberships: pd.DataFrame, fees: pd.DataFrame, outside: NDArray[np.bool_]) -> pd.DataFrame:
    """Return `member` and `name` of the rows by which former members are known; of fees, those outside the period."""
    return memberships[["member", "name"]] if len(memberships) else fees.loc[outside, ["member"]].assign(name="")


def _engagements(
    outcomes: RowOutcomes, everyone: Everyone, taxonomy: Taxonomy
) -> tuple[pd.DataFrame, tuple[UnknownWord, ...]]:
    """Return the engagements that are of other years or of former members, each once; and the words of no activity."""
    frame = outcomes.frame
    known = {label.casefold(): row for row, one in enumerate(taxonomy.activity) for label in (one.id, *one.matches)}
    codes, labels = pd.factorize(frame["activity"])
    activity = np.array([*(known.get(str(label).casefold(), -1) for label in labels), -1], dtype=np.intp)[codes]
    unknown = frame.loc[activity < 0, ["source", "activity"]].astype("str")
    counted = unknown.groupby(["source", "activity"]).size().reset_index(name="uses")
    columns = (counted[name].tolist() for name in ("source", "activity", "uses"))
    words = tuple(UnknownWord(*one) for one in zip(*columns, strict=True))
    rows = np.flatnonzero(np.equal(outcomes.of_row, OUTSIDE) & (activity >= 0))
    member = everyone.match(frame["member"].iloc[rows])
    hours = hours_between(frame.iloc[rows])
    said = frame["quantity"].to_numpy(dtype=float)[rows]
    quantity = np.where(np.isnan(said), np.where(np.isnan(hours), 1.0, hours), said)
    same = frame[[*_SAME, "member"]].iloc[rows].assign(activity=activity[rows])
    kept = (member >= 0) & (quantity > 0) & ~same.duplicated().to_numpy()
    uses = pd.DataFrame(
        {
            "member": member[kept],
            "activity": activity[rows][kept],
            "date": frame["date"].to_numpy()[rows][kept],
            "quantity": quantity[kept],
        }
    )
    return uses, words
