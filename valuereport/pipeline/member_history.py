"""What one member did or received, by activity: each engagement of the period with its row, other years in numbers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from valuereport.model.member_record import ActivityHistory, Use, YearOfUses
from valuereport.pipeline.calculated import CalculatedMembers

_COLUMNS: Final = ("activity", "date", "title", "quantity", "contact", "waits", "source", "file", "row")


def member_history(valued: CalculatedMembers, row: int) -> tuple[ActivityHistory, ...]:
    """Return the history of the member in one row, the activity that was used last first."""
    history, activities = valued.history, valued.settings.judgement.taxonomy.activity
    engagements = history.engagements
    first, last = np.searchsorted(engagements["member"].to_numpy(), (row, row + 1)).tolist()  # in the order of member
    some, names = engagements.iloc[first:last], history.contacts["name"]
    uses: dict[int, list[Use]] = defaultdict(list)
    years, newest = _other_years(history.past.engagements, row)
    cells = (some[name].tolist() for name in _COLUMNS)
    for activity, day, title, quantity, contact, *rest in zip(*cells, strict=True):
        name = "" if contact < 0 else str(names.iloc[contact])
        uses[activity].append(Use(day.date(), title, quantity, name, *rest))
        newest[activity] = max(day.date(), newest.get(activity, day.date()))
    found = [
        ActivityHistory(
            activity=activities[number].id,
            unit=activities[number].unit,
            quantity=sum(one.quantity for one in uses[number]),
            last=newest[number],
            uses=tuple(reversed(uses[number])),  # they are in the order of dates
            years=tuple(years[number]),
        )
        for number in sorted(newest)
    ]
    return tuple(sorted(found, key=lambda one: one.last, reverse=True))


def _other_years(past: pd.DataFrame, row: int) -> tuple[dict[int, list[YearOfUses]], dict[int, date]]:
    """Return what a member used outside the period, by activity: by year, the newest first; and the newest day."""
    theirs = past[past["member"].to_numpy() == row]
    sums = theirs.groupby(["activity", theirs["date"].dt.year])["quantity"].agg(["size", "sum"])
    years: dict[int, list[YearOfUses]] = defaultdict(list)
    for (activity, year), times, quantity in reversed([*sums.itertuples(name=None)]):
        years[activity].append(YearOfUses(year, times, quantity))
    return years, {activity: day.date() for activity, day in theirs.groupby("activity")["date"].max().items()}
