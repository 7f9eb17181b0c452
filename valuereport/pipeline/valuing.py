"""A workspace's exports, loaded, combined and calculated; and the questions that are asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from valuereport.batch import Figures
from valuereport.calculator import Explainer, Valuations, calculate
from valuereport.combine import Roster, combine
from valuereport.errors import Problem, RunError
from valuereport.loaders import load
from valuereport.model.member import Member
from valuereport.model.run import Planned
from valuereport.model.tables import KEY_SEPARATOR, History
from valuereport.model.valuation import Valuation
from valuereport.settings import Settings


@dataclass(frozen=True, slots=True)
class Valued:
    """A workspace's exports, loaded, combined and calculated."""

    settings: Settings
    inputs: Mapping[str, str]
    history: History
    roster: Roster
    valuations: Valuations

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return every problem so far."""
        return (*self.settings.problems, *self.history.problems, *self.valuations.problems)


def value(settings: Settings) -> Valued:
    """Load, combine and calculate. Raises SourceError."""
    loaded = load(settings)
    history = combine(loaded, settings)
    return Valued(settings, loaded.inputs, history, Roster(history), calculate(history, settings))


def explain(valued: Valued, row: int) -> Valuation:
    """Return one member's valuation. Raises RunError where no figure can be had."""
    if obstacle := valued.roster.obstacles[row]:
        member_id = valued.history.members["member_id"].iloc[row]
        raise RunError(f"member {member_id}: {obstacle}, so there are no figures; valuereport check says where")
    return Explainer(valued.valuations).valuation(row)


def figures_of(valued: Valued, row: int) -> Figures:
    """Return one member's figures for the manifest."""
    currency, fee = valued.roster.currencies[row], float(valued.roster.fees[row])
    if valued.roster.obstacles[row]:
        return Figures(currency, fee, None, None)
    total = valued.valuations.total(row)
    return Figures(currency, fee, total, total.low / fee if fee > 0 else None)


def find_member(history: History, wanted: str) -> int:
    """Return the row of the member with an id or address, whatever its case. Raises RunError with near names."""
    folded = wanted.strip().casefold()
    members = history.members
    by_id = np.flatnonzero((members["member_id"].str.casefold() == folded).to_numpy())
    if len(by_id):
        return int(by_id[0])
    addresses = members["emails"].str.casefold().str.split(KEY_SEPARATOR)
    found = [row for row, emails in enumerate(addresses) if folded in emails]
    people = history.contacts["emails"].str.casefold().str.split(KEY_SEPARATOR)
    found += [int(history.contacts["member"].iloc[row]) for row, emails in enumerate(people) if folded in emails]
    if len(set(found)) == 1:
        return found[0]
    if found:
        ids = ", ".join(members["member_id"].iloc[sorted(set(found))])
        raise RunError(f"{wanted!r} is an address of several members: {ids}")
    named = np.flatnonzero(members["name"].str.casefold().str.contains(folded, regex=False).to_numpy())[:5]
    near = "; ".join(f"{members['member_id'].iloc[row]} {members['name'].iloc[row]}" for row in named)
    hint = f"; with this name: {near}" if near else ""
    raise RunError(f"no member has the id or address {wanted!r}{hint}")


def member_of(valued: Valued, planned: Planned) -> Member:
    """Return the member with the locale that the plan decided on."""
    member = valued.roster[planned.row]
    return member if member.locale == planned.locale else replace(member, locale=planned.locale)
