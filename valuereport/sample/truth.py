"""What is planted in the years before 2026: each number here is a truth that insights must find again.

At 240 members most of it is too little to say; at 2,000 and more it shows (tests/sample/test_truth.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
