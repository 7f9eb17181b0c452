"""The relations between measures that an attacker knows: which add up to another, which follow from each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.model.story import BENEFIT_MEASURES, Unit
from valuereport.stories.measures import QUANTITY_MEDIANS, VALUE_QUARTILES

MEMBERS: Final = "members"
"""The number of members of a segment."""

TOTAL: Final = "value"
PARTS: Final = tuple(BENEFIT_MEASURES)
"""A member's total is the sum of these."""

VALUE_OF_QUANTITY: Final[Mapping[str, str]] = {
    "hours_saved": "time_value",
    "leads": "lead_value",
    "cpd_hours": "cpd_value",
    "policy_members": "policy_value",
}
"""A quantity and its value: each follows from the other by the assumption between them, so both are hidden together."""

QUANTILES_OF: Final[Mapping[str, Mapping[str, float]]] = {
    TOTAL: VALUE_QUARTILES,
    **{quantity: {median: 0.5} for median, quantity in QUANTITY_MEDIANS.items()},
}
"""By sum: the medians and quartiles of the amounts in it, each with the share of the members below it."""

QUANTILE_PARTS: Final[Mapping[str, int]] = {
    **{name: round(1 / min(share, 1 - share)) for of in QUANTILES_OF.values() for name, share in of.items()},
    "ratio_median": 2,
    "median_per_fee": 2,
}
"""All medians and quartiles: the smaller side of one has one in so many members."""

SHARES: Final = frozenset({"share_above_fee"})
"""Shares of the members: with the number of members, each is a count."""

SENSITIVE_UNITS: Final[frozenset[Unit]] = frozenset({"money", "hours", "leads"})
"""Units in which one member's amount must not be disclosed; a count of members or wins has no large contributor."""
