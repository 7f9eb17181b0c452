"""Who did what and when: engagements drawn for the whole organisation at once, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from valuereport.sample.organisation import FirmContact, Individual, Membership, SampleOrganisation
from valuereport.sample.people import COUNTRIES
from valuereport.sample.words import LANGUAGES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Times = npt.NDArray[np.datetime64]
Words = npt.NDArray[np.object_]

EXPORT_START: Final = date(2025, 10, 1)
"""The exports reach back into the year before, as exports do."""
EXPORT_END: Final = date(2026, 11, 1)
_PERIOD_SHARE: Final = 10 / 13  # months of 2026 among those of the exports


@dataclass(frozen=True, slots=True)
class Actors:
    """Everybody who can do something, one position each: individual members, then the contacts of firms."""

    crm_id: Words
    hubspot_id: Words
    member_no: Words  # of the firm, for a contact
    email: Words
    home_email: Words  # empty where there is one address only
    first: Words
    last: Words
    language: Ints  # position in LANGUAGES
    country: Ints  # position in COUNTRIES
    currency: Words
    for_firm: Flags
    level: Floats
    since: Times  # the first and the day after the last day of membership within the exports
    until: Times

    def __len__(self) -> int:
        return len(self.level)


@dataclass(frozen=True, slots=True)
class Visits:
    """Engagements of one kind: who (position in Actors) and when, in the order of time."""

    actor: Ints
    time: Times

    def __len__(self) -> int:
        return len(self.actor)


def actors_of(organisation: SampleOrganisation) -> Actors:
    """Return everybody in the organisation who can do something."""
    rows: list[tuple[Individual | FirmContact, Membership, bool]] = [
        (individual, individual.membership, False) for individual in organisation.individuals
    ]
    rows += [(contact, firm.membership, True) for firm in organisation.firms for contact in firm.contacts]
    people = [who.person for who, _, _ in rows]
    countries = list(COUNTRIES)
    return Actors(
        crm_id=_words([who.crm_id for who, _, _ in rows]),
        hubspot_id=_words([who.hubspot_id for who, _, _ in rows]),
        member_no=_words([membership.member_no for _, membership, _ in rows]),
        email=_words([person.email for person in people]),
        home_email=_words([person.home_email for person in people]),
        first=_words([person.first for person in people]),
        last=_words([person.last for person in people]),
        language=np.array([LANGUAGES.index(person.language) for person in people], dtype=np.int64),
        country=np.array([countries.index(person.country) for person in people], dtype=np.int64),
        currency=_words(["GBP" if person.country == "GB" else "EUR" for person in people]),
        for_firm=np.array([for_firm for _, _, for_firm in rows], dtype=np.bool_),
        level=np.array([who.level for who, _, _ in rows], dtype=np.float64),
        since=_days([max(EXPORT_START, membership.joined) for _, membership, _ in rows]),
        until=_days([_until(membership) for _, membership, _ in rows]),
    )


def draw_visits(rng: np.random.Generator, actors: Actors, rate: Floats | float) -> Visits:
    """Return visits at a yearly `rate` for a usual member, spread over each one's days of membership."""
    days = (actors.until - actors.since).astype(np.int64)
    whole = (EXPORT_END - EXPORT_START).days
    counts = rng.poisson(actors.level * rate / _PERIOD_SHARE * np.maximum(days, 0) / whole)
    actor = np.repeat(np.arange(len(actors)), counts)
    day = (rng.random(len(actor)) * days[actor]).astype(np.int64)
    second = rng.integers(7 * 3600, 20 * 3600, size=len(actor))
    time = actors.since[actor].astype("datetime64[s]") + (day * 86_400 + second)
    order = np.argsort(time, kind="stable")
    return Visits(actor[order], time[order])


def first_of_each(visits: Visits) -> Visits:
    """Return the first visit of each actor only."""
    first = np.sort(np.unique(visits.actor, return_index=True)[1])
    return Visits(visits.actor[first], visits.time[first])


def draw_attendance(rng: np.random.Generator, actors: Actors, days: list[date], chance: Floats) -> tuple[Ints, Ints]:
    """Return who attends which event: `chance` (actors x events) for a usual member, on days of membership only."""
    on = _days(days)
    member_then = (actors.since[:, None] <= on) & (on < actors.until[:, None])
    there = rng.random(chance.shape) < np.minimum(chance * actors.level[:, None], 0.9) * member_then
    event, actor = np.nonzero(there.T)
    return actor, event


def addresses(rng: np.random.Generator, actors: Actors, who: Ints) -> Words:
    """Return the address each one used: often the second one where there are two, now and then in capitals."""
    home = actors.home_email[who]
    found = np.where((home != "") & (rng.random(len(who)) < 0.4), home, actors.email[who])
    shouted = rng.random(len(who)) < 0.02
    found[shouted] = [address.upper() for address in found[shouted]]
    return found


def texts(time: Times) -> list[str]:
    """Return times as `2026-03-12 09:14:05`."""
    return [text.replace("T", " ") for text in np.datetime_as_string(time, unit="s").tolist()]


def _until(membership: Membership) -> date:
    return EXPORT_END if membership.status == "Active" else date(2025, 12, 31) - timedelta(days=10)


def _days(dates: list[date]) -> Times:
    return np.array(dates, dtype="datetime64[D]")


def _words(values: list[Any]) -> Words:
    found = np.empty(len(values), dtype=np.object_)
    found[:] = values
    return found
