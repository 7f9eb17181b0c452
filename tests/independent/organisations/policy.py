"""Policy wins: anniversaries, durations, joining, exposure, segments; and figures without them."""

from __future__ import annotations

from datetime import date

from tests.independent.facts import Member, Win
from tests.independent.organisations.kit import (
    EXACT,
    RANGED,
    between,
    exact,
    fees,
    organisation,
    share,
    template,
    templates,
)

_ROLES = {"attribution": "others-policy", "drop_off": "drop-off", "deadweight": "dead-policy"}
_MORE = EXACT | {"drop-off": share("0.3"), "dead-policy": share("0.2"), "levy": exact("4.75", "GBP an employee a year")}
_RANGES = RANGED | {
    "drop-off": between("0.1", "0.3", "0.4", "share"),
    "dead-policy": between("0.1", "0.2", "0.3", "share"),
    "levy": between("3", "5", "8", "GBP an employee a year"),
}
_LEAP = Win("leap-day", date(2024, 2, 29), "worth", _ROLES, duration_years=4)
_ENDS = Win("ends", date(2025, 9, 15), "worth", {"attribution": "others-policy"}, duration_years=1)
_LEVY = Win(
    "levy", date(2025, 4, 1), "levy", _ROLES, duration_years=3, exposure="size", segment={"kind": ("organisation",)}
)
_ALL = Win("all", date(2023, 7, 1), "worth", _ROLES, duration_years=5)

ORGANISATIONS = (
    organisation(
        "leap-day",
        "29-february drop-off",
        Member("W1"),
        Member("W2", joined=date(2026, 2, 28)),
        Member("W3", joined=date(2026, 2, 27)),
        fees=fees(W1="20", W2="20", W3="20"),
        uses=templates("W1", 3),
        assumptions=_MORE,
        wins=(_LEAP,),
    ),
    organisation(
        "leap-day-that-ends",
        "29-february duration-ends",
        Member("W1"),
        Member("W2", country="IE"),
        fees=fees(W1="20", W2="20"),
        uses=(*templates("W1", 3), *templates("W2", 3)),
        assumptions=_MORE,
        wins=(
            Win("two-years", date(2024, 2, 29), "worth", _ROLES, duration_years=2),  # to 27 February 2026
            Win("over", date(2020, 2, 29), "worth", _ROLES, duration_years=5, segment={"country": ("IE",)}),
        ),
    ),
    organisation(
        "duration-that-ends",
        "duration-ends joined-in-period first-year worth-by-period",
        Member("W1"),
        Member("W2", joined=date(2026, 9, 1)),
        Member("W3", joined=date(2026, 9, 15)),
        fees=fees(W1="20", W2="20", W3="20"),
        uses=(*templates("W1", 3), template("W2", date(2026, 10, 1), "2")),
        assumptions=_MORE,
        wins=(_ENDS, Win("later", date(2027, 1, 1), "worth", duration_years=2)),
    ),
    organisation(
        "joining-during-the-period",
        "joined-in-period joined-last-day first-year ratio",
        Member("W1", joined=date(2026, 7, 2)),
        Member("W2", joined=date(2026, 12, 31)),
        Member("W3", joined=date(2026, 12, 30)),
        Member("W4", joined=date(2027, 2, 1)),
        Member("W5", joined=date(2026, 1, 1)),
        Member("W6", joined=date(2025, 12, 31)),
        fees=fees(W1="10", W2="10", W3="10", W4="10", W5="30", W6="30"),
        uses=(*templates("W5", 4), *templates("W6", 2)),
        assumptions=_MORE,
        wins=(_ALL,),
    ),
    organisation(
        "joined-on-the-last-day-of-half-a-year",
        "joined-last-day joined-in-period first-year",
        Member("W1", joined=date(2026, 6, 30)),
        Member("W2", joined=date(2026, 6, 29)),
        Member("W3", joined=date(2026, 7, 1)),
        Member("W4"),
        fees=fees(W1="10", W2="10", W3="10", W4="10"),
        uses=(*templates("W4", 3), template("W2", date(2026, 6, 29))),
        end=date(2026, 7, 1),
        assumptions=_MORE,
        wins=(_ALL, _LEVY),
    ),
    organisation(
        "drop-off-by-whole-years",
        "drop-off worth-by-period exposure",
        Member("W1"),
        Member("W2", kind="organisation", size="180"),
        Member("W3", kind="organisation"),
        fees=fees(W1="40", W2="400", W3="40"),
        uses=(*templates("W1", 3), *templates("W2", 3), *templates("W3", 3)),
        assumptions=_MORE,
        wins=(_ALL, _LEVY),
    ),
    organisation(
        "drop-off-with-ranges",
        "drop-off exposure correlation-half central-at-means",
        Member("W1"),
        Member("W2", kind="organisation", size="12.5"),
        Member("W3", joined=date(2026, 4, 1)),
        fees=fees(W1="20", W2="20", W3="400"),
        uses=(*templates("W1", 3), *templates("W2", 3)),
        assumptions=_RANGES,
        wins=(_ALL, _LEVY, _LEAP),
    ),
    organisation(
        "drop-off-with-ranges-apart",
        "drop-off policy-apart exposure correlation-0 central-at-means",
        Member("W1"),
        Member("W2", kind="organisation", size="60"),
        Member("W3"),
        fees=fees(W1="20", W2="600", W3="60"),
        uses=(*templates("W1", 3), *templates("W2", 3)),
        assumptions=_RANGES,
        wins=(_ALL, _LEVY),
        correlation="0",
        policy="apart",
    ),
    organisation(
        "policy-apart",
        "policy-apart below-fee ratio light-use",
        Member("W1"),
        Member("W2"),
        Member("W3", joined=date(2026, 2, 1)),
        Member("W4"),
        fees=fees(W1="150", W2="100", W3="45", W4="90"),
        uses=(
            *templates("W1", 3),
            *templates("W2", 3),
            template("W3", date(2026, 4, 4)),
            template("W4", date(2026, 4, 4)),
        ),
        assumptions=_MORE,
        wins=(_ALL, Win("fresh", date(2026, 1, 1), "worth", {"attribution": "others-policy"})),
        policy="apart",
    ),
    organisation(
        "segments",
        "worth-by-period",
        Member("W1", sector="Healthcare", grade="Fellow"),
        Member("W2", sector="Healthcare"),
        Member("W3", sector="", grade="Fellow"),
        Member("W4", region="South", country="IE"),
        fees=fees(W1="20", W2="20", W3="20", W4="20"),
        uses=tuple(use for each in ("W1", "W2", "W3", "W4") for use in templates(each, 3)),
        wins=(
            Win(
                "fellows-in-health",
                date(2026, 2, 1),
                "worth",
                segment={"sector": ("Healthcare",), "grade": ("Fellow",)},
            ),
            Win("south", date(2026, 3, 1), "worth", segment={"region": ("South", "East")}),
            Win("isles", date(2026, 4, 1), "worth", segment={"country": ("GB", "IE")}),
        ),
    ),
)
