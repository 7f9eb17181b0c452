"""Random organisations for the tests of disclosure control, and their true cells by plain pandas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from valuereport.model.story import Cell, Segment, Unit

PARTS = ("time_value", "lead_value", "cpd_value", "policy_value", "savings")
UNITS: dict[str, Unit] = {
    "members": "members",
    "value": "money",
    **dict.fromkeys(PARTS, "money"),
    "hours_saved": "hours",
    "leads": "leads",
    "policy_members": "members",
}


def organisation(seed: int, members: int, values: Sequence[int] = (4, 3), parts: bool = True) -> pd.DataFrame:
    """Return members of sectors and regions (so many of each), with skewed amounts of which many are nothing.

    Without `parts` there is the value alone, and hours.
    """
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            name: random.choice([f"{name} {at}" for at in range(number)], members, p=random.dirichlet(np.ones(number)))
            for name, number in zip(("sector", "region", "grade"), values, strict=False)
        }
    )
    for name, used in zip(PARTS, random.uniform(0.2, 1, len(PARTS)), strict=True):
        amount = random.lognormal(5, random.uniform(0.3, 1.8), members)
        frame[name] = np.round(amount * (random.random(members) < used), 2)
    frame["value"] = frame[list(PARTS)].sum(axis=1)
    frame["members"] = 1.0
    frame["hours_saved"] = frame["time_value"] / 40
    frame["leads"] = np.ceil(frame["lead_value"] / 100)
    frame["policy_members"] = (frame["policy_value"] > 0).astype(float)
    return frame if parts else frame.drop(columns=[*PARTS, "leads", "policy_members"])


def cells_of(frame: pd.DataFrame, by: Sequence[str] = ("sector", "region")) -> list[Cell]:
    """Return the true cells of everybody, of each dimension and of all together; empty combinations too."""
    groupings: list[tuple[str, ...]] = [(), *((name,) for name in by), *([tuple(by)] if len(by) > 1 else [])]
    return [cell for names in groupings for cell in _of_grouping(frame, names)]


def _of_grouping(frame: pd.DataFrame, names: tuple[str, ...]) -> list[Cell]:
    index = pd.MultiIndex.from_product([sorted(frame[name].unique()) for name in names]) if names else [()]
    found = []
    for words in index:
        segment: Segment = tuple(zip(names, words, strict=True))  # type: ignore[arg-type]
        found += _of_segment(frame[within(frame, segment)], segment)
    return found


def _of_segment(members: pd.DataFrame, segment: Segment) -> list[Cell]:
    number = len(members)
    found = [
        Cell(name, segment, number, float(members[name].sum()), None, None, unit, additive=True, column=name)
        for name, unit in UNITS.items()
        if name in members
    ]
    for name, point in (("quartile_low", 0.25), ("median_value", 0.5), ("quartile_high", 0.75)):
        value = float(members["value"].quantile(point)) if number else 0.0
        found.append(Cell(name, segment, number, value, None, None, "money", additive=False))
    share = float((members["value"] > 500).mean()) if number else 0.0
    return [*found, Cell("share_above_fee", segment, number, share, None, None, "share", additive=False)]


def within(frame: pd.DataFrame, segment: Segment) -> np.ndarray:
    """Return which members are in a segment."""
    mask = np.ones(len(frame), dtype=bool)
    for name, word in segment:
        mask &= (frame[name] == word).to_numpy()
    return mask
