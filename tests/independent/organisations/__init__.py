"""Small organisations, each made to show something that the method says."""

from __future__ import annotations

from tests.independent.facts import Organisation
from tests.independent.organisations import currencies, fees, occasions, periods, policy, prices, ranges, worked

ORGANISATIONS: tuple[Organisation, ...] = (
    *worked.ORGANISATIONS,
    *prices.ORGANISATIONS,
    *periods.ORGANISATIONS,
    *policy.ORGANISATIONS,
    *fees.ORGANISATIONS,
    *currencies.ORGANISATIONS,
    *occasions.ORGANISATIONS,
    *ranges.ORGANISATIONS,
)
BY_NAME = {each.name: each for each in ORGANISATIONS}
