"""Primary suppression: the rules for figures that are unsafe by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.model.story import Rule, Unit
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.relations import SENSITIVE_UNITS

REASONS: Final[Mapping[Rule, str]] = {
    "threshold": "Too few members stand behind the figure.",
    "zero": "None of its members, or too few of them, add anything to the figure, or too few do not.",
    "dominance": "One member has too large a part of the figure.",
    "p-percent": "One member's part could be estimated too closely from the figure.",
    "secondary": "A hidden figure could be worked out from this one.",
}


def sum_rule(
    unit: Unit, total: float, contributors: int, largest: float, second_largest: float, rules: StoriesRules
) -> Rule:
    """Return the rule that hides a sum with so many contributors and these largest contributions; empty if none."""
    if contributors < rules.smallest_group:
        # One rule for no contributors and for few: the name of the rule must not disclose a zero.
        return "zero"
    if unit not in SENSITIVE_UNITS:
        return ""
    if largest > rules.largest_share * total:
        return "dominance"
    if total - largest - second_largest < rules.p_percent / 100 * largest:
        return "p-percent"
    return ""


def share_rule(share: float, members: int, rules: StoriesRules) -> Rule:
    """Return the rule that hides a share: too few of its members are on one side."""
    few = min(share, 1 - share) * members < rules.smallest_group - 1e-9
    return "zero" if few else ""


def quantile_rule(value: float, members: int, parts: int, rules: StoriesRules) -> Rule:
    """Return the rule that hides a median or quartile: fewer than half the smallest group lie on one side of it."""
    if members < parts * rules.smallest_group / 2:
        return "threshold"
    return "zero" if value == 0 else ""
