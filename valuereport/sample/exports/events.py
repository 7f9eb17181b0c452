"""The ticketing system's attendee report: conferences, regional evenings and committees, with American dates."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from valuereport.sample.activity import addresses, draw_attendance
from valuereport.sample.people import COUNTRIES, People
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import word_list

FILE: Final = "eventbrite_attendees.csv"
_HEADINGS: Final = (
    *("Order #", "Order Date", "First Name", "Last Name", "Email", "Quantity", "Price Tier", "Ticket Type"),
    *("Attendee #", "Group", "Order Type", "Currency", "Total Paid", "Fees Paid", "Eventbrite Fees"),
    *("Eventbrite Payment Processing", "Attendee Status", "Home Address 1", "Home Address 2", "Home City"),
    *("Home State", "Home Zip", "Home Country", "Event Name", "Event Start Date", "CPD Hours", "Non-member Price"),
    *("How did you hear about this event?", "Job Title", "Company"),
)
_CHANCE: Final[Mapping[str, float]] = {"Conference": 0.3, "Regional evening": 0.22, "Committee": 0.03}
_HEARD: Final = ("Newsletter", "Website", "A colleague", "Email", "Branch meeting", "")
_HOUR: Final[Mapping[str, str]] = {"Conference": "09:30", "Regional evening": "18:30", "Committee": "14:00"}


def write(scene: Scene, folder: Path) -> Written:
    """Write the report and return its number of rows."""
    rng, actors = scene.stream("events"), scene.actors
    events: list[Mapping[str, Any]] = list(word_list("titles")["event"])
    chance = np.zeros((len(actors), len(events)))
    for column, event in enumerate(events):
        at_home = actors.country == list(COUNTRIES).index(event["country"])
        chance[:, column] = np.where(at_home, _CHANCE[event["ticket"]], 0.003)
    who, which = draw_attendance(rng, actors, [event["date"] for event in events], chance)
    emails = addresses(rng, actors, who)
    rows: list[list[Any]] = []
    order = 9_871_002_300
    for actor, column, email in zip(who.tolist(), which.tolist(), emails.tolist(), strict=True):
        if rng.random() > 0.12:  # else several people on one order
            order += int(rng.integers(7, 900))
        status = ("Attending", "Checked In", "Checked In", "Checked In")[int(rng.integers(4))]
        if rng.random() < 0.05:
            status = ("Not Attending", "Refunded")[int(rng.integers(2))]
        email = "" if rng.random() < 0.015 else email
        booked = events[column]["date"] - timedelta(days=int(rng.integers(2, 70)))
        name = (actors.first[actor], actors.last[actor])
        rows.append(_row(events[column], order, len(rows), booked, name, email, status))
    rows += _guests(scene, rng, events, len(rows))
    for row in rows[17::120]:  # the same attendee exported twice
        rows.append(list(row))
    for row in rows[40::400]:
        row[_HEADINGS.index("Event Start Date")] = "13/32/26 09:30"
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        report = csv.writer(stream, lineterminator="\n")
        report.writerow(_HEADINGS)
        report.writerows(rows)
    return Written(len(rows))


def _row(
    event: Mapping[str, Any], order: int, number: int, booked: date, name: tuple[str, str], email: str, status: str
) -> list[Any]:
    ticket = event["ticket"]
    currency = "GBP" if event["country"] == "GB" else "EUR"
    paid, price = event.get("price_paid"), event.get("list_price")
    return [
        *(order, f"{booked:%m/%d/%y} 10:{number % 60:02d}", *name, email, 1, "", ticket, 14_500_000_000 + 37 * number),
        *("", "PayPal Completed" if paid else "Free Order", currency, f"{paid or 0:.2f}", "0.00", "0.00"),
        *("0.00", status, *[""] * 5, event["country"] if paid else ""),  # of an address, the country only
        *(event["title"], f"{event['date']:%m/%d/%y} {_HOUR[ticket]}", event.get("hours", 1)),
        *(f"{price:.2f}" if price else "", _HEARD[number * 7 % 11 % len(_HEARD)], "", ""),
    ]


def _guests(scene: Scene, rng: np.random.Generator, events: list[Mapping[str, Any]], count: int) -> list[list[Any]]:
    """Return guests who are no members and paid the full price."""
    people, rows = People(rng), []
    for number in range(count // 40 + 1):
        event = events[int(rng.integers(len(events)))]
        guest = people.draw(event["country"], "guests.example")
        full = {**event, "price_paid": event.get("list_price")}
        name = (guest.first, guest.last)
        booked = event["date"] - timedelta(days=9)
        rows.append(_row(full, 9_999_100_000 + number, count + number, booked, name, guest.email, "Attending"))
    return rows
