"""Details of members grow old: how fresh each kind is, and which ones to verify first.

Freshness p = 2 ^ (-age / half-life), the age in months (of 30.4375 days) since a detail was last known to be right. A
detail of which nobody knows when it was right is as old as its half-life, or as the membership where that is younger:
what is not known is not fresh (p = 1/2), and yet no likelier wrong than right. Of a field that has no day for anybody
nothing is said, and nothing of it is in the queue.

The queue holds what is at least as likely wrong as right (p(stale) >= 1/2) and what came back for good (a hard bounce,
p(stale) = 1). First what came back, then by p(stale) x consequence:

    consequence = (1 + the statement's value / the median value, at most 3 more) x 2 where the membership is due within
                  120 days, or was and is in its grace x 4 for the only channel to the member, 2 for another channel

An unknown value is taken for the median. This ranks entries of an address book, by how likely they are wrong and by
what hangs on them, and says nothing of what a person does: it is the accuracy that data protection asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.renewals import Renewals
from valuereport.model.histories import FIELDS, Histories
from valuereport.model.insight import Decay, FieldDecay, MemberList, Withheld
from valuereport.settings.insights import InsightRules

Days = NDArray[np.datetime64]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

ENOUGH: Final = 20
"""Bounces from which on a half-life is measured: its standard error is then under a quarter (1 / sqrt(20))."""

FIRST: Final = 50
SOON: Final = 120  # days
CHANNELS: Final = ("email", "phone", "address")
COLUMNS: Final = ("member_id", "name", "field", "value", "last_checked", "p_stale", "why")

_MONTH: Final = 30.4375  # days
_MOST_VALUE: Final = 3.0
_WHYS: Final = ("came back for good", "never checked", "older than its half-life", "membership due", "the only channel")
"""What a row of the queue says, a bit each."""


def measured_half_life(seen: Days, until: Days, bounced: Mask) -> float | None:
    """Return after how many months half of the details are wrong; None where too few came back to say so.

    `seen`: when each detail was first used; `until`: when it came back, where `bounced`, else when it was last known to
    be right. Exponential: the hazard is bounces / months of exposure, the half-life ln 2 / hazard.
    """
    exposure, bounces = float(np.nansum(_months(seen, until).clip(0))), int(bounced.sum())
    return exposure * float(np.log(2)) / bounces if bounces >= ENOUGH and exposure > 0 else None


def fresh_after(months: Numbers | float, half_life: Numbers | float) -> Numbers:
    """Return how likely a detail is still right."""
    return np.asarray(np.exp2(-np.maximum(months, 0) / half_life))


def decay(
    histories: Histories,
    renewals: Renewals,
    rules: InsightRules,
    measured: Mapping[str, float],
    bounced: Collection[str] = (),
) -> tuple[Decay, MemberList] | Withheld:
    """Return how fresh the details of current members are, and the queue; or why that cannot be said.

    `measured`: half-lives in months by field, where there are enough bounces; `bounced`: ids of members whose email
    came back for good.
    """
    members = histories.members[histories.members["current"].to_numpy(dtype=np.bool_)]
    values = np.column_stack([members[name].to_numpy(dtype=object) for name in FIELDS])
    checked = np.column_stack([members[f"{name}_checked"].to_numpy().astype("datetime64[D]") for name in FIELDS])
    known = values.astype(np.bool_)
    dated = known & (checked < np.datetime64(histories.as_at))  # NaT is not: nor is a day that is still to come
    back = known & np.array([name == "email" for name in FIELDS]) & _among(members, bounced)[:, None]
    if not dated.any() and not back.any():
        return Withheld("no_dates")
    judged = known & (dated.any(axis=0) | back)
    half_lives = {name: float(measured.get(name) or getattr(rules.half_life, name)) for name in FIELDS}
    stale = np.where(back, 1.0, np.where(judged, _stale(histories, members, checked, dated, half_lives), 0.0))
    due = _due(histories, renewals, rules)[members.index.to_numpy()]
    only = known & ~back & np.array([name in CHANNELS for name in FIELDS])
    only &= (only.sum(axis=1) == 1)[:, None]
    rank = np.where(back, np.inf, stale * _consequence(members, due, only))
    place = np.flatnonzero((stale >= 0.5) & judged)
    place = place[np.argsort(-rank.ravel()[place], kind="stable")]
    of_member = np.broadcast_to(due[:, None], known.shape)
    reasons = np.stack([back, ~dated & ~back, dated & ~back, of_member, only], axis=-1)
    fields = tuple(
        FieldDecay(
            field=name,
            known=int(known[:, at].sum()),
            dated=int(dated[:, at].sum()),
            half_life=half_lives[name],
            basis="measured" if measured.get(name) else "assumed",
            fresh=float(1 - stale[:, at].sum() / known[:, at].sum()) if dated[:, at].any() else None,
            stale=float(stale[:, at].sum()),
        )
        for at, name in enumerate(FIELDS)
    )
    first = place[:FIRST]
    row = place // len(FIELDS)
    columns: Sequence[Sequence[object]] = [
        members["member_id"].to_numpy(dtype=object)[row].tolist(),
        members["name"].to_numpy(dtype=object)[row].tolist(),
        np.array(FIELDS, dtype=object)[place % len(FIELDS)].tolist(),
        values.ravel()[place].tolist(),
        np.where(dated, checked, np.datetime64("NaT")).ravel()[place].tolist(),
        np.round(stale.ravel()[place], 2).tolist(),
        _why(reasons.reshape(-1, len(_WHYS))[place]),
    ]
    listed = MemberList("verification", COLUMNS, tuple(zip(*columns, strict=True)))
    undated = int((~dated & ~back).ravel()[first].sum())
    return Decay(fields, len(place), len(first), float(stale.ravel()[first].sum()), undated), listed


def _stale(
    histories: Histories, members: pd.DataFrame, checked: Days, dated: Mask, half_lives: Mapping[str, float]
) -> Numbers:
    """Return how likely each detail is wrong by its age; one without a date is as old as its half-life, or younger."""
    lives = np.array([half_lives[name] for name in FIELDS])
    today = np.datetime64(histories.as_at, "D") - 1  # the last day that is known
    membership = _months(members["joined"].to_numpy().astype("datetime64[D]"), today)
    oldest = np.fmin(lives, membership[:, None])  # fmin: a day of joining that is not known says nothing
    return 1 - fresh_after(np.where(dated, _months(checked, today), oldest), lives)


def _months(since: Days, until: Days | np.datetime64) -> Numbers:
    """Return months; NaN where a day is not known."""
    return np.asarray((until - since) / np.timedelta64(1, "D") / _MONTH, dtype=np.float64)


def _due(histories: Histories, renewals: Renewals, rules: InsightRules) -> Mask:
    """Return of all members whether the membership is due soon, or was and is in its grace."""
    due = histories.members["renewal"].to_numpy().astype("datetime64[D]").copy()
    terms = renewals.terms
    due[terms["member"].to_numpy()] = terms["due"].to_numpy().astype("datetime64[D]")  # a member's last one stays
    as_at = np.datetime64(histories.as_at)
    return np.asarray((due > as_at - rules.grace_days) & (due < as_at + SOON))


def _consequence(members: pd.DataFrame, due: Mask, only: Mask) -> Numbers:
    """Return what hangs on each detail, see above."""
    value = members["central"].to_numpy(dtype=float).clip(0)
    median = float(np.nanmedian(value)) if (~np.isnan(value)).any() else 0.0
    share = np.nan_to_num(value / median, nan=1.0) if median > 0 else np.ones(len(value))
    reach = np.array([2.0 if name in CHANNELS else 1.0 for name in FIELDS])
    of_member = (1 + share.clip(0, _MOST_VALUE)) * np.where(due, 2.0, 1.0)
    return np.asarray(of_member[:, None] * np.where(only, 4.0, reach))


def _among(members: pd.DataFrame, ids: Collection[str]) -> Mask:
    return members["member_id"].isin(set(ids)).to_numpy(dtype=np.bool_)


def _why(reasons: Mask) -> list[str]:
    """Return each row's reasons as one text."""
    bits = range(len(_WHYS))
    texts = ["; ".join(_WHYS[bit] for bit in bits if code >> bit & 1) for code in range(1 << len(_WHYS))]
    return [texts[code] for code in (reasons @ (1 << np.arange(len(_WHYS)))).tolist()]
