"""Price differences: floors, list prices of zero, one of a pair missing; and rows that are no use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.independent.facts import Member
from tests.independent.organisations.kit import (
    EXACT,
    RANGED,
    cpd,
    evening,
    exact,
    fees,
    organisation,
    referral,
    shop,
    template,
    templates,
)

_SPRING, _SUMMER, _AUTUMN = date(2026, 3, 9), date(2026, 6, 15), date(2026, 10, 1)

ORGANISATIONS = (
    organisation(
        "floors-once-a-row",
        "floor-at-means",
        Member("P1"),
        Member("P2"),
        Member("P3"),
        fees=fees(P1="100", P2="90", P3="80"),
        uses=(
            shop("P1", _SPRING, "120.00", "80.00"),
            shop("P1", _SUMMER, "60.00", "75.00"),  # more than others pay: nothing, and the row above stays
            shop("P1", _AUTUMN, "50.00", "50.00"),
            cpd("P2", _SPRING, "2", list_price="60.00", price_paid="100.00"),
            cpd("P2", _SUMMER, "3"),
            cpd("P2", _AUTUMN, "2", price_paid="150.00"),  # 110 assumed
            template("P3", _SPRING, "3"),
            shop("P3", _SUMMER, "10.00", "11.50"),
        ),
    ),
    organisation(
        "floors-at-the-means",
        "floor-at-means low-at-least-zero correlation-0",
        Member("P1"),
        Member("P2"),
        fees=fees(P1="10", P2="10"),
        uses=(
            cpd("P1", _SPRING, "4"),  # 31.67 - 30.67 at the means: positive, though many draws are not
            cpd("P2", _SPRING, "2", price_paid="64.00"),  # 63.33 - 64.00: nothing, though many draws are positive
            cpd("P2", _SUMMER, "2", price_paid="40.00"),
        ),
        assumptions=EXACT
        | {
            "price-hour": replace(RANGED["price-hour"], low="10", central="32.5", high="50"),
            "member-price-hour": replace(RANGED["member-price-hour"], low="20", central="29", high="48"),
        },
        correlation="0",
    ),
    organisation(
        "low-of-zero",
        "low-at-least-zero correlation-half central-at-means",
        Member("P1"),
        Member("P2"),
        Member("P3"),
        fees=fees(P1="25", P2="25", P3="25"),
        uses=(
            cpd("P1", _SPRING, "5"),
            cpd("P2", _SPRING, "2"),
            cpd("P2", _SUMMER, "6"),
            template("P2", _SUMMER),
            cpd("P3", _SUMMER, "1", list_price="50.00"),
            cpd("P3", _AUTUMN, "1", price_paid="20.00"),
        ),
        assumptions=RANGED
        | {
            "price-hour": replace(RANGED["price-hour"], low="10", central="34", high="50"),
            "member-price-hour": replace(RANGED["member-price-hour"], low="15", central="29", high="48"),
        },
    ),
    organisation(
        "list-price-of-zero",
        "list-zero one-price-missing",
        Member("P1"),
        Member("P2"),
        Member("P3"),
        fees=fees(P1="120", P2="100", P3="100"),
        uses=(
            cpd("P1", _SPRING, "1", list_price="0"),
            cpd("P1", _SUMMER, "2"),
            cpd("P2", _SPRING, "2", list_price="0.00", price_paid="0.00"),
            shop("P2", _SUMMER, "0"),  # not the assumed saving of 12
            shop("P2", _AUTUMN),
            cpd("P3", _SPRING, "3", list_price="0", price_paid="10.00"),
            template("P3", _SPRING),
        ),
        assumptions=EXACT | {"price-hour": exact("180", "GBP an hour")},
    ),
    organisation(
        "list-prices-of-zero-with-ranges",
        "list-zero correlation-half central-at-means",
        Member("P1"),
        Member("P2"),
        fees=fees(P1="20", P2="20"),
        uses=(
            shop("P1", _SPRING, "0.00"),
            *templates("P1", 3),
            cpd("P2", _SPRING, "2", list_price="0"),
            cpd("P2", _SUMMER, "2"),
            shop("P2", _AUTUMN),
        ),
        assumptions=RANGED,
    ),
    organisation(
        "list-price-below-the-assumed",
        "list-below-assumed one-price-missing",
        Member("P1"),
        Member("P2"),
        fees=fees(P1="100", P2="100"),
        uses=(
            cpd("P1", _SPRING, "2", list_price="90.00"),  # 90 - 70, where 110 were assumed
            cpd("P1", _SUMMER, "2", list_price="60.00"),  # 60 - 70: nothing
            cpd("P2", _SPRING, "1", list_price="45.00", price_paid="20.00"),
            cpd("P2", _SUMMER, "4", list_price="300.00"),  # above the assumed 220: recorded all the same
        ),
    ),
    organisation(
        "list-price-below-the-assumed-with-ranges",
        "list-below-assumed one-price-missing correlation-half subtotals",
        Member("P1"),
        Member("P2"),
        fees=fees(P1="15", P2="15"),
        uses=(
            cpd("P1", _SPRING, "2", list_price="90.00"),
            cpd("P1", _SUMMER, "3", price_paid="75.00"),
            cpd("P2", _SPRING, "1", list_price="45.00", price_paid="5.00"),
            cpd("P2", _SUMMER, "2"),
            template("P2", _AUTUMN, "2"),
        ),
        assumptions=RANGED,
    ),
    organisation(
        "one-price-missing",
        "one-price-missing subtotals",
        Member("P1"),
        Member("P2"),
        Member("P3"),
        fees=fees(P1="50", P2="50", P3="50"),
        uses=(
            cpd("P1", _SPRING, "2", price_paid="0.00"),  # 110 - 0
            cpd("P1", _SUMMER, "2", price_paid="25.50"),
            cpd("P1", _AUTUMN, "1", list_price="75.00"),
            shop("P2", _SPRING),
            shop("P2", _SUMMER, "200.00", "150.00"),
            cpd("P2", _AUTUMN, "1", list_price="75.00", price_paid="50.00"),
            referral("P3", _SPRING, "0.00"),  # a deal of nothing is recorded: no average sale in its place
            referral("P3", _SUMMER, "480.00"),
            referral("P3", _AUTUMN),
        ),
    ),
    organisation(
        "quantity-of-zero",
        "quantity-zero light-use",
        Member("P1"),
        Member("P2"),
        Member("P3"),
        Member("P4"),
        fees=fees(P1="500", P2="500", P3="50", P4="300"),
        uses=(
            template("P1", _SPRING, "2"),
            template("P1", _SUMMER, "0"),
            cpd("P1", _AUTUMN, "0"),  # one use, not three: light use
            template("P2", _SPRING, "2"),
            evening("P2", _SUMMER),
            evening("P2", _AUTUMN),  # three with the evenings
            template("P3", _SPRING, "2"),
            template("P3", _SUMMER, "0.0"),
            template("P4", _SPRING),
            template("P4", _SUMMER, "-3"),  # absurd: a problem, no value
            template("P4", _AUTUMN, "0"),
        ),
    ),
    organisation(
        "quantity-of-zero-in-hours",
        "quantity-zero below-fee",
        Member("P1"),
        Member("P2"),
        fees=fees(P1="60", P2="700"),
        uses=(
            cpd("P1", _SPRING, "0", list_price="90.00", price_paid="10.00"),
            cpd("P1", _SUMMER, "1.5"),
            cpd("P1", _AUTUMN, "0.25"),
            evening("P1", _AUTUMN),
            cpd("P2", _SPRING, "0"),
            cpd("P2", _SUMMER, "7.5"),
            template("P2", _SUMMER, "2.5"),
            evening("P2", _AUTUMN),
        ),
    ),
    organisation(
        "own-hour-and-the-hour-of-a-grade",
        "subtotals ratio",
        Member("P1", hourly_value="75.50"),
        Member("P2", grade="Fellow"),
        Member("P3"),
        fees=fees(P1="100", P2="100", P3="100"),
        uses=(*templates("P1", 3), *templates("P2", 3), *templates("P3", 3), shop("P3", _SUMMER, "99.99", "33.33")),
        assumptions=EXACT | {"hour-of-fellows": exact("62", "GBP an hour")},
        hourly_value_of_grade={"Fellow": "hour-of-fellows"},
    ),
)
