"""A calculated workspace -> the histories that insights read, also years later, from the run alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.histories import FIELDS, ITEMS, Histories, no_items
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.selection import are_skipped

Days = NDArray[np.datetime64]

_TEXTS: Final = (
    *("member_id", "name", "kind", "grade", "sector", "region", "country", "status", "referred_by", "heard_from"),
    *("phone", "job_title", "employer"),
)
_ADDRESS: Final = ("street", "street2", "city", "postcode")
_EARLY: Final = np.timedelta64(60, "D")
"""So long before joining a first fee may be paid."""


def as_at(valued: CalculatedMembers) -> date:
    """Return the day after the last one of which the exports tell anything; the end of the period at the latest."""
    period, past = valued.settings.workspace.period, valued.history.past
    dates = (valued.history.engagements["date"], past.engagements["date"], past.payments["paid"])
    ends = np.datetime64(period.end, "D")
    told = [days[days < ends] for days in (one.to_numpy().astype("datetime64[D]") for one in dates)]
    last = max((days.max() for days in told if len(days)), default=np.datetime64(period.start, "D"))
    following: date = (last + np.timedelta64(1, "D")).astype(object)
    return max(following, period.start + timedelta(days=1))


def histories_of(valued: CalculatedMembers, run: str) -> Histories:
    """Return the histories of everybody that the exports know."""
    history, period, day = valued.history, valued.settings.workspace.period, as_at(valued)
    past, members = history.past, history.members
    known = np.datetime64(day, "D")
    uses = pd.concat([history.engagements[["member", "activity", "date", "quantity"]], past.engagements])
    dates = uses["date"].to_numpy().astype("datetime64[D]")
    order = np.lexsort((dates, uses["member"].to_numpy()))
    order = order[dates[order] < known]
    engagements = pd.DataFrame(
        {
            "member": uses["member"].to_numpy(dtype=np.int32)[order],
            "activity": uses["activity"].to_numpy(dtype=np.int16)[order],
            "date": dates[order].astype("datetime64[s]"),
            "quantity": uses["quantity"].to_numpy(dtype=np.float64)[order],
        }
    )
    return Histories(
        run=run,
        start=period.start,
        end=period.end,
        as_at=day,
        currency=valued.settings.workspace.organisation.currency,
        members=_members(valued, members),
        memberships=past.memberships,
        engagements=engagements,
        activities=tuple(one.id for one in valued.settings.judgement.taxonomy.activity),
        responses=past.responses,
        unknown_words=past.unknown_words,
        acquisition=past.acquisition,
        items=_items(valued, known),
    )


def _items(valued: CalculatedMembers, known: np.datetime64) -> pd.DataFrame:
    """Return the engagements of the period with the title of something that a member contributed in it."""
    reused = valued.settings.workspace.flywheel.reused
    if not reused:
        return no_items()
    places = {one.id: at for at, one in enumerate(valued.settings.judgement.taxonomy.activity)}
    contributes = [places[one] for one in reused]
    uses = [places[one] for each in reused.values() for one in each]
    rows = valued.history.engagements
    title = rows["title"].astype("str").str.split().str.join(" ").str.casefold()
    fits = (title != "") & rows["activity"].isin([*contributes, *uses])
    rows, title = rows[fits & (rows["date"].to_numpy() < known)], title[fits & (rows["date"].to_numpy() < known)]
    made = rows["activity"].isin(contributes).to_numpy()
    item, _ = pd.factorize(title, sort=True)
    kept = np.isin(item, item[made])
    columns = {
        "item": item,
        "member": rows["member"].to_numpy(),
        "activity": rows["activity"].to_numpy(),
        "date": rows["date"].to_numpy().astype("datetime64[D]"),
        "contributed": made,
    }
    found = pd.DataFrame(columns)[kept].astype(dict(ITEMS))
    return found.sort_values(["item", "date", "member", "activity"], kind="stable", ignore_index=True)


def _members(valued: CalculatedMembers, members: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the members, and behind them those of the former ones."""
    former, valuations = valued.history.past.former, valued.valuations
    few = len(former)
    obstacle = (members["obstacle"] != "").to_numpy()
    texts = {name: [*members[name].tolist(), *([""] * few)] for name in _TEXTS}
    texts |= {name: [*members[name].tolist(), *former[name].tolist()] for name in ("member_id", "name")}
    texts["edition"] = ["" if no else one for one, no in zip(valuations.editions, obstacle.tolist(), strict=True)]
    texts["edition"] += [""] * few
    texts["email"] = [keys.partition(KEY_SEPARATOR)[0] for keys in members["emails"].tolist()] + [""] * few
    parts = zip(*(members[name].tolist() for name in _ADDRESS), strict=True)
    texts["address"] = [", ".join(filter(None, one)) for one in parts] + [""] * few
    found = {name: pd.array(words, dtype="str") for name, words in texts.items()}
    days = {name: _days(members, name, few) for name in ("joined", "renewal")}
    updated = _days(members, "updated", few)
    seen = _latest(valued, len(members) + few)
    for name in FIELDS:
        own = np.fmax(_days(members, f"{name}_checked", few), updated)
        days[f"{name}_checked"] = np.fmax(own, seen) if name == "email" else own
    days["paid"] = _first_payments(valued, days["joined"])
    rate = np.where(obstacle, np.nan, valuations.rate)
    money = {"fee": members["fee"].to_numpy(dtype=float)}
    money |= {name: valuations.totals[:, at] for at, name in enumerate(("low", "central", "high"))}
    numbers = {name: np.append(amounts * rate, np.full(few, np.nan)) for name, amounts in money.items()}
    current = np.append(~are_skipped(valued.history, valued.settings), np.zeros(few, np.bool_))
    no_scoring = np.append(members["no_scoring"].to_numpy(dtype=np.bool_), np.zeros(few, np.bool_))
    whole_days = {name: each.astype("datetime64[s]") for name, each in days.items()}
    return pd.DataFrame({**found, **whole_days, **numbers, "current": current, "no_scoring": no_scoring}, copy=False)


def _days(members: pd.DataFrame, name: str, few: int) -> Days:
    known = members[name].to_numpy().astype("datetime64[D]")
    return np.append(known, np.full(few, np.datetime64("NaT", "D")))


def _latest(valued: CalculatedMembers, count: int) -> Days:
    """Return the last day on which each member's own address was used; NaT where it never was."""
    seen = valued.history.past.seen
    found = np.full(count, np.datetime64("NaT", "D"))
    found[seen["member"].to_numpy()] = seen["date"].to_numpy().astype("datetime64[D]")
    return found


def _first_payments(valued: CalculatedMembers, joined: Days) -> Days:
    """Return each member's first payment since joining, or some weeks before; NaT where none is known."""
    payments = valued.history.past.payments
    member, paid = payments["member"].to_numpy(), payments["paid"].to_numpy().astype("datetime64[D]")
    since = joined[member] - _EARLY
    usable = np.isnat(since) | (paid >= since)
    member, paid = member[usable], paid[usable]
    found = np.full(len(joined), np.datetime64("NaT", "D"))
    first, at = np.unique(member, return_index=True)  # payments are in the order of member and day
    found[first] = paid[at]
    return found
