"""True figures of everybody and of each segment, before protection: sums with ranges, medians, quartiles, shares.

value and the benefits   sum of the best estimates of the statements, P10 and P90 of the draws of that sum
counts and quantities    sum of the figures on the statements' cards
medians, quartiles       of the members' best estimates, or of their quantities, interpolated linearly
figures for the fee      of the members who paid one
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.model.contributions import Contributions
from valuereport.model.dimensions import Dimension
from valuereport.model.story import BENEFIT_MEASURES, Cell, Unit
from valuereport.stories.measures import QUANTITY_MEDIANS, SUMS, VALUE_QUARTILES
from valuereport.stories.segments import Grouping, groupings

FloatArray = NDArray[np.float64]

_MANY_SEGMENTS: Final = 50
_MAX_PRODUCTS: Final = 4_000_000  # segments x draws at a time


def cells(contributions: Contributions, by: Sequence[Dimension]) -> tuple[tuple[Cell, ...], pd.DataFrame]:
    """Return every figure, and the frame of the members' amounts: a row a member, the dimensions and the sums.

    Every segment has every measure; a figure of no members is 0. Money is in the organisation's currency. The cells of
    the fee measures count the members with a fee.
    """
    frame = member_amounts(contributions, by)
    found: list[Cell] = []
    for grouping in groupings(contributions.members, by):
        found += _sum_cells(contributions, frame, grouping)
        found += _quantile_cells(frame, grouping)
        found += _fee_cells(contributions.members, grouping)
    return tuple(found), frame


def member_amounts(contributions: Contributions, by: Sequence[Dimension]) -> pd.DataFrame:
    """Return each member's dimensions and its amount in each sum: members x (dimensions and SUMS)."""
    members = contributions.members
    sums = {name: members[name].to_numpy(dtype=np.float64) for name in ("hours_saved", "leads", "cpd_hours")}
    sums["members"] = np.ones(len(members))
    sums["value"] = members["central"].to_numpy(dtype=np.float64) * members["rate"].to_numpy(dtype=np.float64)
    sums |= dict(zip(BENEFIT_MEASURES, _value_by_benefit(members, sums["value"]).T, strict=True))
    sums["policy_members"] = (members["policy_wins"].to_numpy() > 0).astype(np.float64)
    words = members[list(dict.fromkeys(by))].fillna("").reset_index(drop=True)
    return words.assign(**{name: sums[name] for name in SUMS})


def _value_by_benefit(members: pd.DataFrame, value: FloatArray) -> FloatArray:
    """Return each member's value by benefit, members x benefits: they add up to the value but for its rounding."""
    parts = np.maximum(members[list(BENEFIT_MEASURES)].to_numpy(dtype=np.float64), 0)
    total = parts.sum(axis=1)
    share = np.divide(value, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(parts * share[:, None])


def data_problems(contributions: Contributions, by: Sequence[Dimension]) -> tuple[Problem, ...]:
    """Return what is missing in the members' data and affects the figures."""
    return tuple(_data_problems(contributions.members, by))


def _sum_cells(contributions: Contributions, frame: pd.DataFrame, grouping: Grouping) -> Iterator[Cell]:
    number = len(grouping.segments)
    sums = {name: np.bincount(grouping.segment_of, frame[name].to_numpy(), number) for name in SUMS}
    draws = dict(_draws(contributions, grouping))
    counts = sums["members"].astype(int).tolist()
    for name, unit in SUMS.items():
        values = sums[name]
        lows: list[float | None] = [None] * number
        highs: list[float | None] = [None] * number
        if name in draws:
            low_end, high_end = _percentiles(*draws[name])
            # As in a statement, the range contains the best estimate.
            lows = np.minimum(low_end, values).tolist()
            highs = np.maximum(high_end, values).tolist()
        for segment, count, value, low, high in zip(
            grouping.segments, counts, values.tolist(), lows, highs, strict=True
        ):
            yield Cell(name, segment, count, value, low, high, unit, additive=True, column=name)


def _draws(contributions: Contributions, grouping: Grouping) -> Iterator[tuple[str, tuple[FloatArray, FloatArray]]]:
    """Yield the sums that have a range, with weights and units: segments x terms, terms x draws."""
    weights = _segment_weights(contributions.weights, grouping)
    units = contributions.units
    yield "value", (weights, units)
    benefit_of = np.array(contributions.benefits, dtype=object)
    for name, benefit in BENEFIT_MEASURES.items():
        terms = np.asarray(benefit_of == benefit, dtype=np.bool_)
        yield name, (weights[:, terms], units[terms])
    if len(contributions.hour_units):
        yield "hours_saved", (_segment_weights(contributions.hour_weights, grouping), contributions.hour_units)


def _segment_weights(weights: FloatArray, grouping: Grouping) -> FloatArray:
    """Return the weights of the segments: segments x terms."""
    number = len(grouping.segments)
    columns = (np.bincount(grouping.segment_of, weight, number) for weight in weights.T)
    return np.column_stack([np.zeros((number, 0)), *columns])


def _percentiles(weights: FloatArray, units: FloatArray) -> FloatArray:
    """Return P10 and P90 of each segment's sum: 2 x segments. `weights`: segments x terms, `units`: terms x draws."""
    found = np.zeros((2, len(weights)))
    used = np.flatnonzero(weights.any(axis=1))
    step = max(1, _MAX_PRODUCTS // max(1, units.shape[1]))
    for start in range(0, len(used), step):
        rows = used[start : start + step]
        found[:, rows] = np.quantile(weights[rows] @ units, [0.1, 0.9], axis=1)
    return found


def _quantile_cells(frame: pd.DataFrame, grouping: Grouping) -> Iterator[Cell]:
    values = frame["value"].to_numpy()
    everybody = np.ones(len(values), dtype=np.bool_)
    for name, share in VALUE_QUARTILES.items():
        yield from _cells(name, "money", grouping, everybody, _quantile(values, grouping, everybody, share))
    for name, measure in QUANTITY_MEDIANS.items():
        quantities = frame[measure].to_numpy()
        yield from _cells(name, SUMS[measure], grouping, everybody, _quantile(quantities, grouping, everybody, 0.5))


def _fee_cells(members: pd.DataFrame, grouping: Grouping) -> Iterator[Cell]:
    """Yield the fee measures; value and fee are both in the member's currency, so no exchange rate is needed."""
    fee, low, central = (members[name].to_numpy(dtype=np.float64) for name in ("fee", "low", "central"))
    paid = fee > 0
    low_per_fee, central_per_fee = (
        np.divide(value, fee, out=np.zeros_like(fee), where=paid) for value in (low, central)
    )
    yield from _cells("ratio_median", "ratio", grouping, paid, _quantile(low_per_fee, grouping, paid, 0.5))
    yield from _cells("median_per_fee", "ratio", grouping, paid, _quantile(central_per_fee, grouping, paid, 0.5))
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


def _data_problems(members: pd.DataFrame, by: Sequence[Dimension]) -> Iterator[Problem]:
    unpaid = int((members["fee"] <= 0).sum())
    if unpaid:
        reason = f"{unpaid} of {len(members)} members paid no fee"
        yield Problem("stories", "warning", reason, "left out of the figures for the fee", column="fee")
    for dimension in dict.fromkeys(by):
        words = members[dimension].fillna("")
        missing = int((words == "").sum())
        if missing:
            reason = f"{missing} of {len(members)} members have no {dimension}"
            yield Problem("stories", "warning", reason, 'counted as "not stated"', column=dimension)
        if words.nunique() > _MANY_SEGMENTS:
            reason = f"{dimension} has {words.nunique()} different words: few of its segments are large enough to show"
            yield Problem("stories", "warning", reason, "all are judged one by one", column=dimension)
