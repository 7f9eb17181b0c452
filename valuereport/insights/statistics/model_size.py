"""How many members a risk model needs before it may be fitted at all: Riley et al. 2019 (Stat Med 38:1276-1296)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, log
from typing import Final

NAGELKERKE: Final = 0.15
"""What is assumed of a model that nobody has fitted yet: the share of what could be explained that it explains."""
_SHRINKAGE: Final = 0.9
_OPTIMISM: Final = 0.05  # of Nagelkerke's R²: apparent less adjusted
_MARGIN: Final = 0.05  # of the overall risk, either way
_Z: Final = 1.96  # as the paper has it


@dataclass(frozen=True, slots=True)
class ModelSize:
    """How many members each of the three criteria asks for, and all of them together.

    `shrinkage`: coefficients need no more than a tenth taken off; `optimism`: the model looks at most 0.05 better than
    it is; `overall`: the overall risk is known within 5 points. `events`: lapses a parameter at that size.
    """

    shrinkage: int
    optimism: int
    overall: int
    events: float

    @property
    def members(self) -> int:
        """Return the number of members that is needed."""
        return max(self.shrinkage, self.optimism, self.overall)


def largest_cox_snell(rate: float) -> float:
    """Return the largest R² of Cox and Snell that a model of a risk can have; `rate`: between 0 and 1."""
    return 1 - exp(2 * (rate * log(rate) + (1 - rate) * log(1 - rate)))


def model_size(parameters: int, rate: float, cox_snell: float | None = None) -> ModelSize:
    """Return how many members a model needs.

    `rate`: the share of members who lapse; `cox_snell`: the R² that is expected, else NAGELKERKE of the largest.
    Raises ValueError where nobody lapses, or everybody does.
    """
    if not 0 < rate < 1:
        raise ValueError("a rate between 0 and 1")
    largest = largest_cox_snell(rate)
    explained = NAGELKERKE * largest if cox_snell is None else cox_snell
    second = explained / (explained + _OPTIMISM * largest)
    shrinkage, optimism = (parameters / ((one - 1) * log(1 - explained / one)) for one in (_SHRINKAGE, second))
    overall = (_Z / _MARGIN) ** 2 * rate * (1 - rate)
    needed = max(shrinkage, optimism, overall)
    return ModelSize(ceil(shrinkage), ceil(optimism), ceil(overall), ceil(needed) * rate / parameters)
