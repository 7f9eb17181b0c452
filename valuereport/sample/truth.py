"""What is planted in the years before 2026, and in what members say: each number is a truth that insights must find.

At 240 members most of it is too little to say; at 2,000 and more it shows (tests/sample/test_truth.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import nan
from typing import Final

FIRST_DUE: Final = 2012
"""The institute was founded in January 2011. The log is whole from then on: who left is in it, too, in every year. A
log that holds those alone who are still there would show that nobody ever left."""
LAST_DUE: Final = 2026
"""The last January and February on which memberships were due and are decided."""

GRADES: Final = ("Associate", "Member", "Fellow", "Corporate")
BANDS: Final = (1, 2, 4, 7)
"""The tenure from which a band goes, in terms: 1, 2 and 3, 4 to 6, 7 and more."""

RENEWAL: Final = (0.725, 0.87, 0.905, 0.925)
"""The share that renews, by band: the first year is the dip."""
RENEWAL_BY_GRADE: Final = (-0.015, 0.0, 0.015, 0.015)
RENEWAL_BY_DUE: Final[Mapping[int, float]] = {2025: -0.003, 2026: 0.003}
"""From 2025 to 2026 each band renews a little better, and all together worse: the mix changed, not the rate."""
WON_BACK: Final = 0.11
"""The share of today's members who had left between WON_BACK_LEFT, and came back in 2025. With the others who came back
and did not stay, they double the share of those who are in their first year when they are due in 2026."""
WON_BACK_LEFT: Final = (2019, 2023)
EXCUSED: Final = 0.012
"""The share of those with seven terms or more who die or retire in a year: no lapse."""

DRIVER: Final = "helpline-answer"
"""What drives renewal: whoever asked the helpline in the year that ends 90 days before the membership is due ..."""
DRIVER_A_YEAR: Final = 0.6  # uses; of a whole year about 45 % of members have one
DRIVER_EFFECT: Final = 0.09  # ... renews so much more often, in each band and grade; keen and light users ask alike

DECOY: Final = "Conference"
"""What only looks so: those who have been there for long go more often, and renew more often anyway."""
DECOY_BY_BAND: Final = (0.08, 0.2, 0.4, 0.6)
DECOY_BY_GRADE: Final = (-0.05, 0.0, 0.1, 0.1)

FIRST_USE_BY_14: Final = 0.42  # of joiners, of days since they joined: fewer than the half that is aimed at
FIRST_USE_BY_30: Final = 0.6
ONBOARDING_EFFECT: Final = 0.14
"""Whoever used something within the first 30 days renews so much more often for the first time."""

HOLE: Final = ("cpd-webinar", date(2023, 7, 1), date(2024, 7, 1))
"""The reports of these webinars were not kept when the platform was changed."""

EARLY: Final = 0.05
LATE: Final = 0.04
"""The shares of renewals that are paid up to 25 days before, and 14 to 50 days after they are due: within the grace."""
UPGRADED: Final = 40
"""Of so many long-standing members and fellows, one was upgraded in the middle of 2023."""

# ---- Surveys (surveys.toml says what is asked of whom)

KANO: Final[Mapping[str, tuple[float, float, float, float, float]]] = {
    "data-privacy": (0.03, 0.20, 0.62, 0.14, 0.01),
    "directory": (0.06, 0.22, 0.52, 0.19, 0.01),
    "member-portal": (0.07, 0.26, 0.52, 0.14, 0.01),
    "communication": (0.08, 0.24, 0.47, 0.20, 0.01),
    "cpd": (0.17, 0.56, 0.18, 0.08, 0.01),
    "networking": (0.25, 0.49, 0.09, 0.16, 0.01),
    "support": (0.16, 0.52, 0.24, 0.07, 0.01),
    "insight": (0.22, 0.47, 0.14, 0.16, 0.01),
    "mentoring": (0.64, 0.17, 0.03, 0.15, 0.01),
    "job-matching": (0.52, 0.14, 0.03, 0.27, 0.04),
    "policy-drafts": (0.13, 0.21, 0.50, 0.15, 0.01),
    "keynotes": (0.49, 0.22, 0.05, 0.23, 0.01),
    "committee-minutes": (0.07, 0.04, 0.05, 0.80, 0.04),
    "crm": (0.03, 0.02, 0.03, 0.88, 0.04),
    "office": (0.05, 0.01, 0.02, 0.82, 0.10),
    "compulsory-events": (0.02, 0.01, 0.01, 0.28, 0.68),
    "promotions": (0.04, 0.01, 0.01, 0.34, 0.60),
    "endorsements": (0.02, 0.01, 0.02, 0.19, 0.76),
}
"""What each feature is to members in 2026: the shares to whom it is attractive, performance (the more the better),
basic, indifferent and reverse (A, O, M, I, R). The largest share is its class."""
DRIFTED: Final = "policy-drafts"
DRIFTED_FROM: Final = (0.58, 0.15, 0.05, 0.21, 0.01)
"""In 2025 one feature was another thing to them: what delighted then is expected now. All others were the same."""
BY_GRADE: Final[Mapping[str, Mapping[str, tuple[float, float, float, float, float]]]] = {
    "mentoring": {"Associate": (0.80, 0.12, 0.02, 0.05, 0.01), "Fellow": (0.34, 0.14, 0.03, 0.48, 0.01)}
}
"""What divides members: a mentor delights those who begin, and leaves those indifferent who have arrived. Together they
are much as above."""
STAFF_GUESS: Final[Mapping[str, tuple[float, float, float, float, float]]] = {
    "data-privacy": (0.05, 0.05, 0.10, 0.80, 0.0),
    "mentoring": (0.10, 0.05, 0.05, 0.80, 0.0),
    "promotions": (0.70, 0.10, 0.0, 0.20, 0.0),
}
"""Where the staff's workshop is wrong of members; of the rest it guesses as members say."""
IMPORTANCE: Final = (6.0, 7.5, 7.6, 3.0, 2.2)
"""The mean of what is said from 1 to 9 by those to whom a feature is A, O, M, I, R."""

RESPONSE: Final = 0.4  # of those who were asked; those who use membership more answer more often
DOUBLES: Final = 3  # in each wave with names: members who answer again some days later
STRAIGHT_LINERS: Final = 4  # in each wave of members: who give one and the same answer throughout
CONTRADICTIONS: Final = 9  # in each wave of members: pairs of which both answers are "like"
STRANGERS: Final = 1  # in each wave with names: responses that are no member's
SMALLEST_WAVE: Final = 40  # with fewer respondents none of these are in it

SATISFIED: Final[Mapping[str, tuple[float, float]]] = {
    "data-privacy": (0.95, 0.95),
    "directory": (0.93, 0.93),
    "member-portal": (0.74, 0.62),  # a basic to be fixed first
    "communication": (0.90, 0.91),
    "cpd": (0.80, 0.87),
    "networking": (0.68, 0.68),
    "support": (0.86, 0.91),
    "insight": (0.74, 0.72),
    "mentoring": (nan, 0.80),  # in 2025 it had not begun, and nobody was asked
    "keynotes": (0.82, 0.82),
}
"""The share who are satisfied (4 or 5 of 5), in 2025 and 2026."""
PROMOTERS: Final = ((0.48, 0.30, 0.22), (0.57, 0.28, 0.15))
"""Promoters, passives, detractors, in 2025 and 2026; those who use membership more are promoters more often."""
SHORT_PAIRS: Final[Mapping[str, tuple[float, float]]] = {
    "indemnity-insurance": (0.88, 0.82),  # keep
    "client-referrals": (0.25, 0.80),  # fix first
    "job-adverts": (0.82, 0.20),  # surplus
    "partner-prices": (0.22, 0.18),  # may be stopped
}
"""Of a feature: the share who are satisfied with it, and the share who would miss it."""

PILOT: Final = "mentoring"
"""The feature on trial. From its launch in surveys.toml on it is used, not before; and rated by those who use it."""
ADOPTED: Final[Mapping[str, float]] = {"Associate": 0.4, "Member": 0.12}
"""The share that uses it within half a year, of those of a grade who were members when it began: of all about one in
six, where one in four is aimed at. Fellows are the mentors, and of firms nobody takes part."""

# ---- Where members come from

REFERRED: Final = 0.19  # of those who joined since HEARD_SINCE: a member brought them
HEARD_UNKNOWN: Final = 0.16  # ... nobody knows who or what did; before, nobody was asked
HEARD_SINCE: Final = 2022
