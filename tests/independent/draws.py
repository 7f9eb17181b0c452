"""Joint draws of an organisation's assumptions, by the one-factor Gaussian copula of the method."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tests.independent.facts import Assumption, Organisation
from tests.independent.pert import Floats, quantiles

DRAWS = 160_000
POINTS = 4096  # of the software's own sequence
SPREAD = 3.2905  # standard deviations to either side that hold 99.9 %
_LESS = {"deadweight", "displacement", "attribution", "drop_off", "member_price"}


def signs(organisation: Organisation) -> dict[str, int]:
    """Return 1 for assumptions that make values larger, -1 for smaller, 0 for those that do both or neither."""
    uses: dict[str, set[int]] = {name: set() for name in organisation.assumptions}
    for name in (organisation.hourly_value, *organisation.hourly_value_of_grade.values()):
        if name:
            uses[name].add(1)
    for roles in (*(each.roles for each in organisation.activities), *(each.roles for each in organisation.wins)):
        for role, name in roles.items():
            if name in uses:
                uses[name].add(-1 if role in _LESS else 1)
    for win in organisation.wins:
        uses[win.worth].add(1)
    return {name: found.copy().pop() if len(found) == 1 else 0 for name, found in uses.items()}


def ranged(organisation: Organisation) -> list[str]:
    """Return the names of the assumptions that are drawn."""
    return sorted(name for name, each in organisation.assumptions.items() if not each.exact)


def draw(organisation: Organisation, count: int = DRAWS) -> dict[str, Floats]:
    """Return so many draws of every ranged assumption, plain random ones, as the assumptions are written."""
    generator = np.random.default_rng(zlib.crc32(organisation.name.encode()))
    common = generator.standard_normal(count)
    correlation = float(organisation.correlation)
    effects = signs(organisation)
    drawn = {}
    for name in ranged(organisation):
        assumption, own = organisation.assumptions[name], generator.standard_normal(count)
        z = own
        if effects[name] and assumption.grade != "recorded":
            z = effects[name] * math.sqrt(correlation) * common + math.sqrt(1 - correlation) * own
        drawn[name] = quantiles(float(assumption.low), float(assumption.central), float(assumption.high), z)
    return drawn


def mean_of(assumption: Assumption) -> Fraction:
    """Return an assumption's mean."""
    return (Fraction(assumption.low) + 4 * Fraction(assumption.central) + Fraction(assumption.high)) / 6


@dataclass(frozen=True)
class Band:
    """Between what a printed figure has to lie; both ends are one where it is exact."""

    lowest: Fraction | float
    highest: Fraction | float

    @property
    def exact(self) -> bool:
        """Return whether there is only one right figure."""
        return self.lowest == self.highest


def quantile_band(drawn: Floats, quantile: float) -> Band:
    """Return a 99.9 % band of order statistics, with room for the error of the software's own points.

    The points of a scrambled sequence err by no more than as many plain draws do: mostly by a third of it, but in some
    directions of a space of many dimensions as much.
    """
    ordered = np.sort(drawn)
    deviation = math.sqrt(quantile * (1 - quantile))
    room = SPREAD * deviation * (1 / math.sqrt(len(ordered)) + 1 / math.sqrt(POINTS))
    first = max(math.floor((quantile - room) * len(ordered)), 0)
    last = min(math.ceil((quantile + room) * len(ordered)), len(ordered) - 1)
    return Band(float(ordered[first]), float(ordered[last]))


def by_name(factors: Mapping[str, Fraction], drawn: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return draws with each assumption's own factor (its currency's rate, its prices' index) applied."""
    return {name: values * float(factors[name]) for name, values in drawn.items()}
