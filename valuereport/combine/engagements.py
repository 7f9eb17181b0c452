"""Engagements: matched, mapped through the taxonomy, inside the period, each counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.fate import DUPLICATE, MERGED, OUTSIDE, REJECTED, UNMATCHED, Fates
from valuereport.combine.identity import AMBIGUOUS, NOBODY, Identity, Matched
from valuereport.combine.intervals import hours_covered
from valuereport.settings import Settings, Taxonomy

_KEPT = ("date", "title", "currency", "source", "file", "row")
_MONEY = ("amount", "price_paid", "list_price")


def combine_engagements(
    frame: pd.DataFrame, members: pd.DataFrame, identity: Identity, settings: Settings
) -> tuple[pd.DataFrame, Fates]:
    """Return the counted engagements as History describes them, and the fate of each row."""
    fates = Fates(frame)
    matched = identity.match(frame["member"])
    member_ids = _ids_of(matched.member, members)
    _keep_period(frame, settings, fates)
    _match(frame, matched, fates)
    activity = _map_activities(frame, settings.judgement.taxonomy, fates, member_ids)
    _keep_membership(frame, matched, members, fates, member_ids)
    money = _money(frame, settings, fates, member_ids)
    quantity = _quantities(frame, settings, fates, member_ids)
    _drop_duplicates(frame, matched, activity, fates)
    quantity = _merge_rejoins(frame, matched, activity, quantity, settings, fates)

    rows = np.flatnonzero(fates.open)
    rows = rows[_by_member_and_date(matched.member[rows], frame["date"].to_numpy()[rows])]
    kept = {name: frame[name].array.take(rows) for name in _KEPT}
    made = {
        "member": matched.member[rows],
        "contact": matched.contact[rows],
        "activity": activity[rows],
        "quantity": quantity[rows],
        **{name: amounts[rows] for name, amounts in money.items()},
    }
    return pd.DataFrame({**kept, **made}, copy=False), fates


def _by_member_and_date(member: NDArray[np.intp], date: NDArray[np.datetime64]) -> NDArray[np.intp]:
    """Return the order of member and date.

    Rows arrive in the order of source, file and row; stable sorts keep that order within a member's moment. They are
    quick here: exports are in the order of their dates, and NumPy sorts numbers of 16 bits by counting.
    """
    order = np.argsort(date, kind="stable")
    small = member.astype(np.min_scalar_type(member.max(initial=0)))
    return order[np.argsort(small[order], kind="stable")]


def _ids_of(rows: NDArray[np.intp], members: pd.DataFrame) -> pd.Series:
    """Return the member id of each row number, "" where there is none."""
    ids = pd.Index([*members["member_id"].tolist(), ""], dtype="str")
    return pd.Series(pd.Categorical.from_codes(np.where(rows < 0, len(members), rows), ids))


def _match(frame: pd.DataFrame, matched: Matched, fates: Fates) -> None:
    keys = frame["member"]
    for code, reason in (
        (NOBODY, "no member or contact has this id or address"),
        (AMBIGUOUS, "several members have this id or address"),
    ):
        fates.refuse(matched.member == code, UNMATCHED, reason, "counted for nobody", "member", keys, "warning")


def _map_activities(frame: pd.DataFrame, taxonomy: Taxonomy, fates: Fates, member_ids: pd.Series) -> NDArray[np.intp]:
    known = {
        label.casefold(): row
        for row, activity in enumerate(taxonomy.activity)
        for label in (activity.id, *activity.matches)
    }
    codes, labels = pd.factorize(frame["activity"])
    rows = np.array([known.get(label.casefold(), -1) for label in labels], dtype=np.intp)
    activity = rows[codes] if len(rows) else np.empty(0, dtype=np.intp)
    fates.refuse(
        activity < 0,
        REJECTED,
        "the taxonomy has no activity of this name",
        "not counted; add the name to an activity's matches",
        "activity",
        frame["activity"],
        members=member_ids,
    )
    return activity


def _keep_period(frame: pd.DataFrame, settings: Settings, fates: Fates) -> None:
    period = settings.workspace.period
    dates = frame["date"].to_numpy()
    fates.give(~((dates >= np.datetime64(period.start)) & (dates < np.datetime64(period.end))), OUTSIDE)


def _keep_membership(
    frame: pd.DataFrame, matched: Matched, members: pd.DataFrame, fates: Fates, member_ids: pd.Series
) -> None:
    joined = np.append(members["joined"].to_numpy().astype("datetime64[D]"), np.datetime64("NaT", "D"))
    since = joined[np.where(matched.member < 0, len(members), matched.member)]
    early = frame["date"].to_numpy().astype("datetime64[D]") < since
    fates.refuse(
        early,
        REJECTED,
        "the engagement is dated before the member joined",
        "not counted",
        "date",
        frame["date"],
        "warning",
        member_ids,
    )


def _money(
    frame: pd.DataFrame, settings: Settings, fates: Fates, member_ids: pd.Series
) -> dict[str, NDArray[np.float64]]:
    """Return every amount in the organisation's currency."""
    home = settings.workspace.organisation.currency
    codes, currencies = pd.factorize(frame["currency"])
    rates = {currency: rate.rate for currency, rate in settings.workspace.rates.items()}
    of_currency = np.array([rates.get((name or home).upper(), np.nan) for name in currencies], dtype=float)
    rate = of_currency[codes] if len(currencies) else np.empty(0)
    money = {name: frame[name].to_numpy(dtype=float) for name in _MONEY}
    priced = ~np.logical_and.reduce([np.isnan(amounts) for amounts in money.values()])
    fates.refuse(
        priced & np.isnan(rate),
        REJECTED,
        f"the currency has no rate into {home}",
        "not counted; add a rate to the settings",
        "currency",
        frame["currency"],
        members=member_ids,
    )
    return {name: amounts * rate for name, amounts in money.items()}


def _quantities(frame: pd.DataFrame, settings: Settings, fates: Fates, member_ids: pd.Series) -> NDArray[np.float64]:
    """Return the quantity of each row: as recorded, else the hours of its interval, else one."""
    quantity = frame["quantity"].to_numpy(dtype=float).copy()
    hours = (frame["end"].to_numpy() - frame["date"].to_numpy()) / np.timedelta64(1, "h")
    fates.refuse(hours < 0, REJECTED, "the end is before the start", "not counted", "end", members=member_ids)
    quantity = np.where(np.isnan(quantity), hours, quantity)
    feeds = {source.name for source in settings.workspace.source if {"quantity", "end"} & set(source.columns)}
    fates.refuse(
        np.isnan(quantity) & frame["source"].isin(feeds).to_numpy(),
        REJECTED,
        "the quantity is empty",
        "not counted: no data means no value",
        "quantity",
        members=member_ids,
    )
    return np.where(np.isnan(quantity), 1.0, quantity)


def _drop_duplicates(frame: pd.DataFrame, matched: Matched, activity: NDArray[np.intp], fates: Fates) -> None:
    """Drop what is equal in everything that a source tells; not in file and row, since exports overlap."""
    rows = np.flatnonzero(fates.open)
    # Only rows of one member at one moment can be equal: a look at these two leaves few to compare in everything.
    moment = frame["date"].to_numpy()[rows].astype(np.int64) * (matched.member.max(initial=0) + 1)
    rows = rows[pd.Series(moment + matched.member[rows]).duplicated(keep=False).to_numpy()]
    texts = {name: frame[name].cat.codes.to_numpy()[rows] for name in ("source", "title", "currency", "reference")}
    numbers = {name: frame[name].to_numpy(dtype=float)[rows] for name in ("quantity", *_MONEY)}
    times = {name: frame[name].to_numpy()[rows].astype(np.int64) for name in ("date", "end")}
    whose = {"member": matched.member[rows], "contact": matched.contact[rows], "activity": activity[rows]}
    repeated = np.zeros(len(frame), dtype=bool)
    repeated[rows] = pd.DataFrame({**whose, **times, **texts, **numbers}, copy=False).duplicated().to_numpy()
    fates.give(repeated, DUPLICATE)


def _merge_rejoins(
    frame: pd.DataFrame,
    matched: Matched,
    activity: NDArray[np.intp],
    quantity: NDArray[np.float64],
    settings: Settings,
    fates: Fates,
) -> NDArray[np.float64]:
    merging = {source.name for source in settings.workspace.source if source.merge_intervals}
    rows = np.flatnonzero(frame["source"].isin(merging).to_numpy() & fates.open & frame["end"].notna().to_numpy())
    if not len(rows):
        return quantity
    part = frame[["source", "title", "date"]].iloc[rows]
    occasion = (
        part.assign(
            day=part["date"].dt.normalize(),
            member=matched.member[rows],
            contact=matched.contact[rows],
            activity=activity[rows],
        )
        .groupby(["source", "member", "contact", "activity", "title", "day"], sort=False)
        .ngroup()
    )
    hours, stands = hours_covered(
        occasion.to_numpy().astype(np.int64), frame["date"].iloc[rows], frame["end"].iloc[rows]
    )
    absorbed = np.zeros(len(frame), dtype=bool)
    absorbed[rows[~stands]] = True
    fates.give(absorbed, MERGED)
    merged = quantity.copy()
    merged[rows[stands]] = hours[stands]
    return merged
