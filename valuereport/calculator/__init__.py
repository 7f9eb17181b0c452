"""The calculator: engagement histories -> valuations. The formulas are explained in docs/value-model.md.

unit_values      benefit lines, and the assumption in each role of their formulas
draws            the draws of the assumptions
terms, policy    the members' weights in the lines: of engagements, of policy wins
occasions        rows that may tell of one occasion
ranges           the low, best and high estimate of sums of lines
editions         which edition of the statement a member gets
swings           how far each assumption moves a member's total
sensitivity      the same for an organisation: its total, editions, switching values
valuations       the result: all members' figures
explanation      one member's valuation with its evidence
branches         what the branches of a member firm used, for its statement
entitlements     what is left of what their grades of membership hold
peers            the peers of each member, and suggestions
contributions    the members' contributions to stories
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.contributions import contributions, joined
from valuereport.calculator.draws import FloatArray, drawn_figures, mean_figures
from valuereport.calculator.editions import editions
from valuereport.calculator.explanation import Explainer
from valuereport.calculator.peers import peers_of
from valuereport.calculator.policy import win_terms
from valuereport.calculator.ranges import unit_figures
from valuereport.calculator.sensitivity import OrganisationModel, Sensitivity
from valuereport.calculator.swings import swings, units_at
from valuereport.calculator.terms import UNPRICED, engagement_terms
from valuereport.calculator.unit_values import sampling_of
from valuereport.calculator.valuations import Valuations, ranges_of
from valuereport.errors import Problem
from valuereport.model.history import History
from valuereport.model.valuation import Edition
from valuereport.settings import Settings
from valuereport.settings.member_periods import MemberPeriods, periods_of

__all__ = [
    "Explainer",
    "OrganisationModel",
    "Sensitivity",
    "Valuations",
    "calculate",
    "contributions",
    "joined",
    "sampling_of",
]


def calculate(history: History, settings: Settings, rows: NDArray[np.intp] | None = None) -> Valuations:
    """Return the valuations of the members in some rows, of all where not given. Deterministic for the settings' seed.

    Assumptions have the figures of the settings, whatever a member's period is.
    """
    members, engagements = history.members, history.engagements
    rows = np.arange(len(members)) if rows is None else rows
    periods = periods_of(members, settings.workspace.period)
    terms = engagement_terms(members, engagements, settings, periods)
    wins = win_terms(members, settings, periods)
    lines = (*terms.lines, *(win.line for win in wins))
    widths = [len(line.formula) for line in lines]
    starts = np.concatenate([[0], np.cumsum(widths)]).astype(np.intp)

    priced = terms.line != UNPRICED
    first = engagements["member"].to_numpy()[priced] * starts[-1] + starts[terms.line[priced]]
    weight = terms.weight[priced]
    two = weight[:, 1] != 0
    sums = np.bincount(
        np.concatenate([first, first[two] + 1]),
        weights=np.concatenate([weight[:, 0], weight[two, 1]]),
        minlength=len(members) * int(starts[-1]),
    )
    weights = sums.astype(np.float64, copy=False).reshape(len(members), int(starts[-1]))
    for number, win in enumerate(wins, start=len(terms.lines)):
        weights[:, starts[number] : starts[number + 1]] = win.weight

    calculation, assumptions = settings.workspace.calculation, settings.judgement.assumptions
    sampling = sampling_of(settings.judgement, calculation)
    figures = drawn_figures(assumptions, sampling)
    draws = [np.broadcast_to(term, calculation.draws).reshape(1, -1) for line in lines for term in line.net(figures)]
    units = unit_figures(
        np.concatenate(draws or [np.zeros((0, calculation.draws))]), units_at(lines, mean_figures(assumptions))
    )
    rate = periods.rates(members["currency"], settings.workspace.dated_rates)
    line_of_term = np.repeat(np.arange(len(lines)), widths)
    of_policy = np.array([line.benefit == "policy" for line in lines], dtype=bool)[line_of_term]
    counts = ~of_policy if calculation.policy == "apart" else np.ones(len(of_policy), dtype=bool)
    totals = ranges_of(rows, weights * counts, units, rate)
    return Valuations(
        history=history,
        settings=settings,
        periods=periods,
        rows=rows,
        sampling=sampling,
        lines=lines,
        line_of_term=line_of_term,
        units=units,
        swings=swings(lines, assumptions),
        weights=weights,
        counts=counts,
        rate=rate,
        engagement_line=terms.line,
        engagement_weight=terms.weight,
        engagement_counted=terms.counted,
        totals=totals,
        editions=_editions(members, engagements, totals[:, 0], settings, periods),
        peers=peers_of(members, engagements, len(settings.judgement.taxonomy.activity), calculation.peers),
        problems=(*terms.problems, *_independent_problems(sampling.effects, settings)),
    )


def _independent_problems(effect: Mapping[str, int], settings: Settings) -> Iterator[Problem]:
    """Yield a problem for each assumption that would share the common factor, but helps here and harms there."""
    file, assumptions = settings.workspace.files.assumptions, settings.judgement.assumptions
    for name in sorted(name for name, sign in effect.items() if not sign):
        found = assumptions[name]
        if settings.workspace.calculation.correlation and not found.exact and found.grade != "recorded":
            reason = f"the assumption {name} raises some values and lowers others"
            action = "it is drawn independently of the others; better make it two assumptions"
            yield Problem("calculate", "warning", reason, action, file, column="assumption", value=name)


def _editions(
    members: pd.DataFrame, engagements: pd.DataFrame, low: FloatArray, settings: Settings, periods: MemberPeriods
) -> tuple[Edition, ...]:
    """Return each member's edition. `low`: of the totals, in the member's currency."""
    first_year = periods.contains(np.arange(len(members)), members["joined"].to_numpy())
    number = np.bincount(engagements["member"].to_numpy(), minlength=len(members))
    few = number < settings.workspace.calculation.light_use_below
    return tuple(editions(first_year, few, low, members["fee"].to_numpy()).tolist())
