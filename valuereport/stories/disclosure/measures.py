"""What an attacker knows of the measures: which add up to another, which are the same thing told twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.model.story import Unit

MEMBERS: Final = "members"
"""How many members a segment has."""

SUM: Final = "value"
PARTS: Final = ("time_value", "lead_value", "cpd_value", "policy_value", "savings")
"""A member's value is the sum of these."""

COMPANIONS: Final[Mapping[str, str]] = {
    "hours_saved": "time_value",
    "leads": "lead_value",
    "cpd_hours": "cpd_value",
    "policy_members": "policy_value",
}
"""A quantity and its money: with the assumption between them, either tells the other, so they are hidden together."""

POINTS_OF: Final[Mapping[str, Mapping[str, float]]] = {
    SUM: {"quartile_low": 0.25, "median_value": 0.5, "quartile_high": 0.75},
    "hours_saved": {"median_hours_saved": 0.5},
    "leads": {"median_leads": 0.5},
    "cpd_hours": {"median_cpd_hours": 0.5},
}
"""Figures that stand at one place in the order of the members' amounts, by the sum of these: which share lies below."""

POINTS: Final[Mapping[str, int]] = {
    **{name: round(1 / min(at, 1 - at)) for points in POINTS_OF.values() for name, at in points.items()},
    "ratio_median": 2,
    "median_per_fee": 2,
}
"""All such figures; one of so many parts of the members lies on one side of it."""

SHARES: Final = frozenset({"share_above_fee"})
"""Shares of the members: with their number known, a count."""

GUARDED: Final[frozenset[Unit]] = frozenset({"money", "hours", "leads"})
"""Units in which one member's amount is worth guarding: a count of members or of wins has no large contributor."""
