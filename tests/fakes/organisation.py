"""An organisation of 3,000 members, the same for a seed: who they are, what they did, what they paid."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

MEMBERS = 3000
_FIRST = (
    "Ann",
    "Ben",
    "Cara",
    "Dafydd",
    "Elin",
    "Farid",
    "Gwen",
    "Hana",
    "Ivo",
    "Jana",
    "Karim",
    "Lena",
    "Mats",
    "Nia",
)
_LAST = ("Adams", "Berg", "Costa", "Davies", "Evans", "Fischer", "Green", "Hughes", "Ito", "Jones", "Khan", "Lopez")
_CITIES = ["Cardiff", "Leeds", "Bergen", "Porto", "Lyon", "Graz", "Delft"]
_GRADES = ("Associate", "Member", "Fellow")
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Firm:
    number: int
    name: str
    city: str


@dataclass(frozen=True)
class Person:
    number: int
    first: str
    last: str
    email: str
    grade: str
    joined: date
    updated: datetime
    firm: Firm | None
    city: str
    street: str
    opted_out: bool

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Meeting:
    """A webinar, an event or a course, and who registered: came or not, for how many minutes."""

    number: int
    title: str
    begins: datetime
    minutes: int
    people: tuple[tuple[Person, bool, int], ...]


@dataclass(frozen=True)
class Payment:
    """What somebody paid in the smallest unit of the currency, and what of it was given back."""

    number: int
    person: Person
    paid: datetime
    amount: int
    refunded: int
    currency: str
    is_paid: bool


@dataclass(frozen=True)
class Reply:
    """What somebody answered to a survey of three questions: 0 to 10, one of three choices, own words."""

    number: int
    person: Person
    at: datetime
    score: int
    choice: str
    words: str


@dataclass(frozen=True)
class Organisation:
    firms: tuple[Firm, ...]
    people: tuple[Person, ...]
    meetings: tuple[Meeting, ...]
    payments: tuple[Payment, ...]
    replies: tuple[Reply, ...]


CHOICES = ("Events", "Advice", "Templates")


@cache
def organisation(members: int = MEMBERS, seed: int = 2026) -> Organisation:
    draw = random.Random(seed)  # noqa: S311 - no secret
    firms = tuple(Firm(at, f"Firm {at} {draw.choice(_LAST)} Ltd", draw.choice(_CITIES)) for at in range(1, 301))
    people = tuple(_person(number, draw, firms) for number in range(1, members + 1))
    meetings = tuple(_meeting(number, draw, people) for number in range(1, 13))
    payments = tuple(_payment(number, draw, one) for number, one in enumerate(people, 1))
    answering = draw.sample(people, min(430, members // 2))
    replies = tuple(_reply(number, draw, one) for number, one in enumerate(answering, 1))
    return Organisation(firms, people, meetings, payments, replies)


def _person(number: int, draw: random.Random, firms: tuple[Firm, ...]) -> Person:
    first, last = draw.choice(_FIRST), draw.choice(_LAST)
    return Person(
        number,
        first,
        last,
        f"{first}.{last}.{number}@members.example".lower(),
        draw.choice(_GRADES),
        date(2010, 1, 1) + timedelta(days=draw.randrange(5500)),
        NOW - timedelta(minutes=draw.randrange(500_000)),
        draw.choice(firms) if draw.random() < 0.4 else None,
        draw.choice(_CITIES),
        f"{draw.randrange(1, 200)} High Street",
        draw.random() < 0.05,
    )


def _meeting(number: int, draw: random.Random, people: tuple[Person, ...]) -> Meeting:
    minutes = draw.choice((45, 60, 90))
    chosen = draw.sample(people, min(len(people) // 2, 130 + 20 * number))
    came = tuple((one, draw.random() < 0.8, draw.randrange(10, minutes)) for one in chosen)
    begins = datetime(2026, number % 10 + 1, 12, 17, 0, tzinfo=UTC)
    return Meeting(number, f"Meeting {number}: practice today", begins, minutes, came)


def _payment(number: int, draw: random.Random, person: Person) -> Payment:
    amount = draw.choice((12_000, 18_050, 24_000))
    given_back = draw.choice((amount, 2_000)) if draw.random() < 0.03 else 0
    paid = datetime(2026, 1, 1, 10, 0, tzinfo=UTC) + timedelta(hours=draw.randrange(24 * 270))
    return Payment(number, person, paid, amount, given_back, "gbp", draw.random() < 0.95)


def _reply(number: int, draw: random.Random, person: Person) -> Reply:
    at = datetime(2026, 9, 1, 8, 0, tzinfo=UTC) + timedelta(minutes=draw.randrange(40_000))
    return Reply(number, person, at, draw.randrange(11), draw.choice(CHOICES), f"Answer {number}, in my own words")
