"""The measures of stories: sums, medians, quartiles and shares, with their units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.model.story import BENEFIT_MEASURES, Unit

SUMS: Final[Mapping[str, Unit]] = {
    "members": "members",
    "value": "money",
    **dict.fromkeys(BENEFIT_MEASURES, "money"),
    "hours_saved": "hours",
    "leads": "leads",
    "cpd_hours": "hours",
    "policy_members": "members",
}
"""Each member adds an amount to these."""

VALUE_QUARTILES: Final[Mapping[str, float]] = {"quartile_low": 0.25, "median_value": 0.5, "quartile_high": 0.75}
"""The quartiles of the members' values: the share of the members below each."""

QUANTITY_MEDIANS: Final[Mapping[str, str]] = {
    "median_hours_saved": "hours_saved",
    "median_leads": "leads",
    "median_cpd_hours": "cpd_hours",
}
"""The medians of quantities, and the sum of each quantity."""

FEE_MEASURES: Final = ("ratio_median", "median_per_fee", "share_above_fee")
"""Figures of the members who paid a fee."""
