"""Who joined, left and came back since the institute was founded: today's members, and for each of them those who left.

It is worked out backwards. Who is a member today renewed every year; for so many who renewed in a January, so many like
them did not, as the planted rates say. What they did not renew, they had renewed in the years before, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from valuereport.sample.activity import Flags, Floats, Ints, Times, Words
from valuereport.sample.chance import stream
from valuereport.sample.organisation import Firm, Individual, SampleOrganisation, currency_of
from valuereport.sample.people import COUNTRIES
from valuereport.sample.truth import (
    BANDS,
    EXCUSED,
    FIRST_DUE,
    GRADES,
    LAST_DUE,
    RENEWAL,
    RENEWAL_BY_DUE,
    RENEWAL_BY_GRADE,
    WON_BACK,
    WON_BACK_LEFT,
)

_FOUNDED: Final = np.datetime64("2011-01-10")
_SHORTEST: Final = 92
"""Days: who joins less than this before the day on which members renew is due a year later."""
_REASONS: Final = ("Non-payment", "Resigned", "Resigned", "Too expensive", "Changed profession", "")
_EXCUSES: Final = ("Retired", "Retired", "Deceased")


@dataclass(frozen=True, slots=True)
class Careers:
    """All who are or were members, one position each, today's members first in the order of the organisation.

    `left`: the year in which the membership was due and was not renewed, 0 for who is there; `gap`: the same of an
    earlier time, after which the member came `back`.
    """

    joined: Times
    renews: Ints  # the day on which members renew: days after 1 January
    firm: Flags
    country: Ints  # position in COUNTRIES
    grade: Ints  # position in GRADES
    level: Floats
    fee: Floats  # of 2026, in the currency of the country
    honorary: Flags
    gap: Ints
    back: Times
    left: Ints
    reason: Words

    def __len__(self) -> int:
        return len(self.joined)

    def due(self, year: Ints | int) -> Times:
        """Return the day of `year` on which each one renews."""
        january = (np.asarray(year) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        return np.asarray(january + self.renews)

    @property
    def first_due(self) -> Ints:
        """Return the year in which each one was due for the first time."""
        first = _due_after(self.joined, self.renews)
        return np.where(self.left > 0, np.minimum(first, self.left), first)

    @property
    def due_again(self) -> Ints:
        """Return the year in which each one was due for the first time after coming back; 0 who never was away."""
        return np.where(self.gap > 0, _due_after(self.back, self.renews), 0)

    def tenure(self, year: Ints | int) -> Ints:
        """Return the number of terms that are complete in `year`, since joining or coming back; below 1: not due."""
        again = self.due_again
        since = np.where((self.gap > 0) & (year > self.gap), again, self.first_due)
        return np.asarray(year - since + 1)

    def renewed(self, year: int) -> Flags:
        """Return who was due in `year` and renewed."""
        there = (self.left == 0) | (year < self.left)
        return np.asarray(~self.honorary & there & (year != self.gap) & (self.tenure(year) > 0))

    def lapsed(self, year: int) -> Flags:
        """Return who was due in `year` and did not renew."""
        return np.asarray(~self.honorary & ((self.left == year) | (self.gap == year)))

    def take(self, which: Ints) -> Careers:
        """Return some of them."""
        return Careers(**{each.name: getattr(self, each.name)[which] for each in fields(self)})


def band_of(tenure: Ints) -> Ints:
    """Return the position of each tenure's band in BANDS."""
    return np.searchsorted(np.array(BANDS), tenure, side="right") - 1


def renewal_rates(band: Ints, grade: Ints, year: Ints | int) -> Floats:
    """Return the planted share that renews."""
    changes = np.zeros(LAST_DUE + 1)
    changes[list(RENEWAL_BY_DUE)] = list(RENEWAL_BY_DUE.values())
    return np.asarray(np.array(RENEWAL)[band] + np.array(RENEWAL_BY_GRADE)[grade] + changes[year])


def draw_careers(organisation: SampleOrganisation, seed: int) -> Careers:
    """Return the careers of today's members and of all who left since the institute was founded."""
    rng = stream(seed, "careers")
    careers = _with_gaps(rng, _todays(organisation))
    missing = np.zeros(len(BANDS) * len(GRADES))  # leavers of each cell: less than one waits for the year before
    missing_excused = 0.0
    band, grade = np.divmod(np.arange(len(missing)), len(GRADES))
    for year in range(LAST_DUE, FIRST_DUE - 1, -1):
        renewed = np.flatnonzero(careers.renewed(year))
        cell = _cells(careers, renewed, year)
        lapsed = _cells(careers, np.flatnonzero(careers.lapsed(year)), year)
        rates = renewal_rates(band, grade, year)
        missing += np.bincount(cell, minlength=len(missing)) * (1 - rates) / rates
        missing -= np.bincount(lapsed, minlength=len(missing))
        leavers = np.maximum(0, np.floor(missing + 0.5)).astype(np.int64)
        missing -= leavers
        for at, count in enumerate(leavers.tolist()):
            careers = _with_leavers(rng, careers, renewed[cell == at], count, year, _REASONS)
        long_standing = renewed[(band[cell] == len(BANDS) - 1) & ~careers.firm[renewed]]
        missing_excused += len(long_standing) * EXCUSED
        careers = _with_leavers(rng, careers, long_standing, int(missing_excused), year, _EXCUSES)
        missing_excused %= 1
    return careers


def _cells(careers: Careers, which: Ints, year: int) -> Ints:
    return np.asarray(band_of(careers.tenure(year)[which]) * len(GRADES) + careers.grade[which])


def _todays(organisation: SampleOrganisation) -> Careers:
    """Return the careers of today's members; those who did not renew are among them."""
    owners: list[Individual | Firm] = [*organisation.individuals, *organisation.firms]
    held = [owner.membership for owner in owners]
    level = [who.level for who in organisation.individuals]
    level += [float(np.mean([contact.level for contact in firm.contacts])) for firm in organisation.firms]
    away = np.array([one.status != "Active" for one in held], dtype=np.bool_)
    reason = np.array([{"Resigned": "Resigned"}.get(one.status, "Non-payment") for one in held], dtype=np.object_)
    countries = list(COUNTRIES)
    return Careers(
        joined=np.array([one.joined for one in held], dtype="datetime64[D]"),
        renews=np.array([one.renewal.timetuple().tm_yday - 1 for one in held], dtype=np.int64),
        firm=np.arange(len(held)) >= len(organisation.individuals),
        country=np.array([countries.index(owner.address.country) for owner in owners], dtype=np.int64),
        grade=np.array([GRADES.index(one.grade) for one in held], dtype=np.int64),
        level=np.array(level, dtype=np.float64),
        fee=np.array([one.fee for one in held], dtype=np.float64),
        honorary=np.array([one.fee == 0 for one in held], dtype=np.bool_),
        gap=np.zeros(len(held), dtype=np.int64),
        back=np.full(len(held), np.datetime64("NaT", "D")),
        left=np.where(away, LAST_DUE, 0),
        reason=np.where(away, reason, ""),
    )


def _with_gaps(rng: np.random.Generator, careers: Careers) -> Careers:
    """Return the careers with those who had left and came back in 2025, when all former members were asked."""
    first, last = WON_BACK_LEFT
    could = np.flatnonzero((careers.left == 0) & ~careers.honorary & (careers.first_due < first))
    count = min(len(could), round(len(careers) * WON_BACK))
    who = rng.choice(could, size=count, replace=False) if count else could[:0]
    careers.gap[who] = rng.integers(first, last + 1, size=count)
    careers.back[who] = np.datetime64("2025-02-03") + rng.integers(0, 200, size=count)
    return careers


def _with_leavers(
    rng: np.random.Generator, careers: Careers, like: Ints, count: int, year: int, reasons: tuple[str, ...]
) -> Careers:
    """Return the careers with `count` more: like some of those who renewed in `year`, but they did not."""
    if not count or not len(like):
        return careers
    more = careers.take(like[rng.integers(len(like), size=count)])
    came_back = (more.gap > 0) & (year > more.gap)
    more.gap[~came_back] = 0
    more.back[~came_back] = np.datetime64("NaT", "D")
    first = more.first_due
    more.left[:] = year
    more.reason[:] = np.array(reasons, dtype=np.object_)[rng.integers(len(reasons), size=count)]
    latest = more.due(first) - _SHORTEST  # a few days earlier or later, and due in the same year
    shifted = more.joined + rng.integers(-20, 21, size=count)
    more.joined[:] = np.clip(shifted, np.maximum(more.due(first - 1) - _SHORTEST + 1, _FOUNDED), latest)
    return Careers(
        **{each.name: np.concatenate([getattr(careers, each.name), getattr(more, each.name)]) for each in fields(more)}
    )


def _due_after(day: Times, renews: Ints) -> Ints:
    """Return the year of the first day of renewal that is long enough after `day`."""
    year = (day + (_SHORTEST - 1) - renews).astype("datetime64[Y]").astype(np.int64)
    return np.asarray(year + 1971)


def currencies(careers: Careers) -> Words:
    """Return the currency in which each one pays."""
    of_country = np.array([currency_of(country) for country in COUNTRIES], dtype=np.object_)
    return np.asarray(of_country[careers.country])
