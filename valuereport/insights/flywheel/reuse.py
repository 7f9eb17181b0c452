"""What members contribute and others use: the items of a period by their title, and who used them afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from valuereport.insights.folding import shown
from valuereport.insights.statistics.verdicts import proportion
from valuereport.model.flywheel import Reuse
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Withheld
from valuereport.settings.flywheel import FlywheelRules


def reuse(histories: Histories, rules: FlywheelRules, smallest: int) -> tuple[Reuse, ...] | Withheld:
    """Return how others used what members contributed in the run's period.

    An item is a title: whoever has an engagement of a contributed activity with it has made it. A use counts from the
    day on which the item was first contributed, of members who have not made it themselves.
    """
    if not rules.reused:
        return Withheld("no_reuse")
    if histories.items.empty:
        return Withheld("no_contribution")
    return tuple(_reuses(histories, rules, smallest))


def _reuses(histories: Histories, rules: FlywheelRules, smallest: int) -> Iterator[Reuse]:
    items = histories.items
    days = items["date"].to_numpy().astype("datetime64[D]")
    start, until = (np.datetime64(day, "D") for day in (histories.start, min(histories.end, histories.as_at)))
    items = items[(days >= start) & (days < until)]
    for activity, used_by in rules.reused.items():
        if activity not in histories.activities:
            continue
        made = items[items["contributed"] & (items["activity"] == histories.activities.index(activity))]
        places = [at for at, one in enumerate(histories.activities) if one in used_by]
        uses = items[~items["contributed"] & items["activity"].isin(places)]
        yield _reuse(activity, used_by, made, uses, smallest)


def _reuse(activity: str, used_by: tuple[str, ...], made: pd.DataFrame, uses: pd.DataFrame, smallest: int) -> Reuse:
    first = made.groupby("item")["date"].min()
    known = uses[uses["item"].isin(first.index)]
    after = known[known["date"].to_numpy() >= first.reindex(known["item"]).to_numpy()]
    makers = pd.MultiIndex.from_frame(made[["item", "member"]])
    others = after[~pd.MultiIndex.from_frame(after[["item", "member"]]).isin(makers)]
    users = int(others["member"].nunique())
    count = len(first)
    few = Figure(None, n=count, verdict="too_few", needed=smallest)
    return Reuse(
        activity=activity,
        used_by=used_by,
        items=count,
        reused=proportion(int(others["item"].nunique()), count) if count >= smallest else few,
        uses=len(others),
        users=shown(users, smallest),
    )
