"""The accounts' ledger of fees: German headings, decimal commas, an old encoding, cancelled and open bookings."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.organisation import Membership
from valuereport.sample.scene import Scene, Written

FILE: Final = "beitraege_fees.csv"
_HEADINGS: Final = (
    *("Beleg-Nr.", "Buchungsart", "Mitgliedsnummer", "Beitragsjahr", "Betrag", "Währung"),
    *("Rechnungsdatum", "Zahlungsdatum", "Status", "Bemerkung"),
)
Booking = tuple[date, list[str]]


def write(scene: Scene, folder: Path) -> Written:
    """Write the ledger of 2025 and 2026; it holds no engagements."""
    rng = scene.stream("fees")
    bookings: list[Booking] = []
    for position, (membership, currency) in enumerate(scene.organisation.memberships):
        if membership.joined.year < 2026:
            note = "s. Vermerk" if position == 33 else ""
            bookings.append(_booking(membership, currency, 2025, _payment_day(rng, 2025), amount=note))
        if membership.status == "Active":
            bookings += _this_year(rng, membership, currency, open_still=position == 47)
        if rng.random() < 0.05:
            day = date(2026, 3, 1) + timedelta(days=int(rng.integers(0, 200)))
            bookings.append(_booking(membership, currency, 2026, day, kind="Spende", amount="25,00"))
    bookings.sort(key=lambda booking: booking[0])
    total = sum(membership.fee for membership, _ in scene.organisation.memberships)
    with (folder / FILE).open("w", encoding="cp1252", newline="") as stream:
        ledger = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        ledger.writerow(_HEADINGS)
        ledger.writerows([f"B{number:06d}", *cells] for number, (_, cells) in enumerate(bookings, start=260_101))
        ledger.writerow(["Summe", "", "", "", german(total)])
    return Written(0)


def _this_year(rng: np.random.Generator, membership: Membership, currency: str, *, open_still: bool) -> list[Booking]:
    """Return the bookings of 2026: mostly one payment, else two halves, or one that was cancelled and repeated."""
    first_year = membership.is_first_year
    day = membership.joined + timedelta(days=int(rng.integers(0, 12))) if first_year else _payment_day(rng, 2026)
    if open_still:
        return [_booking(membership, currency, 2026, day, status="offen")]
    way = rng.random()
    if way < 0.05 and not first_year:
        half = round(membership.fee / 2, 2)
        return [
            _booking(membership, currency, 2026, day, amount=german(half), note="1. Rate"),
            _booking(membership, currency, 2026, day + timedelta(days=91), amount=german(membership.fee - half)),
        ]
    paid = [_booking(membership, currency, 2026, day)]
    if way > 0.97:
        paid.insert(0, _booking(membership, currency, 2026, day, status="Storno", note="Rücklastschrift"))
    return paid


def _booking(
    membership: Membership,
    currency: str,
    year: int,
    day: date,
    *,
    kind: str = "Mitgliedsbeitrag",
    amount: str = "",
    status: str = "bezahlt",
    note: str = "",
) -> Booking:
    invoiced = day - timedelta(days=21)
    paid = "" if status == "offen" else f"{day:%d.%m.%Y}"
    cells = [kind, membership.member_no, str(year), amount or german(membership.fee), currency]
    return day, [*cells, f"{invoiced:%d.%m.%Y}", paid, status, note]


def _payment_day(rng: np.random.Generator, year: int) -> date:
    return date(year, 1, 3) + timedelta(days=int(rng.integers(0, 60)))


def german(amount: float) -> str:
    """Return an amount as `1.234,50`."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
