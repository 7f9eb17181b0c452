"""Engagements: matched, mapped through the taxonomy, inside the period, each counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.corrections import refuse_double_engagements
from valuereport.combine.day_rates import DayRates
from valuereport.combine.engagement_amounts import MONEY, OWN_CURRENCY, engagement_amounts
from valuereport.combine.former import Everyone
from valuereport.combine.identity import AMBIGUOUS, NOBODY, Identity, Matched
from valuereport.combine.intervals import Visits, hours_between, in_utc, visits
from valuereport.combine.row_outcomes import DUPLICATE, MERGED, OUTSIDE, REJECTED, UNMATCHED, RowOutcomes
from valuereport.combine.unknown_activities import unknown_activities
from valuereport.model.correction import CORRECTIONS
from valuereport.settings import Settings, Taxonomy
from valuereport.settings.member_periods import MemberPeriods

_SAME_TEXTS = ("source", "title", "currency", *OWN_CURRENCY.values(), "reference")
_KEPT = ("date", "title", "currency", "reference", "source", "file", "row")


def combine_engagements(
    frame: pd.DataFrame,
    members: pd.DataFrame,
    identity: Identity,
    everyone: Everyone,
    settings: Settings,
    rates: DayRates,
) -> tuple[pd.DataFrame, RowOutcomes]:
    """Return the counted engagements as History describes them, and the outcome of each row.

    The index of the engagements are their positions in `frame`. Those of former members lie outside.
    """
    outcomes = RowOutcomes("engagements", frame)
    matched = identity.match(frame["member"])
    member_ids = _ids_of(matched.member, members)
    _keep_period(frame, matched, rates.periods, outcomes)
    outcomes.assign((matched.member == NOBODY) & (everyone.match_former(frame["member"]) >= 0), OUTSIDE)
    _match(frame, matched, outcomes)
    activity = _map_activities(frame, settings.judgement.taxonomy, outcomes)
    _keep_membership(frame, matched, members, outcomes, member_ids)
    money = engagement_amounts(frame, matched, members, settings, outcomes, member_ids, rates)
    quantity = _quantities(frame, activity, settings, outcomes, member_ids)
    refuse_double_engagements(frame, matched.member, activity, outcomes, member_ids)
    _drop_duplicates(frame, matched, activity, outcomes)
    quantity = _merge_rejoins(frame, matched, activity, quantity, settings, outcomes, member_ids)

    rows = np.flatnonzero(outcomes.counted)
    rows = rows[_by_member_and_date(matched.member[rows], frame["date"].to_numpy()[rows])]
    kept = {name: frame[name].array.take(rows) for name in _KEPT}
    matched_columns = {
        "member": matched.member[rows],
        "contact": matched.contact[rows],
        "activity": activity[rows],
        "quantity": quantity[rows],
        **{name: amounts[rows] for name, amounts in money.items()},
    }
    return pd.DataFrame({**kept, **matched_columns}, index=rows, copy=False), outcomes


def _by_member_and_date(member: NDArray[np.intp], date: NDArray[np.datetime64]) -> NDArray[np.intp]:
    """Return the order of member and date.

    Rows arrive in the order of source, file and row; stable sorts keep that order within a member's moment. Both sorts
    are fast: exports are in the order of their dates, and NumPy sorts numbers of 16 bits by counting.
    """
    order = np.argsort(date, kind="stable")
    small = member.astype(np.min_scalar_type(member.max(initial=0)))
    return order[np.argsort(small[order], kind="stable")]


def _ids_of(rows: NDArray[np.intp], members: pd.DataFrame) -> pd.Series:
    """Return the member id of each row number, "" where there is none."""
    ids = pd.Index([*members["member_id"].tolist(), ""], dtype="str")
    return pd.Series(pd.Categorical.from_codes(np.where(rows < 0, len(members), rows), ids))


def _match(frame: pd.DataFrame, matched: Matched, outcomes: RowOutcomes) -> None:
    keys = frame["member"]
    for code, reason in (
        (NOBODY, "no member or contact has this id or address"),
        (AMBIGUOUS, "several members have this id or address"),
    ):
        outcomes.refuse(matched.member == code, UNMATCHED, reason, "counted for nobody", "member", keys, "warning")


def _map_activities(frame: pd.DataFrame, taxonomy: Taxonomy, outcomes: RowOutcomes) -> NDArray[np.intp]:
    known = {
        label.casefold(): row
        for row, activity in enumerate(taxonomy.activity)
        for label in (activity.id, *activity.matches)
    }
    codes, labels = pd.factorize(frame["activity"])
    rows = np.array([known.get(label.casefold(), -1) for label in labels], dtype=np.intp)
    activity = rows[codes] if len(rows) else np.empty(0, dtype=np.intp)
    unknown = outcomes.assign(activity < 0, REJECTED)
    outcomes.problems += unknown_activities(frame, unknown, taxonomy) if unknown.any() else ()
    return activity


def _keep_period(frame: pd.DataFrame, matched: Matched, periods: MemberPeriods, outcomes: RowOutcomes) -> None:
    """Keep what lies in its member's period; what is nobody's, where it lies in the span of all."""
    outcomes.assign(~periods.contains(matched.member, frame["date"].to_numpy()), OUTSIDE)


def _keep_membership(
    frame: pd.DataFrame, matched: Matched, members: pd.DataFrame, outcomes: RowOutcomes, member_ids: pd.Series
) -> None:
    joined = np.append(members["joined"].to_numpy().astype("datetime64[D]"), np.datetime64("NaT", "D"))
    since = joined[np.where(matched.member < 0, len(members), matched.member)]
    early = frame["date"].to_numpy().astype("datetime64[D]") < since
    outcomes.refuse(
        early,
        REJECTED,
        "the engagement is dated before the member joined",
        "not counted",
        "date",
        frame["date"],
        "warning",
        member_ids,
    )


def _quantities(
    frame: pd.DataFrame,
    activity: NDArray[np.intp],
    settings: Settings,
    outcomes: RowOutcomes,
    member_ids: pd.Series,
) -> NDArray[np.float64]:
    """Return the quantity of each row: as recorded, else the hours of its interval, else one.

    One is right for what is counted in times. Hours that a source should tell and does not tell are not known.
    """
    quantity = frame["quantity"].to_numpy(dtype=float).copy()
    hours = hours_between(frame)
    outcomes.refuse(hours < 0, REJECTED, "the end is before the start", "not counted", "end", members=member_ids)
    quantity = np.where(np.isnan(quantity), hours, quantity)
    in_hours = np.array([*(one.unit == "hours" for one in settings.judgement.taxonomy.activity), False])
    feeds = {source.name for source in settings.workspace.source if {"quantity", "end"} & set(source.columns)}
    feeds |= {*frame["source"][~np.isnan(quantity)]}  # a preset's columns hang on the file
    feeds.add(CORRECTIONS)
    outcomes.refuse(
        np.isnan(quantity) & in_hours[activity] & frame["source"].isin(feeds).to_numpy(),
        REJECTED,
        "the quantity is empty, and the activity is counted in hours",
        "not counted: no data means no value",
        "quantity",
        members=member_ids,
    )
    outcomes.refuse(
        quantity == 0,
        REJECTED,
        "the quantity is zero",
        "not counted: it is no use",
        "quantity",
        severity="warning",
        members=member_ids,
    )
    return np.where(np.isnan(quantity), 1.0, quantity)


def _drop_duplicates(frame: pd.DataFrame, matched: Matched, activity: NDArray[np.intp], outcomes: RowOutcomes) -> None:
    """Drop rows that are equal in all columns of the source; file and row may differ, since exports overlap.

    One moment in two UTC offsets is equal; a moment without an offset is equal to none that has one.
    """
    rows = np.flatnonzero(outcomes.counted)
    moments = {name: in_utc(frame, name) for name in ("date", "end")}
    # Only rows of one member at one moment can be equal. These two columns leave few rows to compare in all columns.
    moment = moments["date"][rows].astype(np.int64) * (matched.member.max(initial=0) + 1)
    rows = rows[pd.Series(moment + matched.member[rows]).duplicated(keep=False).to_numpy()]
    texts = {name: frame[name].cat.codes.to_numpy()[rows] for name in _SAME_TEXTS}
    numbers = {name: frame[name].to_numpy(dtype=float)[rows] for name in ("quantity", *MONEY)}
    times = {name: moment[rows].astype(np.int64) for name, moment in moments.items()}
    times["offset"] = frame["date_offset"].notna().to_numpy()[rows].astype(np.int64)
    people = {"member": matched.member[rows], "contact": matched.contact[rows], "activity": activity[rows]}
    repeated = np.zeros(len(frame), dtype=bool)
    repeated[rows] = pd.DataFrame({**people, **times, **texts, **numbers}, copy=False).duplicated().to_numpy()
    outcomes.assign(repeated, DUPLICATE)


def _merge_rejoins(
    frame: pd.DataFrame,
    matched: Matched,
    activity: NDArray[np.intp],
    quantity: NDArray[np.float64],
    settings: Settings,
    outcomes: RowOutcomes,
    member_ids: pd.Series,
) -> NDArray[np.float64]:
    """Return the quantities, with the hours of a visit in its first row. A visit belongs to the period it begins in."""
    merging = {source.name for source in settings.workspace.source if source.merge_intervals}
    usable = (matched.member >= 0) & (activity >= 0) & (hours_between(frame) >= 0)
    usable &= outcomes.counted | (outcomes.of_row == OUTSIDE)
    rows = np.flatnonzero(frame["source"].isin(merging).to_numpy() & usable)
    if not len(rows):
        return quantity
    found = _visits(frame, matched, activity, rows)
    without = np.isnan(frame["date_offset"].to_numpy(dtype=float)[rows])
    mixed = without & ~pd.Series(without).groupby(found.visit).transform("all").to_numpy()
    if mixed.any():
        outcomes.refuse(
            _mask(len(frame), rows[mixed]),
            REJECTED,
            "other rows of this visit have UTC offsets, and this one has none",
            "not counted: nobody knows whether it is the same time",
            "date",
            frame["date"],
            members=member_ids,
        )
        rows = rows[~mixed]
        found = _visits(frame, matched, activity, rows)
    outcomes.assign(_mask(len(frame), rows[~found.first]), MERGED)
    merged = quantity.copy()
    merged[rows[found.first]] = found.hours[found.first]
    return merged


def _visits(frame: pd.DataFrame, matched: Matched, activity: NDArray[np.intp], rows: NDArray[np.intp]) -> Visits:
    """Return the visits of some rows: those of one person to one title of one source."""
    same = frame[["source", "title"]].iloc[rows]
    same = same.assign(member=matched.member[rows], contact=matched.contact[rows], activity=activity[rows])
    series = same.groupby([*same.columns], sort=False, observed=True).ngroup().to_numpy().astype(np.int64)
    day = frame["date"].to_numpy()[rows].astype("datetime64[D]").astype(np.int64)
    return visits(series, day, in_utc(frame, "date")[rows], in_utc(frame, "end")[rows])


def _mask(count: int, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool)
    mask[rows] = True
    return mask
