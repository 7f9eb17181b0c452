"""Periods of half a year and of eighteen months: caps and yearly worths go with their length."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.independent.facts import Fee, Member, Win
from tests.independent.organisations.kit import (
    ACTIVITIES,
    CPD,
    PAID,
    RANGED,
    REFERRALS,
    SHOP,
    TEMPLATES,
    cpd,
    fees,
    organisation,
    referral,
    shop,
    template,
)

_FEB, _MAR, _APR, _MAY = date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 10)
_CAPPED = (replace(TEMPLATES, cap_per_year="10"), replace(CPD, cap_per_year="20"), *ACTIVITIES[2:])
_ALWAYS = Win("always", date(2019, 5, 1), "worth", {"attribution": "others-policy"}, duration_years=20)
_LATE = Win("late", date(2026, 5, 1), "worth", {"attribution": "others-policy"}, duration_years=3)

ORGANISATIONS = (
    organisation(
        "cap-of-a-year",
        "cap-by-period",
        Member("C1"),
        Member("C2"),
        fees=fees(C1="200", C2="200"),
        uses=(
            template("C1", _FEB, "4"),
            template("C1", _MAR, "4"),
            template("C1", _APR, "4"),  # two of them
            template("C1", _MAY, "4"),  # none
            cpd("C2", _FEB, "12.5"),
            cpd("C2", _MAR, "12.5", list_price="500.00", price_paid="250.00"),  # 7.5 hours of 12.5
            template("C2", _APR, "10"),
        ),
        activities=_CAPPED,
    ),
    organisation(
        "cap-of-half-a-year",
        "cap-by-period worth-by-period",
        Member("C1"),
        Member("C2"),
        fees=fees(C1="80", C2="80"),
        uses=(
            template("C1", _FEB, "4"),
            template("C1", _MAR, "4"),  # 10 x 181 / 365 = 4.96
            cpd("C1", _APR, "15"),
            template("C2", _FEB, "2"),
            template("C2", date(2026, 6, 30), "2"),
            template("C2", date(2026, 7, 1), "2"),  # after the period
        ),
        activities=_CAPPED,
        end=date(2026, 7, 1),
        wins=(_ALWAYS,),
    ),
    organisation(
        "cap-of-eighteen-months",
        "cap-by-period worth-by-period",
        Member("C1"),
        Member("C2"),
        fees=fees(C1="200", C2="200"),
        uses=(
            template("C1", _FEB, "9"),
            template("C1", date(2027, 2, 10), "9"),  # 10 x 546 / 365 = 14.96
            cpd("C2", _MAR, "18"),
            cpd("C2", date(2027, 5, 10), "18"),
        ),
        activities=_CAPPED,
        end=date(2027, 7, 1),
        wins=(_ALWAYS, _LATE),
    ),
    organisation(
        "cap-of-half-a-year-with-ranges",
        "cap-by-period worth-by-period correlation-half central-at-means",
        Member("C1"),
        Member("C2", joined=date(2026, 3, 1)),
        fees=fees(C1="40", C2="40"),
        uses=(
            template("C1", _FEB, "4"),
            template("C1", _MAR, "4"),
            referral("C1", _APR),
            cpd("C2", _APR, "15"),
            template("C2", _MAY, "20"),
        ),
        activities=_CAPPED,
        assumptions=RANGED,
        end=date(2026, 7, 1),
        wins=(_ALWAYS, _LATE),
    ),
    organisation(
        "caps-of-deals-and-purchases",
        "cap-by-period subtotals",
        Member("C1"),
        Member("C2"),
        fees=fees(C1="300", C2="300"),
        uses=(
            referral("C1", _FEB, "1000.00", reference="a"),
            referral("C1", _MAR, reference="b"),
            referral("C1", _APR, "5000.00", reference="c"),
            shop("C2", _FEB, "100.00", "60.00", reference="d"),
            shop("C2", _MAR, "90.00", "60.00", reference="e"),
            shop("C2", _APR, reference="f"),
        ),
        activities=(
            TEMPLATES,
            CPD,
            replace(REFERRALS, cap_per_year="2"),
            replace(SHOP, cap_per_year="2"),
            *ACTIVITIES[4:],
        ),
    ),
    organisation(
        "period-that-begins-in-autumn",
        "worth-by-period first-year",
        Member("C1"),
        Member("C2", joined=date(2026, 12, 25)),
        fees=(Fee("C1", "100", date(2026, 9, 15)), Fee("C2", "100", date(2026, 12, 25)), Fee("C1", "75", PAID)),
        uses=(
            template("C1", date(2026, 9, 1), "3"),
            template("C1", date(2026, 8, 31), "3"),  # before the period
            template("C2", date(2027, 1, 31), "3"),
            cpd("C1", date(2027, 2, 28), "3"),
            template("C1", date(2027, 3, 1), "3"),  # after the period
        ),
        start=date(2026, 9, 1),
        end=date(2027, 3, 1),
        wins=(_ALWAYS, _LATE),
    ),
)
