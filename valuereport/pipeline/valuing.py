"""A workspace's exports, loaded, combined and calculated; and the questions that are asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from valuereport.batch import Figures
from valuereport.calculator import Explainer, Valuations, calculate
from valuereport.combine import Roster, combine
from valuereport.errors import Problem, RunError
from valuereport.ids import key_of, without_case
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
    """Return the row of the member with an id (a former one, a contact's), or address. Raises RunError with near names.

    An id is compared as it is, and without its case only where nobody has it exactly; the members' own ids win.
    """
    members, people = history.members, history.contacts
    key = key_of(wanted.strip())
    own = dict(enumerate(members["member_id"].tolist()))
    rows = np.concatenate([np.arange(len(members)), people["member"].to_numpy(dtype=np.intp)])
    keys = [*members["other_ids"], *(people["contact_id"] + KEY_SEPARATOR + people["other_ids"])]
    other = list(zip(rows.tolist(), keys, strict=True))
    addresses = list(zip(rows.tolist(), [*members["emails"], *people["emails"]], strict=True))
    for found in (
        {row for row, one in own.items() if key_of(one) == key},
        _holding(other, key, key_of),
        {row for row, one in own.items() if without_case(one) == key.lower()},
        _holding(other, key.lower(), without_case),
        _holding(addresses, key, key_of) if "@" in key else set(),
    ):
        if len(found) == 1:
            return found.pop()
        if found:
            raise RunError(f"{wanted!r} can mean several members: {', '.join(own[row] for row in sorted(found))}")
    named = np.flatnonzero(members["name"].str.casefold().str.contains(key.casefold(), regex=False).to_numpy())[:5]
    alike = get_close_matches(key, own.values(), n=3) if not len(named) else ()
    near = "; ".join(f"{own[row]} {members['name'].iloc[row]}" for row in named) or ", ".join(alike)
    hint = f"; {'with this name' if len(named) else 'near it'}: {near}" if near else ""
    raise RunError(f"no member has the id or address {wanted!r}{hint}")


def _holding(joined: Iterable[tuple[int, str]], key: str, compared: Callable[[str], str]) -> set[int]:
    """Return the rows of the cells, each of several keys, that hold a key."""
    return {row for row, cell in joined if cell and key in map(compared, cell.split(KEY_SEPARATOR))}


def member_of(valued: Valued, planned: Planned) -> Member:
    """Return the member with the locale that the plan decided on."""
    member = valued.roster[planned.row]
    return member if member.locale == planned.locale else replace(member, locale=planned.locale)
