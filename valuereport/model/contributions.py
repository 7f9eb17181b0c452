"""What each member contributes to the figures of a run; stories are made from this."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.benefits import FORMULAS, Benefit, Variant, win_formula
from valuereport.model.benefits import Term as FormulaTerm
from valuereport.model.valuation import Grade


@dataclass(frozen=True, slots=True)
class Term:
    """On what one term of the members' values rests."""

    line: str  # the activity's or the policy win's id
    grade: Grade  # of the benefit line, as in statements
    assumptions: tuple[tuple[str, str, Grade], ...]  # role, id and grade of each
    variant: Variant = "assumed"
    part: int = 0  # which term of its formula; of a policy win: years since it came into force

    def formula_term(self, benefit: Benefit) -> FormulaTerm:
        """Return the term of the table of benefits."""
        if benefit == "policy":
            drops_off = any(role == "drop_off" for role, _, _ in self.assumptions)
            return win_formula((self.part,), drops_off=drops_off)[0]
        return FORMULAS[benefit, self.variant][self.part]


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each member adds to the figures of a run; money in the organisation's currency where nothing else is said.

    `members`: a row a member with a statement: member_id, the dimensions, locale, edition; currency, rate (the
    organisation's currency for one of it), fee, low, central, high (in that currency); first_period (joined in it);
    few_engagements (too few for a standard statement, unless it is worth the fee);
    quantities hours_saved, cpd_hours, leads, policy_wins; time_value, lead_value, cpd_value, policy_value, savings:
    each benefit's best estimate; together they are that of the total.
    `weights` @ `units` are the draws of each member's value: members x terms, terms x draws; `hour_weights` @
    `hour_units` those of the hours saved: members x activities, activities x draws.
    """

    name: str  # of the run
    start: date
    end: date
    currency: str
    members: pd.DataFrame
    weights: NDArray[np.float64]
    units: NDArray[np.float64]
    benefits: tuple[Benefit, ...]  # of each term
    terms: tuple[Term, ...] = ()  # of each term: what is cited for a figure
    hour_weights: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    hour_units: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    hour_terms: tuple[Term, ...] = ()
