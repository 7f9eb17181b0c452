"""True figures of everybody and of each segment: sums with their ranges, medians, quartiles and shares.

value and the benefits   sum of what the statements said (central), P10 and P90 of the draws of that sum
counts and quantities    sum of what the statements' cards said
medians, quartiles       of the members' central figures, or of their quantities, interpolated linearly
figures for the fee      of the members who paid one
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.model.contributions import Contributions
from valuereport.model.dimensions import Dimension
from valuereport.model.story import Cell, Unit
from valuereport.model.valuation import Benefit
from valuereport.stories.segments import Grouping, groupings

FloatArray = NDArray[np.float64]

SUMS: Final[Mapping[str, Unit]] = {
    "members": "members",
    "value": "money",
    "time_value": "money",
    "lead_value": "money",
    "cpd_value": "money",
    "policy_value": "money",
    "savings": "money",
    "hours_saved": "hours",
    "leads": "leads",
    "cpd_hours": "hours",
    "policy_members": "members",
}
BENEFITS: Final[Mapping[str, Benefit]] = {
    "time_value": "time_saved",
    "lead_value": "leads",
    "cpd_value": "cpd",
    "policy_value": "policy",
    "savings": "savings",
}
MONEY_QUARTILES: Final[Mapping[str, float]] = {"quartile_low": 0.25, "median_value": 0.5, "quartile_high": 0.75}
QUANTITY_MEDIANS: Final[Mapping[str, str]] = {
    "median_hours_saved": "hours_saved",
    "median_leads": "leads",
    "median_cpd_hours": "cpd_hours",
}
FOR_THE_FEE: Final = ("ratio_median", "median_per_fee", "share_above_fee")
_MANY_SEGMENTS: Final = 50
_DRAWS_AT_ONCE: Final = 4_000_000


def cells(contributions: Contributions, by: Sequence[Dimension]) -> tuple[tuple[Cell, ...], pd.DataFrame]:
    """Return every figure, and the frame of what each member adds: a row a member, the dimensions and the sums.

    Every segment has every measure; a figure that nobody is behind is 0 of 0 members. Money is in the organisation's
    currency. The cells of a measure for the fee count the members with a fee.
    """
    frame = added(contributions, by)
    found: list[Cell] = []
    for grouping in groupings(contributions.members, by):
        found += _sums(contributions, frame, grouping)
        found += _quartiles(frame, grouping)
        found += _for_the_fee(contributions.members, grouping)
    return tuple(found), frame


def added(contributions: Contributions, by: Sequence[Dimension]) -> pd.DataFrame:
    """Return what each member adds to each sum, beside its dimensions: members x (dimensions and SUMS)."""
    members = contributions.members
    sums = {name: members[name].to_numpy(dtype=np.float64) for name in ("hours_saved", "leads", "cpd_hours")}
    sums["members"] = np.ones(len(members))
    sums["value"] = members["central"].to_numpy(dtype=np.float64) * members["rate"].to_numpy(dtype=np.float64)
    sums |= dict(zip(BENEFITS, _shared_out(contributions, sums["value"]).T, strict=True))
    sums["policy_members"] = (members["policy_wins"].to_numpy() > 0).astype(np.float64)
    words = members[list(dict.fromkeys(by))].fillna("").reset_index(drop=True)
    return words.assign(**{name: sums[name] for name in SUMS})


def _shared_out(contributions: Contributions, value: FloatArray) -> FloatArray:
    """Return each member's value by benefit, in proportion to the benefits' own central figures: members x benefits.

    Those central figures are medians, which do not add up by themselves. Who has none over zero gets the proportion of
    the means.
    """
    parts = np.maximum(contributions.members[list(BENEFITS)].to_numpy(dtype=np.float64), 0)
    odd = np.flatnonzero((parts.sum(axis=1) <= 0) & (value > 0))
    if len(odd):
        means = contributions.weights[odd] * contributions.units.mean(axis=1)
        of_terms = np.array(contributions.benefits, dtype=object)
        for number, benefit in enumerate(BENEFITS.values()):
            parts[odd, number] = np.maximum(means[:, of_terms == benefit].sum(axis=1), 0)
    total = parts.sum(axis=1)
    share = np.divide(value, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(parts * share[:, None])


def remarks(contributions: Contributions, by: Sequence[Dimension]) -> tuple[Problem, ...]:
    """Return what a person should know of the members before reading the figures."""
    return tuple(_remarks(contributions.members, by))


def _sums(contributions: Contributions, frame: pd.DataFrame, grouping: Grouping) -> Iterator[Cell]:
    number = len(grouping.segments)
    sums = {name: np.bincount(grouping.segment_of, frame[name].to_numpy(), number) for name in SUMS}
    draws = dict(_draws(contributions, grouping))
    counts = sums["members"].astype(int).tolist()
    for name, unit in SUMS.items():
        values = sums[name]
        lows: list[float | None] = [None] * number
        highs: list[float | None] = [None] * number
        if name in draws:
            outer = _outer(*draws[name])
            # Members' central figures add up to a little less or more than the sum's own: the range holds both.
            lows = np.minimum(outer[0], values).tolist()
            highs = np.maximum(outer[1], values).tolist()
        for segment, count, value, low, high in zip(
            grouping.segments, counts, values.tolist(), lows, highs, strict=True
        ):
            yield Cell(name, segment, count, value, low, high, unit, additive=True, column=name)


def _draws(contributions: Contributions, grouping: Grouping) -> Iterator[tuple[str, tuple[FloatArray, FloatArray]]]:
    """Yield the sums that have a range, with weights and units: segments x terms, terms x draws."""
    weights = _summed(contributions.weights, grouping)
    units = contributions.units
    yield "value", (weights, units)
    of_terms = np.array(contributions.benefits, dtype=object)
    for name, benefit in BENEFITS.items():
        of = np.asarray(of_terms == benefit, dtype=np.bool_)
        yield name, (weights[:, of], units[of])
    if len(contributions.hour_units):
        yield "hours_saved", (_summed(contributions.hour_weights, grouping), contributions.hour_units)


def _summed(weights: FloatArray, grouping: Grouping) -> FloatArray:
    """Return the weights of the segments: segments x terms."""
    number = len(grouping.segments)
    columns = (np.bincount(grouping.segment_of, weight, number) for weight in weights.T)
    return np.column_stack([np.zeros((number, 0)), *columns])


def _outer(weights: FloatArray, units: FloatArray) -> FloatArray:
    """Return P10 and P90 of each segment's sum: 2 x segments. `weights`: segments x terms, `units`: terms x draws."""
    found = np.zeros((2, len(weights)))
    used = np.flatnonzero(weights.any(axis=1))
    step = max(1, _DRAWS_AT_ONCE // max(1, units.shape[1]))
    for start in range(0, len(used), step):
        rows = used[start : start + step]
        found[:, rows] = np.quantile(weights[rows] @ units, [0.1, 0.9], axis=1)
    return found


def _quartiles(frame: pd.DataFrame, grouping: Grouping) -> Iterator[Cell]:
    values = frame["value"].to_numpy()
    everybody = np.ones(len(values), dtype=np.bool_)
    for name, share in MONEY_QUARTILES.items():
        yield from _cells(name, "money", grouping, everybody, _quantile(values, grouping, everybody, share))
    for name, measure in QUANTITY_MEDIANS.items():
        quantities = frame[measure].to_numpy()
        yield from _cells(name, SUMS[measure], grouping, everybody, _quantile(quantities, grouping, everybody, 0.5))


def _for_the_fee(members: pd.DataFrame, grouping: Grouping) -> Iterator[Cell]:
    """Yield the figures for the fee; both sides of each are in the member's own currency, so that no rate matters."""
    fee, low, central = (members[name].to_numpy(dtype=np.float64) for name in ("fee", "low", "central"))
    paid = fee > 0
    per_fee = {
        name: np.divide(of, fee, out=np.zeros_like(fee), where=paid) for name, of in (("l", low), ("c", central))
    }
    yield from _cells("ratio_median", "ratio", grouping, paid, _quantile(per_fee["l"], grouping, paid, 0.5))
    yield from _cells("median_per_fee", "ratio", grouping, paid, _quantile(per_fee["c"], grouping, paid, 0.5))
    number = len(grouping.segments)
    payers = np.bincount(grouping.segment_of, paid, number)
    above = np.bincount(grouping.segment_of, paid & (low > fee), number)
    share = np.divide(above, payers, out=np.zeros(number), where=payers > 0)
    yield from _cells("share_above_fee", "share", grouping, paid, share)


def _cells(name: str, unit: Unit, grouping: Grouping, base: NDArray[np.bool_], values: FloatArray) -> Iterator[Cell]:
    counts = np.bincount(grouping.segment_of[base], minlength=len(grouping.segments)).tolist()
    for segment, count, value in zip(grouping.segments, counts, values.tolist(), strict=True):
        yield Cell(name, segment, count, value, None, None, unit, additive=False)


def _quantile(values: FloatArray, grouping: Grouping, base: NDArray[np.bool_], share: float) -> FloatArray:
    """Return a quantile of each segment's members in `base`; 0 where there are none."""
    found = pd.Series(values[base]).groupby(grouping.segment_of[base]).quantile(share)
    return np.asarray(found.reindex(range(len(grouping.segments)), fill_value=0.0), dtype=np.float64)


def _remarks(members: pd.DataFrame, by: Sequence[Dimension]) -> Iterator[Problem]:
    free = int((members["fee"] <= 0).sum())
    if free:
        reason = f"{free} of {len(members)} members paid no fee"
        yield Problem("stories", "warning", reason, "left out of the figures for the fee", column="fee")
    for dimension in dict.fromkeys(by):
        words = members[dimension].fillna("")
        nowhere = int((words == "").sum())
        if nowhere:
            reason = f"{nowhere} of {len(members)} members have no {dimension}"
            yield Problem("stories", "warning", reason, 'counted as "not stated"', column=dimension)
        if words.nunique() > _MANY_SEGMENTS:
            reason = f"{dimension} has {words.nunique()} different words: few of its segments are large enough to show"
            yield Problem("stories", "warning", reason, "all are judged one by one", column=dimension)
