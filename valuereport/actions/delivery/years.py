"""A run and the ledger, period by period: members may have years of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from valuereport.deliver.ledger import Ledger
from valuereport.model.delivery import Channel, Delivery, State, Wanted
from valuereport.model.run import FinishedRun

Plan = Callable[[str, Channel, Sequence[Wanted], str], tuple[Delivery, ...]]
"""How the deliveries of one period are planned: Ledger.plan or Ledger.preview_plan."""


def planned(
    plan: Plan, run: FinishedRun, channel: Channel, wanted: Sequence[Wanted], reissue: str = ""
) -> tuple[Delivery, ...]:
    """Return each member's delivery as it stands after a plan, in the order of `wanted`; each in its own period."""
    rows = {row.member_id: row for row in run.rows}
    places: dict[str, list[int]] = {}
    for place, one in enumerate(wanted):
        places.setdefault(run.period_of(rows[one.member_id]), []).append(place)
    found: dict[int, Delivery] = {}
    for period, some in places.items():
        found |= zip(some, plan(period, channel, [wanted[place] for place in some], reissue), strict=True)
    return tuple(found[place] for place in range(len(wanted)))


def deliveries(
    ledger: Ledger, run: FinishedRun, channel: Channel, states: Collection[State] = (), *, of_run: bool = False
) -> tuple[Delivery, ...]:
    """Return the deliveries of the run's periods; `of_run`: only those of this run."""
    name = run.name if of_run else ""
    return tuple(
        one
        for period in run.periods
        for one in ledger.deliveries(run=name, period=period, channel=channel, states=states)
    )


def newer(ledger: Ledger, run: FinishedRun) -> dict[str, str]:
    """Return why the statement in a run is an old one, for each member who had a newer one by any channel."""
    found: dict[str, str] = {}
    for period in run.periods:
        own = {row.member_id: row.sha256 for row in run.rows if run.period_of(row) == period}
        found |= ledger.newer(run.name, period, own)
    return found
