"""The names of the measures on a story page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from valuereport.wording import Wording


def measure_name(words: Wording, measure: str) -> str:
    """Return the name of a measure, as a heading or label; an unknown one is named by its id."""
    return _names(words).get(measure, measure)


@lru_cache(maxsize=64)
def _names(words: Wording) -> Mapping[str, str]:
    # Translators: the median of what is counted, such as "Hours saved": half of the members had more, half less.
    median = words.gettext("Median: {measure}")
    quantities = {
        "hours_saved": words.gettext("Hours saved"),
        "leads": words.gettext("Referrals"),
        "cpd_hours": words.gettext("Hours of professional development"),
    }
    return {
        **quantities,
        **{f"median_{measure}": median.format(measure=name) for measure, name in quantities.items()},
        "members": words.gettext("Members"),
        # Translators: the value of membership to a group of members.
        "value": words.gettext("Value"),
        "time_value": words.gettext("Time saved"),
        "lead_value": words.gettext("New business"),
        "cpd_value": words.gettext("Professional development"),
        "policy_value": words.gettext("Policy wins"),
        "savings": words.gettext("Member prices"),
        "policy_members": words.gettext("Members reached by policy wins"),
        # Translators: the median: half of the members received more, half less.
        "median_value": words.gettext("Median value"),
        "quartile_low": words.gettext("Lower quartile"),
        "quartile_high": words.gettext("Upper quartile"),
        # Translators: a multiple such as 1.5 ×.
        "ratio_median": words.gettext("Median low estimate, times the fee"),
        # Translators: a share of members, in per cent.
        "share_above_fee": words.gettext("Members whose low estimate exceeds the fee"),
        "median_per_fee": words.gettext("Median value, times the fee"),
    }
