"""Ranges: correlated and independent, recorded beside estimated, and assumptions that help here and harm there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.independent.facts import Member, Win
from tests.independent.organisations.kit import (
    ACTIVITIES,
    CPD,
    EVENINGS,
    EXACT,
    RANGED,
    REFERRALS,
    SHOP,
    TEMPLATES,
    between,
    cpd,
    evening,
    fees,
    organisation,
    referral,
    shop,
    templates,
)

_FEB, _JUN, _NOV = date(2026, 2, 9), date(2026, 6, 9), date(2026, 11, 9)
_WIN = Win("win", date(2026, 4, 1), "worth", {"attribution": "others-policy"})
_MEMBERS = (Member("R1"), Member("R2"), Member("R3"), Member("R4", joined=date(2026, 5, 1)))
_FEES = fees(R1="60", R2="40", R3="5000", R4="30")
_USES = (
    *templates("R1", 6),
    cpd("R1", _JUN, "10"),
    referral("R1", _JUN),
    referral("R1", _NOV, "1500.00"),
    shop("R1", _NOV, "90.00", "65.00"),
    *templates("R2", 2),
    cpd("R2", _FEB, "3"),
    evening("R2", _FEB),
    cpd("R3", _FEB, "20"),
    shop("R3", _FEB),
    shop("R3", _JUN),
    referral("R4", _JUN),
    *(replace(use, day=use.day.replace(month=9)) for use in templates("R4", 2)),
)
_RECORDED = {name: replace(each, grade="recorded") for name, each in RANGED.items()}
_TWO_FACED = (
    replace(TEMPLATES, roles=TEMPLATES.roles | {"attribution": "margin"}),
    CPD,
    REFERRALS,
    SHOP,
    EVENINGS,
)
_WIDE = RANGED | {
    "hour": between("5", "30", "120", "GBP an hour"),
    "dead-templates": between("0", "0.2", "0.9", "share"),
    "sale": between("0", "900", "5000"),
}

ORGANISATIONS = (
    organisation(
        "ranges-together",
        "correlation-half central-at-means subtotals standard below-fee first-year ratio",
        *_MEMBERS,
        fees=_FEES,
        uses=_USES,
        assumptions=RANGED,
        wins=(_WIN,),
    ),
    organisation(
        "ranges-independent",
        "correlation-0 central-at-means subtotals standard below-fee first-year ratio",
        *_MEMBERS,
        fees=_FEES,
        uses=_USES,
        assumptions=RANGED,
        wins=(_WIN,),
        correlation="0",
    ),
    organisation(
        "ranges-wide",
        "correlation-half central-at-means",
        *_MEMBERS[:3],
        fees=fees(R1="20", R2="4", R3="9000"),
        uses=tuple(use for use in _USES if use.member != "R4"),
        assumptions=_WIDE,
        correlation="0.9",
    ),
    organisation(
        "recorded-stand-alone",
        "recorded-independent correlation-half",
        *_MEMBERS,
        fees=_FEES,
        uses=_USES,
        assumptions=_RECORDED,
        wins=(_WIN,),
    ),
    organisation(
        "recorded-beside-estimated",
        "recorded-independent correlation-half central-at-means",
        *_MEMBERS,
        fees=_FEES,
        uses=_USES,
        assumptions=RANGED | {name: _RECORDED[name] for name in ("hour", "price-hour", "member-price-hour", "sale")},
        wins=(_WIN,),
        correlation="0.8",
    ),
    organisation(
        "helps-here-and-harms-there",
        "helps-and-harms correlation-half",
        *_MEMBERS,
        fees=_FEES,
        uses=_USES,
        assumptions=RANGED,
        activities=_TWO_FACED,
        correlation="0.8",
    ),
    organisation(
        "one-price-here-the-other-there",
        "helps-and-harms correlation-half",
        Member("R1"),
        Member("R2"),
        fees=fees(R1="20", R2="20"),
        uses=(
            cpd("R1", _FEB, "3"),
            cpd("R1", _JUN, "2"),
            *templates("R1", 2),
            *(replace(use, activity="cpd-course") for use in (cpd("R2", _FEB, "4"), cpd("R2", _JUN, "2"))),
            *templates("R2", 2),
        ),
        assumptions=RANGED | {"course-price-hour": between("60", "70", "90", "GBP an hour")},
        activities=(
            *ACTIVITIES,
            replace(
                CPD,
                id="cpd-course",
                roles={"nonmember_price": "course-price-hour", "member_price": "price-hour"},
            ),
        ),
        correlation="0.8",
    ),
    organisation(
        "one-assumption-in-many-places",
        "correlation-half central-at-means",
        Member("R1"),
        Member("R2"),
        fees=fees(R1="40", R2="20"),
        uses=(*templates("R1", 4), cpd("R1", _JUN, "6"), *templates("R2", 2), shop("R2", _FEB)),
        assumptions=RANGED,
        activities=tuple(
            replace(each, roles=each.roles | {"deadweight": "dead-cpd", "displacement": "dead-cpd"})
            for each in ACTIVITIES
        ),
    ),
    organisation(
        "ranges-beside-exact-ones",
        "correlation-0 subtotals central-at-means",
        Member("R1"),
        Member("R2"),
        Member("R3"),
        fees=fees(R1="40", R2="20", R3="20"),
        uses=(
            *templates("R1", 4),
            shop("R2", _FEB, "90.00", "40.00"),
            shop("R2", _JUN, "80.00", "40.00"),
            referral("R2", _NOV),
            cpd("R3", _FEB, "4"),
            *templates("R3", 2),
        ),
        assumptions=EXACT | {name: RANGED[name] for name in ("hour", "sale")},
        correlation="0",
    ),
)
