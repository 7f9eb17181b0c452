"""The CRM's log of memberships, a row a term: everybody since the institute was founded, also those who have left.

Four rows are wrong, each of another long-standing member: one ends before it starts, one begins months before the last
one ended, one stands there twice, and one starts on a day that does not exist.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import Ints, Words
from valuereport.sample.careers import Careers, currencies
from valuereport.sample.organisation import YEARLY_FEES, SampleOrganisation, firm_name
from valuereport.sample.people import COUNTRIES, People
from valuereport.sample.scene import Scene, Written
from valuereport.sample.terms import Terms
from valuereport.sample.truth import GRADES, UPGRADED

FILE: Final = "membership_log.csv"
_HEADINGS: Final = (
    *("Member No", "Name", "Grade", "Start Date", "End Date", "Status", "Fee", "Currency"),
    *("Payment Method", "Leaving Reason"),
)
_PAYMENTS: Final = ("Direct debit", "Direct debit", "Direct debit", "Invoice", "Invoice", "Card")
_FEES_SINCE: Final = 2025
"""Since this year fees are what they are in 2026; before, they rose by 3 % a year."""
_UPGRADED_IN: Final = 2023  # on 1 July; the term of the old grade keeps its end
_STATUS: Final = {"Resigned": "Resigned", "Deceased": "Ended", "Retired": "Ended"}

Row = list[str]


def write(scene: Scene, folder: Path) -> Written:
    """Write the log; it holds no engagements."""
    rng = scene.stream("membership-log")
    careers, terms = scene.careers, scene.terms
    numbers, names = numbers_of(scene.organisation, careers), _names(rng, scene.organisation, careers)
    payment = np.array(_PAYMENTS, dtype=np.object_)[rng.integers(len(_PAYMENTS), size=len(careers))]
    payment[careers.firm] = "Invoice"
    currency = currencies(careers)
    upgraded = _upgraded(careers, terms)
    rows: list[tuple[str, Row]] = []
    for at in range(len(terms)):
        who = int(terms.career[at])
        starts, due, year = terms.starts[at], terms.due[at], int(terms.year[at])
        share = _share_of_year(terms, at)
        grade, fee = GRADES[careers.grade[who]], _fee(float(careers.fee[who]), year, share)
        status, reason = _ending(careers, terms, at)
        about = currency[who], payment[who]
        if who in upgraded and year <= _UPGRADED_IN + 1:
            if year == _UPGRADED_IN + 1:
                july = np.datetime64(f"{_UPGRADED_IN}-07-01")
                rows.append(_row(numbers[who], names[who], grade, (july, due), status, fee, *about, reason))
                status, reason = "Upgraded", ""
            grade = GRADES[careers.grade[who] - 1]
            fee = _fee(YEARLY_FEES[str(currency[who])][grade], year, share)
        rows.append(_row(numbers[who], names[who], grade, (starts, due), status, fee, *about, reason))
    for who in np.flatnonzero(careers.honorary).tolist():
        begins = careers.joined[who]
        rows.append(_row(numbers[who], names[who], "Honorary", (begins, None), "Current", 0, currency[who], "", ""))
    _mistype(rows, numbers[_long_standing(careers, upgraded)])
    rows.sort(key=lambda row: row[0])
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        log = csv.writer(stream, lineterminator="\r\n")
        log.writerow(_HEADINGS)
        log.writerows(row for _, row in rows)
    return Written(0)


def numbers_of(organisation: SampleOrganisation, careers: Careers) -> Words:
    """Return everybody's member number: former members have those that follow the last ones of today's."""
    numbers = np.array([each.member_no for each, _ in organisation.memberships], dtype=np.object_)
    former = careers.firm[len(numbers) :]
    persons, firms = len(organisation.individuals), len(organisation.firms)
    more = np.where(former, 501 + firms + np.cumsum(former) - 1, 1001 + persons + np.cumsum(~former) - 1)
    letters = np.where(former, "F", "M")
    following = [f"{letter}{number}" for letter, number in zip(letters.tolist(), more.tolist(), strict=True)]
    return np.array([*numbers, *following], dtype=np.object_)


def _names(rng: np.random.Generator, organisation: SampleOrganisation, careers: Careers) -> Words:
    names = [f"{who.person.first} {who.person.last}" for who in organisation.individuals]
    names += [firm.name for firm in organisation.firms]
    taken, people, countries = {firm.name for firm in organisation.firms}, People(rng), list(COUNTRIES)
    for at in range(len(names), len(careers)):
        country = countries[int(careers.country[at])]
        if careers.firm[at]:
            names.append(firm_name(rng, country, taken))
        else:
            person = people.draw(country)
            names.append(f"{person.first} {person.last}")
    return np.array(names, dtype=np.object_)


def _upgraded(careers: Careers, terms: Terms) -> frozenset[int]:
    """Return those who were upgraded: members for so long that they stay in the band of the longest tenure."""
    tenure = careers.take(terms.career).tenure(terms.year)
    grade = np.isin(careers.grade[terms.career], (GRADES.index("Member"), GRADES.index("Fellow")))
    could = terms.career[(terms.year == _UPGRADED_IN + 1) & (tenure > 7) & grade]
    return frozenset(could[::UPGRADED].tolist())


def _long_standing(careers: Careers, upgraded: frozenset[int]) -> Ints:
    """Return today's members who have been there for long and of whom nothing else is told."""
    plain = (careers.left == 0) & (careers.gap == 0) & ~careers.honorary & (careers.first_due < 2018)
    plain[list(upgraded)] = False
    return np.flatnonzero(plain)


def _fee(fee: float, year: int, share: float) -> float:
    """Return the fee of the term that is due in `year`, in whole pounds or euros before fees stayed the same.

    `fee`: of 2026, where whoever joined in that year pays for a part of it already.
    """
    years = _FEES_SINCE - (year - 1)
    if years < 0:
        return fee
    return round(fee * share, 2) if years == 0 else float(round(fee * 0.97**years * share))


def _share_of_year(terms: Terms, at: int) -> float:
    """Return the share of a year's fee: who joins or comes back during a year pays for the months that are left."""
    if not terms.first[at] and not terms.returned[at]:
        return 1.0
    year, month, _ = str(terms.begins[at]).split("-")
    return (13 - int(month)) / 12 if int(year) == terms.year[at] - 1 else 1.0


def _ending(careers: Careers, terms: Terms, at: int) -> tuple[str, str]:
    """Return the status of a term, and why the membership ended with it."""
    if not terms.ended[at]:
        running = at + 1 == len(terms) or terms.career[at + 1] != terms.career[at]
        return ("Current" if running else "Renewed"), ""
    who = terms.career[at]
    reason = str(careers.reason[who]) if terms.year[at] == careers.left[who] else "Non-payment"
    return _STATUS.get(reason, "Lapsed"), reason


def _row(
    number: str,
    name: str,
    grade: str,
    days: tuple[np.datetime64, np.datetime64 | None],
    status: str,
    fee: float,
    currency: str,
    payment: str,
    reason: str,
) -> tuple[str, Row]:
    """Return a row, and what it is sorted by."""
    starts, due = days
    ends = "" if due is None else _day(due - 1)
    cells = [number, name, grade, _day(starts), ends, status, f"{fee:.2f}", currency, payment, reason]
    return f"{starts} {number}", cells


def _day(day: np.datetime64) -> str:
    year, month, number = str(day).split("-")
    return f"{number}/{month}/{year}"


def _mistype(rows: list[tuple[str, Row]], numbers: Words) -> None:
    """Put the mess into one row each of four members, if there are so many whose term began in 2020."""
    start, end = _HEADINGS.index("Start Date"), _HEADINGS.index("End Date")
    of_2020 = {row[1][0]: row for row in rows if row[1][start].endswith("/2020")}
    found = [of_2020[number] for number in numbers.tolist() if number in of_2020][:8:2]
    if len(found) < 4:
        return
    (_, backwards), (_, overlap), double, (_, nowhere) = found
    backwards[end] = backwards[end][:-4] + "2002"
    overlap[start] = "03/09/2019"
    rows.append(double)
    nowhere[start] = "31/04/2020"
