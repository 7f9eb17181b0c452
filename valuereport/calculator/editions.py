"""Which edition of the statement a member gets: the first that applies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray
from valuereport.model.money import COMPARED


def editions(
    first_year: NDArray[np.bool_], few_engagements: NDArray[np.bool_], low: FloatArray, fee: FloatArray
) -> NDArray[np.str_]:
    """Return each member's edition. `low`: of the total, and `fee`: both in the member's currency.

    Few engagements do not matter where the cautious estimate covers a fee.
    """
    fee, low = np.round(fee, COMPARED), np.round(low, COMPARED)
    light = few_engagements & ~((fee > 0) & (low >= fee))
    return np.select([first_year, light, low < fee], ["first-year", "light-use", "below-fee"], "standard")
