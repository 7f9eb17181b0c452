"""Currencies of cells, members and assumptions, rates of a day, and prices of an earlier year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.independent.facts import Fee, Member, Rate, Win
from tests.independent.organisations.kit import (
    EXACT,
    PAID,
    RANGED,
    cpd,
    exact,
    fees,
    organisation,
    referral,
    shop,
    template,
    templates,
)

_FEB, _JUN, _NOV = date(2026, 2, 9), date(2026, 6, 9), date(2026, 11, 9)
_EUR = (Rate("EUR", "0.86", date(2025, 1, 1)), Rate("EUR", "0.50", date(2027, 1, 1)))
_MOVING = (
    Rate("EUR", "0.80", date(2026, 1, 1)),
    Rate("EUR", "0.84", date(2026, 5, 1)),
    Rate("EUR", "0.90", date(2026, 12, 31)),
    Rate("USD", "0.75", date(2026, 1, 1)),
    Rate("USD", "0.70", date(2026, 6, 9)),
)
_LATE = (Rate("EUR", "0.85", date(2026, 6, 1)), Rate("EUR", "0.88", date(2026, 9, 1)))

ORGANISATIONS = (
    organisation(
        "fee-in-another-currency",
        "rate-of-day currency-in-cell",
        Member("E1"),
        Member("E2"),
        Member("E3"),
        fees=(
            Fee("E1", "100", date(2026, 2, 1), currency="EUR"),
            Fee("E2", "€100.00", date(2026, 2, 1)),
            Fee("E3", "100.00 EUR", date(2026, 2, 1), currency="GBP"),
        ),
        uses=(*templates("E1", 4), *templates("E2", 4), *templates("E3", 4)),
        rates=_EUR,
    ),
    organisation(
        "amounts-that-name-their-currency",
        "currency-in-cell rate-of-day subtotals",
        Member("E1"),
        Member("E2"),
        fees=(Fee("E1", "£100.00", PAID), Fee("E2", "€60.00", _FEB), Fee("E2", "(€10.00)", _JUN)),
        uses=(
            referral("E1", _FEB, "€1000.00"),
            referral("E1", _JUN, "2000.00 USD"),
            referral("E1", _NOV, "500.00"),
            shop("E2", _FEB, "€90.00", "€60.00"),
            shop("E2", _JUN, "100.00 USD", "£50.00"),  # 70 - 50
            shop("E2", _NOV, "40.00", "30.00", currency="USD"),
        ),
        rates=_MOVING,
    ),
    organisation(
        "rates-of-the-day",
        "rate-of-day own-currency",
        Member("E1"),
        Member("E2", currency="EUR"),
        fees=(
            Fee("E1", "50.00", date(2026, 4, 30), currency="EUR"),
            Fee("E1", "50.00", date(2026, 5, 1), currency="EUR"),
            Fee("E2", "110.00", PAID, currency="EUR"),
        ),
        uses=(
            referral("E1", date(2026, 6, 8), "300.00", currency="USD"),
            referral("E1", date(2026, 6, 9), "300.00", currency="USD"),
            shop("E1", date(2026, 12, 30), "300.00", "200.00", currency="EUR"),
            shop("E1", date(2026, 12, 31), "300.00", "200.00", currency="EUR"),
            shop("E2", _FEB, "300.00", "100.00", currency="EUR"),  # never converted
            referral("E2", _JUN, "800.00", currency="EUR"),
            template("E2", _JUN, "2"),  # by the rate of the last day, 0.90
        ),
        rates=_MOVING,
    ),
    organisation(
        "members-of-another-currency",
        "own-currency rate-of-day",
        Member("E1", currency="EUR"),
        Member("E2", currency="EUR"),
        Member("E3", currency="USD"),
        fees=(
            Fee("E1", "90.00", PAID, currency="EUR"),
            Fee("E2", "80.00", _JUN, currency="GBP"),
            Fee("E3", "60.00", _FEB, currency="USD"),
        ),
        uses=(
            *templates("E1", 3),
            cpd("E1", _JUN, "2", list_price="200.00", currency="EUR"),
            referral("E2", _FEB, "1000.00", currency="GBP"),
            shop("E2", _JUN, "100.00", "40.00", currency="GBP"),
            shop("E2", _NOV),
            cpd("E3", _NOV, "3"),
            shop("E3", _NOV, "70.00", "30.00", currency="USD"),
            template("E3", _FEB),
        ),
        rates=_MOVING,
        wins=(Win("win", date(2026, 4, 1), "worth", {"attribution": "others-policy"}),),
    ),
    organisation(
        "before-the-first-rate",
        "before-first-rate rate-of-day",
        Member("E1"),
        Member("E2"),
        fees=(Fee("E1", "100.00", _FEB, currency="EUR"), Fee("E2", "100.00", date(2026, 9, 1), currency="EUR")),
        uses=(
            referral("E1", date(2026, 5, 31), "400.00", currency="EUR"),
            referral("E1", date(2026, 8, 31), "400.00", currency="EUR"),
            referral("E2", date(2026, 9, 1), "400.00", currency="EUR"),
            *templates("E2", 2),
        ),
        rates=_LATE,
    ),
    organisation(
        "before-the-first-rate-of-purchases",
        "before-first-rate currency-in-cell own-currency",
        Member("E1"),
        Member("E2", currency="EUR"),
        fees=(Fee("E1", "100.00", PAID), Fee("E2", "€100.00", PAID)),
        uses=(
            shop("E1", _FEB, "€100.00", "€40.00"),
            shop("E1", _NOV, "€100.00", "€40.00"),
            *templates("E1", 2),
            shop("E2", _FEB, "£100.00", "£40.00"),  # by the first rate, 0.85
            *templates("E2", 2),
        ),
        rates=_LATE,
    ),
    organisation(
        "assumptions-in-another-currency",
        "assumption-currency",
        Member("E1"),
        Member("E2", currency="EUR"),
        fees=(Fee("E1", "100.00", PAID), Fee("E2", "100.00", PAID, currency="EUR")),
        uses=(*templates("E1", 3), cpd("E1", _JUN, "2"), *templates("E2", 3), shop("E2", _JUN)),
        assumptions=EXACT
        | {
            "hour": exact("50", "EUR an hour", currency="EUR"),
            "member-price-hour": exact("20", "USD an hour", currency="USD"),
        },
        rates=_MOVING,
    ),
    organisation(
        "assumptions-in-another-currency-with-ranges",
        "assumption-currency own-currency correlation-half central-at-means",
        Member("E1"),
        Member("E2", currency="USD"),
        fees=(Fee("E1", "30.00", PAID), Fee("E2", "30.00", PAID, currency="USD")),
        uses=(*templates("E1", 3), cpd("E1", _JUN, "2"), *templates("E2", 3), referral("E2", _JUN), shop("E2", _JUN)),
        assumptions=RANGED
        | {
            "hour": replace(RANGED["hour"], currency="EUR"),
            "sale": replace(RANGED["sale"], currency="USD"),
        },
        rates=_MOVING,
    ),
    organisation(
        "prices-of-an-earlier-year",
        "price-year",
        Member("E1"),
        Member("E2"),
        fees=fees(E1="100", E2="100"),
        uses=(*templates("E1", 3), cpd("E2", _JUN, "4"), referral("E2", _JUN), shop("E2", _FEB)),
        assumptions=EXACT
        | {
            "hour": exact("40", "GBP an hour", price_year=2022),
            "price-hour": exact("55", "GBP an hour", price_year=2024),
            "sale": exact("1200", price_year=2025),
        },
        price_index=((2022, "100"), (2024, "108.5"), (2025, "112"), (2027, "125")),
    ),
    organisation(
        "prices-of-an-earlier-year-with-ranges",
        "price-year assumption-currency correlation-0 central-at-means",
        Member("E1"),
        Member("E2"),
        fees=fees(E1="25", E2="25"),
        uses=(*templates("E1", 3), cpd("E2", _JUN, "4"), referral("E2", _JUN), shop("E2", _FEB)),
        assumptions=RANGED
        | {
            "hour": replace(RANGED["hour"], price_year=2023),
            "worth": replace(RANGED["worth"], price_year=2023, currency="EUR"),
        },
        wins=(Win("win", date(2026, 4, 1), "worth", {"attribution": "others-policy"}),),
        price_index=((2023, "100"), (2025, "106")),
        rates=_MOVING,
        correlation="0",
    ),
    organisation(
        "no-minor-unit",
        "central-at-means own-currency currency-in-cell",
        Member("E1", currency="JPY"),
        Member("E2", currency="GBP"),
        fees=(Fee("E1", "9000", PAID), Fee("E2", "60.00", PAID, currency="GBP")),
        uses=(*templates("E1", 3), shop("E1", _JUN, "£55.55", "£10.10"), *templates("E2", 3)),
        assumptions=EXACT | {"hour": exact("5333", "JPY an hour")},
        currency="JPY",
        rates=(Rate("GBP", "190.25", date(2026, 1, 1)), Rate("GBP", "195.5", date(2026, 9, 1))),
    ),
)
