"""Histories as they were on a day, and with what earlier runs know: exports forget years that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.histories import Histories


def as_of(histories: Histories, day: date) -> Histories:
    """Return the histories without what happened on a day or later.

    A response without a date may have come at any time that the run knows of.
    """
    limit = np.datetime64(day, "D")
    uses, terms, responses = histories.engagements, histories.memberships, histories.responses
    begun = terms["starts"].to_numpy().astype("datetime64[D]") < limit
    answered = responses["date"].to_numpy().astype("datetime64[D]")
    told = (answered < limit) | (np.isnat(answered) & (day >= histories.as_at))
    return replace(
        histories,
        as_at=min(day, histories.as_at),
        engagements=uses[uses["date"].to_numpy().astype("datetime64[D]") < limit].reset_index(drop=True),
        memberships=terms[begun].reset_index(drop=True),
        responses=responses[told].reset_index(drop=True),
    )


def with_earlier(histories: Histories, earlier: Sequence[Histories]) -> Histories:
    """Return the histories with the members, memberships, engagements and responses that earlier runs alone know.

    Who had a statement in an earlier run was a member in its period, where no membership says so already. Of the uses
    of an activity in the period of a run, and of the responses of a wave, the histories count that hold more of them.
    """
    for one in sorted(earlier, key=lambda each: (each.start, each.run), reverse=True):
        histories = _with_one(histories, one)
    return histories


def _with_one(histories: Histories, earlier: Histories) -> Histories:
    members, number = _members(histories, earlier)
    memberships = _memberships(histories, earlier, number)
    engagements, activities = _engagements(histories, earlier, number)
    return replace(
        histories,
        members=members,
        memberships=memberships,
        engagements=engagements,
        activities=activities,
        responses=_responses(histories.responses, earlier.responses, number),
    )


def _members(histories: Histories, earlier: Histories) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the members with those of an earlier run behind them, and the number of each of the earlier run's."""
    known = pd.Index(histories.members["member_id"])
    at = known.get_indexer(pd.Index(earlier.members["member_id"]))
    new = earlier.members[at < 0].assign(current=False, edition="")
    at[at < 0] = np.arange(len(new)) + len(known)
    return pd.concat([histories.members, new], ignore_index=True), at.astype(np.int64)


def _memberships(histories: Histories, earlier: Histories, number: NDArray[np.int64]) -> pd.DataFrame:
    """Return the memberships with those of an earlier run that lie beside all that are known of a member."""
    recorded = earlier.memberships.assign(member=number[earlier.memberships["member"].to_numpy()])
    had = np.flatnonzero((earlier.members["edition"] != "").to_numpy())
    joined = earlier.members["joined"].to_numpy()[had]
    start, end = (np.datetime64(day, "s") for day in (earlier.start, earlier.end))
    of_run = pd.DataFrame(
        {
            "member": number[had],
            "starts": np.where((joined > start) & (joined < end), joined, start),
            "ends": end,
            "grade": earlier.members["grade"].to_numpy(dtype=object)[had],
            "fee": earlier.members["fee"].to_numpy()[had],
            **dict.fromkeys(("status", "payment", "reason", "file"), ""),
            "origin": "runs",
            "row": 0,
        }
    )
    found = histories.memberships
    for more in (recorded, of_run.astype(dict.fromkeys(("grade", "status", "payment", "reason", "file"), "str"))):
        found = pd.concat([found, more[~_known(found, more)]], ignore_index=True)
    return found.sort_values(["member", "starts"], kind="stable", ignore_index=True)[[*histories.memberships.columns]]


def _known(known: pd.DataFrame, more: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows overlap a membership of the same member that is known."""
    if known.empty or more.empty:
        return np.zeros(len(more), np.bool_)
    far = np.datetime64("9999-01-01", "s")
    left = more[["member", "starts", "ends"]].assign(nth=np.arange(len(more)))
    both = left.merge(known[["member", "starts", "ends"]], on="member", suffixes=("", "_known"))
    ends, ends_known = both["ends"].fillna(far), both["ends_known"].fillna(far)
    overlapping = both[(both["starts"] < ends_known) & (both["starts_known"] < ends)]
    found = np.zeros(len(more), np.bool_)
    found[overlapping["nth"].unique()] = True
    return found


def _engagements(
    histories: Histories, earlier: Histories, number: NDArray[np.int64]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    activities = (*histories.activities, *(one for one in earlier.activities if one not in histories.activities))
    place = np.array([activities.index(one) for one in earlier.activities], dtype=np.int16)
    now, then = histories.engagements, earlier.engagements
    then = then.assign(
        member=number[then["member"].to_numpy()].astype(np.int32), activity=place[then["activity"].to_numpy()]
    )
    start, end = (np.datetime64(day, "s") for day in (earlier.start, earlier.end))
    of_now, of_then = (((one["date"] >= start) & (one["date"] < end)).to_numpy() for one in (now, then))
    counts = [
        np.bincount(one["activity"].to_numpy()[within], minlength=len(activities))
        for one, within in ((now, of_now), (then, of_then))
    ]
    more = counts[1] > counts[0]
    kept = now[~(of_now & more[now["activity"].to_numpy()])]
    added = then[of_then & more[then["activity"].to_numpy()]]
    both = pd.concat([kept, added], ignore_index=True)
    return both.sort_values(["member", "date"], kind="stable", ignore_index=True), activities


def _responses(now: pd.DataFrame, then: pd.DataFrame, number: NDArray[np.int64]) -> pd.DataFrame:
    """Return the responses with those of the waves of which an earlier run holds more.

    `number`: that of each of the earlier run's members in these histories.
    """
    if then.empty:
        return now
    wave = (
        pd.concat([now[["survey", "wave"]], then[["survey", "wave"]]]).groupby(["survey", "wave"]).ngroup().to_numpy()
    )
    of_now, of_then = wave[: len(now)], wave[len(now) :]
    more = np.bincount(of_then, minlength=wave.max() + 1) > np.bincount(of_now, minlength=wave.max() + 1)
    member = np.append(number, -1)[then["member"].to_numpy()]
    shift = now["respondent"].max() + 1 if len(now) else 0
    then = then.assign(member=member.astype(np.int32), respondent=then["respondent"] + np.int32(shift))
    both = pd.concat([now[~more[of_now]], then[more[of_then]]])
    order = ["survey", "wave", "respondent", "question"]
    return both.sort_values(order, kind="stable", ignore_index=True)
