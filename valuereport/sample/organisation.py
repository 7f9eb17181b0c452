"""The fictional organisation: members who are persons, member firms and the people who act for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from valuereport.sample.chance import pick, stream
from valuereport.sample.people import Address, People, Person, draw_address, draw_countries, fold
from valuereport.sample.words import word_list

_FIRM_SHARE: Final = 0.125
_SECTORS: Final = (
    *("Housing", "Education", "Healthcare", "Public estate"),
    *("Commercial property", "Industry and logistics"),
)
_FIRST_YEAR_SHARE: Final = 0.09
_RENEWALS: Final = (date(2027, 1, 1), date(2027, 1, 1), date(2027, 1, 1), date(2027, 1, 15), date(2027, 2, 1))
_STATUSES: Final[Mapping[str, float]] = {"Active": 0.96, "Lapsed": 0.025, "Resigned": 0.015}
_TAGS: Final[Mapping[str, float]] = {
    "Newsletter": 0.58,
    "Newsletter, Renewed 2027": 0.03,
    "Newsletter, On hold": 0.01,
    "Newsletter, No post": 0.08,
    "No email": 0.06,
    "No email, No post": 0.025,
    "": 0.215,
}
YEARLY_FEES: Final[Mapping[str, Mapping[str, int]]] = {
    "GBP": {"Associate": 180, "Member": 245, "Fellow": 315},
    "EUR": {"Associate": 205, "Member": 285, "Fellow": 365},
}
_FIRM_FEES: Final[Mapping[str, tuple[int, ...]]] = {"GBP": (900, 1300, 1950, 2900), "EUR": (1050, 1500, 2250, 3400)}
_FIRM_SIZES: Final = (15, 50, 250)  # employees up to which the first three fees reach


@dataclass(frozen=True, slots=True)
class Membership:
    """What the CRM holds about any member, a person or a firm."""

    member_no: str
    grade: str
    sector: str
    joined: date
    renewal: date
    status: str
    tags: str
    fee: float  # for 2026, in the member's currency

    @property
    def is_first_year(self) -> bool:
        """Return whether the member joined in 2026."""
        return self.joined.year == 2026


@dataclass(frozen=True, slots=True)
class Individual:
    """A member who is a person. `level` is how much use they make of membership: 1 is usual."""

    crm_id: str
    hubspot_id: str
    person: Person
    address: Address
    membership: Membership
    hourly_rate: int | None
    level: float


@dataclass(frozen=True, slots=True)
class FirmContact:
    """A person who acts for a member firm."""

    crm_id: str
    hubspot_id: str
    person: Person
    level: float


@dataclass(frozen=True, slots=True)
class Firm:
    """A member firm with its contacts, the main one first."""

    crm_id: str
    hubspot_id: str
    name: str
    email: str
    address: Address
    membership: Membership
    employees: int
    contacts: tuple[FirmContact, ...]


@dataclass(frozen=True, slots=True)
class SampleOrganisation:
    """All members of the organisation."""

    individuals: tuple[Individual, ...]
    firms: tuple[Firm, ...]

    @property
    def memberships(self) -> list[tuple[Membership, str]]:
        """Return every membership with the currency of its fee."""
        owners: Sequence[Individual | Firm] = (*self.individuals, *self.firms)
        return [(owner.membership, currency_of(owner.address.country)) for owner in owners]


def currency_of(country: str) -> str:
    """Return the currency in which members of `country` pay."""
    return "GBP" if country == "GB" else "EUR"


def draw_organisation(members: int, seed: int) -> SampleOrganisation:
    """Return a fictional organisation of `members` members, about one in eight of them a firm."""
    rng = stream(seed, "organisation")
    firm_count = round(members * _FIRM_SHARE)
    person_count = members - firm_count
    people, ids = People(rng), _Ids(rng)
    individuals = tuple(
        _individual(rng, people, ids, f"M{1001 + number}", country)
        for number, country in enumerate(draw_countries(rng, person_count))
    )
    names: set[str] = set()
    firms = tuple(
        _firm(rng, people, ids, names, f"F{501 + number}", country)
        for number, country in enumerate(draw_countries(rng, firm_count))
    )
    return SampleOrganisation(_with_special_cases(individuals), firms)


def _with_special_cases(individuals: tuple[Individual, ...]) -> tuple[Individual, ...]:
    """Return the members with two special cases of a CRM: a number with a suffix, and a member who pays no fee."""
    changed = list(individuals)
    if len(changed) > 106:
        split = changed[106].membership
        changed[106] = replace(changed[106], membership=replace(split, member_no=f"{split.member_no}/B"))
        honorary = replace(changed[58].membership, grade="Fellow", fee=0.0, status="Active", joined=date(2011, 5, 12))
        changed[58] = replace(changed[58], membership=honorary)
    return tuple(changed)


class _Ids:
    """Draws the ids of two systems, which grow with gaps."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._crm, self._hubspot = 214_300_000, 88_120_400_000

    def pair(self) -> tuple[str, str]:
        self._crm += int(self._rng.integers(3, 90))
        self._hubspot += int(self._rng.integers(11, 4000))
        return str(self._crm), str(self._hubspot)


def _individual(rng: np.random.Generator, people: People, ids: _Ids, number: str, country: str) -> Individual:
    crm_id, hubspot_id = ids.pair()
    person = people.draw(country, named=int(number[1:]) % 17 == 0)
    grade = pick(rng, ("Associate", "Associate", "Member", "Member", "Member", "Fellow"))
    joined = _joined(rng)
    fee = _part_of_year(YEARLY_FEES[currency_of(country)][grade], joined)
    rate = int(rng.integers(24, 60)) if rng.random() < 0.12 else None
    membership = _membership(rng, number, grade, joined, fee)
    return Individual(crm_id, hubspot_id, person, draw_address(rng, country), membership, rate, _level(rng, light=0.15))


def _firm(rng: np.random.Generator, people: People, ids: _Ids, names: set[str], number: str, country: str) -> Firm:
    crm_id, hubspot_id = ids.pair()
    name = firm_name(rng, country, names)
    domain = f"{fold(name)}.example"
    employees = int(np.exp(rng.uniform(np.log(6), np.log(600))))
    band = sum(employees > size for size in _FIRM_SIZES)
    joined = _joined(rng)
    fee = _part_of_year(_FIRM_FEES[currency_of(country)][band], joined)
    keen = _level(rng, light=0.1)
    contacts = tuple(
        FirmContact(*ids.pair(), people.draw(country, domain), keen * float(rng.uniform(0.5, 1.2)))
        for _ in range(2 + band + int(rng.integers(0, 3)))
    )
    membership = _membership(rng, number, "Corporate", joined, fee)
    return Firm(
        crm_id, hubspot_id, name, f"office@{domain}", draw_address(rng, country), membership, employees, contacts
    )


def firm_name(rng: np.random.Generator, country: str, names: set[str]) -> str:
    """Return a name that no other firm has: a number follows where the plain name is taken."""
    words = word_list("people")[country]
    first, second = rng.choice(len(words["surnames"]), size=2, replace=False)
    plain = str(pick(rng, words["firms"])).format(a=words["surnames"][first], b=words["surnames"][second])
    name, count = plain, 1
    while name in names:
        count += 1
        name = f"{plain} {count}"
    names.add(name)
    return name


def _membership(rng: np.random.Generator, number: str, grade: str, joined: date, fee: float) -> Membership:
    status = "Active" if joined.year == 2026 else _weighted(rng, _STATUSES)
    return Membership(
        member_no=number,
        grade=grade,
        sector=pick(rng, _SECTORS),
        joined=joined,
        renewal=pick(rng, _RENEWALS),
        status=status,
        tags=_weighted(rng, _TAGS),
        fee=fee,
    )


def _weighted(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    return list(weights)[int(rng.choice(len(weights), p=list(weights.values())))]


def _joined(rng: np.random.Generator) -> date:
    if rng.random() < _FIRST_YEAR_SHARE:
        return date(2026, 1, 5) + timedelta(days=int(rng.integers(0, 250)))
    return date(2011, 1, 10) + timedelta(days=int(rng.integers(0, 365 * 15 - 20)))


def _part_of_year(fee: int, joined: date) -> float:
    """Return the fee for 2026: who joins during the year pays for the months that are left."""
    return fee if joined.year < 2026 else round(fee * (13 - joined.month) / 12, 2)


def _level(rng: np.random.Generator, light: float) -> float:
    """Return how much use somebody makes of membership: a share of light users, many usual ones, a few keen ones."""
    kind = rng.random()
    if kind < light:
        return 0.06
    if kind > 0.9:
        return float(rng.uniform(1.7, 2.5))
    return float(rng.gamma(6.0, 0.1)) + 0.42
