"""What members used in the five years before the exports begin: drawn term by term, so that it fits what came after.

Whether a term was renewed is known already; uses that matter for it are drawn as they are among those who renewed, or
among those who did not. So the shares that renew, with and without such a use, are those of truth.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.sample.activity import EXPORT_START, Flags, Floats, Ints, Times, Words
from valuereport.sample.careers import Careers, band_of, renewal_rates
from valuereport.sample.terms import Terms
from valuereport.sample.truth import (
    DECOY,
    DECOY_BY_BAND,
    DECOY_BY_GRADE,
    DRIVER,
    DRIVER_A_YEAR,
    DRIVER_EFFECT,
    FIRST_USE_BY_14,
    FIRST_USE_BY_30,
    HOLE,
    LAST_DUE,
    ONBOARDING_EFFECT,
)

_END: Final = np.datetime64(EXPORT_START)
_START: Final = _END - 1826
"""1 October 2020: the year that ends 90 days before 1 January 2022 begins on the 3rd."""
_LEAD: Final = 90  # days before a membership is due; uses of these days count for the next term
_FIRST_DAYS: Final = 31
_USUAL: Final[Mapping[str, tuple[float, float]]] = {
    "Template": (3.4, 2.8),
    "Guidance note": (2.5, 2.0),
    "Standard viewed": (1.7, 1.4),
    "Forum reply": (0.75, 0.6),
    "Mentoring session": (0.13, 0.14),
    "Regional evening": (0.65, 0.0),
    "cpd-webinar": (2.2, 0.0),
    "cpd-course": (1.5, 1.2),
    DRIVER: (0.0, 0.9),
    "Member referrals": (0.4, 0.45),
    "Find a practitioner": (0.65, 0.75),
    "PI scheme": (0.5, 0.65),
    "Partner shop": (1.1, 1.2),
    "Job board": (0.28, 0.3),
}
"""How often a year a usual member does what neither drives renewal nor looks so: before the exports begin, and since.

Since then it is as often as the exports have it of today's members. Were it less, those who left in January 2026 would
seem to have used less than those who stayed. The helpline's first number is DRIVER_A_YEAR.
"""
_MEMBER_AREA: Final = ("Template", "Guidance note", "Standard viewed", "Forum reply", "Mentoring session")
_FIRST: Final = ("Template", "Template", "Guidance note", "Standard viewed", "cpd-course")
"""What joiners use first."""
_CONFERENCES: Final = (71, 169, 253)  # days of each year; a member goes to one


@dataclass(frozen=True, slots=True)
class Uses:
    """One position a use: whose, of what, and on which day."""

    career: Ints
    label: Words
    day: Times


@dataclass(frozen=True, slots=True)
class _Held:
    """The terms of these years, and what is known of each; in them a use's `career` is its term's position."""

    career: Ints
    year: Ints
    due: Times
    since: Times  # the first and the day after the last day whose uses are in the archive
    until: Times
    spell: Times  # the first day since the member joined or came back, if in this term, else _START
    joins: Flags
    ended: Flags
    excused: Flags
    band: Ints
    grade: Ints
    level: Floats

    def __len__(self) -> int:
        return len(self.career)

    def after_first_days(self) -> Times:
        """Return the day on which the first month is over; _START of those who are there for longer."""
        return np.where(self.spell > _START, self.spell + _FIRST_DAYS, _START)


@dataclass(frozen=True, slots=True)
class _Window:
    """The days that count for each term: the year that ends _LEAD days before it is due, without the first month."""

    first: Times
    last: Times  # the day after it

    @property
    def days(self) -> Ints:
        return np.maximum((self.last - self.first).astype(np.int64), 0)


def draw_earlier_uses(
    rng: np.random.Generator, careers: Careers, terms: Terms, *, todays: int, member_area: float
) -> Uses:
    """Return the uses in the order of time; of the first `todays` careers those before the exports begin.

    `member_area`: as in Scene, of what is done in it.
    """
    held = _held(careers, terms, todays)
    window = _Window(np.maximum(held.due - _LEAD - 365, held.after_first_days()), np.minimum(held.due - _LEAD, _END))
    asks, starts = 1 - np.exp(-DRIVER_A_YEAR * window.days / 365), np.where(held.joins, FIRST_USE_BY_30, 0.0)
    asked, started = _of_outcome(rng, held, asks, starts)
    first_day = _first_days(rng, held, started)
    parts = [
        _usual(rng, held, label, *(rate * (member_area if label in _MEMBER_AREA else 1.0) for rate in rates))
        for label, rates in _USUAL.items()
    ]
    parts = [_since(part, held.spell + first_day) for part in parts]
    parts.append(_at(rng, np.flatnonzero(started), _FIRST, held.spell + first_day))
    parts += [_asked(rng, window, asked), _asked_at_last(rng, held), _conferences(rng, held)]
    at, label, day = (np.concatenate([getattr(part, name) for part in parts]) for name in ("career", "label", "day"))
    what, hole_start, hole_end = HOLE
    lost = (label == what) & (day >= np.datetime64(hole_start)) & (day < np.datetime64(hole_end))
    kept = np.flatnonzero((day >= held.since[at]) & (day < held.until[at]) & ~lost)
    order = kept[np.lexsort((held.career[at[kept]], day[kept]))]
    return Uses(held.career[at[order]], label[order], day[order])


def _held(careers: Careers, terms: Terms, todays: int) -> _Held:
    which = np.flatnonzero((terms.due > _START) & (terms.begins < _END))
    career, year = terms.career[which], terms.year[which]
    due, begins = terms.due[which], terms.begins[which]
    member = careers.take(career)
    new = terms.first[which] | terms.returned[which]
    return _Held(
        career=career,
        year=year,
        due=due,
        since=_START + np.zeros(len(which), dtype=np.int64),
        until=np.where(career < todays, np.minimum(due, _END), due),
        spell=np.where(new, np.maximum(begins, _START), _START),
        joins=terms.first[which] & (begins >= _START),
        ended=terms.ended[which],
        excused=terms.ended[which] & np.isin(member.reason, ("Deceased", "Retired")),
        band=band_of(member.tenure(year)),
        grade=member.grade,
        level=member.level,
    )


def _of_outcome(rng: np.random.Generator, held: _Held, asks: Floats, starts: Floats) -> tuple[Flags, Flags]:
    """Return for each term whether the helpline was asked, and whether a joiner used something in the first month.

    `asks`, `starts`: the shares that do. Drawn given the outcome: of those who renewed, the share q r1 / r had asked,
    where q is the share that asks, r1 the rate of those who did, and r the rate of all.
    """
    base = renewal_rates(held.band, held.grade, np.minimum(held.year, LAST_DUE))
    decided = (held.year <= LAST_DUE) & ~held.excused
    weights = []
    for asked, started in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = (asks if asked else 1 - asks) * (starts if started else 1 - starts)
        onboarding = np.where(held.joins, ONBOARDING_EFFECT * (started - starts), 0.0)
        rate = base + DRIVER_EFFECT * (asked - asks) + onboarding
        weights.append(share * np.where(decided, np.where(held.ended, 1 - rate, rate), 1.0))
    total = np.cumsum(weights, axis=0)
    case = (rng.random(len(held)) * total[-1] >= total).sum(axis=0)
    return case >= 2, case % 2 == 1


def _first_days(rng: np.random.Generator, held: _Held, started: Flags) -> Ints:
    """Return on which day a joiner's first use is, or may be at the earliest; 0 of those who are there for longer."""
    soon = rng.random(len(held)) < FIRST_USE_BY_14 / FIRST_USE_BY_30
    day = np.where(soon, rng.integers(0, 15, size=len(held)), rng.integers(15, _FIRST_DAYS, size=len(held)))
    return np.where(started, day, np.where(held.joins, _FIRST_DAYS, 0))


def _usual(rng: np.random.Generator, held: _Held, label: str, before: float, since: float) -> Uses:
    """Return uses at a steady rate `before` the exports begin, and another one `since` then."""
    first = np.where(held.spell > _START, held.spell, np.maximum(held.due - 365, _START))
    days_before = np.maximum((np.minimum(held.until, _END) - first).astype(np.int64), 0)
    days_since = np.maximum((held.until - np.maximum(first, _END)).astype(np.int64), 0)
    counts = [
        rng.poisson(held.level * rate * days / 365) for rate, days in ((before, days_before), (since, days_since))
    ]
    at = np.concatenate([np.repeat(np.arange(len(held)), count) for count in counts])
    late = np.arange(len(at)) >= counts[0].sum()
    start = np.where(late, np.maximum(first, _END)[at], first[at])
    days = np.where(late, days_since[at], days_before[at])
    return _uses(at, label, np.asarray(start + (rng.random(len(at)) * days).astype(np.int64)))


def _since(uses: Uses, first: Times) -> Uses:
    kept = uses.day >= first[uses.career]
    return Uses(uses.career[kept], uses.label[kept], uses.day[kept])


def _at(rng: np.random.Generator, who: Ints, labels: tuple[str, ...], day: Times) -> Uses:
    return Uses(who, np.array(labels, dtype=np.object_)[rng.integers(len(labels), size=len(who))], day[who])


def _asked(rng: np.random.Generator, window: _Window, asked: Flags) -> Uses:
    """Return the uses of the helpline that count for a term: one of each who asked, and some more."""
    more = rng.poisson(DRIVER_A_YEAR / 2 * window.days / 365)
    at = np.repeat(np.arange(len(asked)), np.where(asked, 1 + more, 0))
    return _uses(at, DRIVER, window.first[at] + (rng.random(len(at)) * window.days[at]).astype(np.int64))


def _asked_at_last(rng: np.random.Generator, held: _Held) -> Uses:
    """Return the uses of the helpline in the last days of those who left, which count for no term."""
    until = np.minimum(held.until, _END)
    days = np.where(held.ended, np.maximum((until - (held.due - _LEAD)).astype(np.int64), 0), 0)
    at = np.repeat(np.arange(len(held)), rng.poisson(DRIVER_A_YEAR * days / 365))
    day = held.due[at] - _LEAD + (rng.random(len(at)) * days[at]).astype(np.int64)
    kept = day >= held.after_first_days()[at]
    return _uses(at[kept], DRIVER, day[kept])


def _conferences(rng: np.random.Generator, held: _Held) -> Uses:
    """Return who went to a conference in the calendar year before the term was due."""
    day = (held.year - 1971).astype("datetime64[Y]").astype("datetime64[D]")
    day = day + np.array(_CONFERENCES)[rng.integers(len(_CONFERENCES), size=len(held))]
    chance = np.array(DECOY_BY_BAND)[held.band] + np.array(DECOY_BY_GRADE)[held.grade]
    went = (rng.random(len(held)) < chance) & (day >= held.after_first_days()) & (day < held.due)
    at = np.flatnonzero(went)
    return _uses(at, DECOY, day[at])


def _uses(at: Ints, label: str, day: Times) -> Uses:
    return Uses(at, np.full(len(at), label, dtype=np.object_), day)
