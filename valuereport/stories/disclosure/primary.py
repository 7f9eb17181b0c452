"""The first rules: which figures are unsafe by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.model.story import Rule, Unit
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.measures import GUARDED

REASONS: Final[Mapping[Rule, str]] = {
    "threshold": "Too few members stand behind the figure.",
    "zero": "None of its members, or too few of them, add anything to the figure, or too few do not.",
    "dominance": "One member has too large a part of the figure.",
    "p-percent": "One member's part could be estimated too closely from the figure.",
    "secondary": "A hidden figure could be worked out from this one.",
}


def of_sum(unit: Unit, total: float, contributors: int, first: float, second: float, rules: StoriesRules) -> Rule:
    """Return the rule that hides a sum: of so many contributors, the largest and second largest part of it."""
    if contributors < rules.smallest_group:
        # Nothing at all is told by the same rule as a little: the name of the rule must not give a zero away.
        return "zero"
    if unit not in GUARDED:
        return ""
    if first > rules.largest_share * total:
        return "dominance"
    if total - first - second < rules.p_percent / 100 * first:
        return "p-percent"
    return ""


def of_share(share: float, members: int, rules: StoriesRules) -> Rule:
    """Return the rule that hides a share: too few of its members are on one side."""
    few = min(share, 1 - share) * members < rules.smallest_group - 1e-9
    return "zero" if few else ""


def of_point(value: float, members: int, parts: int, rules: StoriesRules) -> Rule:
    """Return the rule that hides a median or quartile: fewer than half the smallest group lie on one side of it."""
    if members < parts * rules.smallest_group / 2:
        return "threshold"
    return "zero" if value == 0 else ""
