"""The calculator: engagement histories -> valuations. The formulas are explained in docs/value-model.md.

unit_values      benefit lines and the formula of each
draws            the draws of the assumptions
terms, policy    the members' weights in the lines: of engagements, of policy wins
ranges           P10, P50 and P90 of sums of lines
valuations       the result: all members' figures
explanation      one member's valuation with its evidence
peers            the peers of each member, and suggestions
contributions    the members' contributions to stories
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from valuereport.calculator.contributions import contributions
from valuereport.calculator.draws import FloatArray, drawn_figures
from valuereport.calculator.explanation import Explainer
from valuereport.calculator.peers import peers_of
from valuereport.calculator.policy import win_terms
from valuereport.calculator.ranges import neighbours, ranges
from valuereport.calculator.terms import UNPRICED, engagement_terms
from valuereport.calculator.valuations import Valuations
from valuereport.model.history import History
from valuereport.model.valuation import Edition
from valuereport.settings import Settings

__all__ = ["Explainer", "Valuations", "calculate", "contributions"]


def calculate(history: History, settings: Settings) -> Valuations:
    """Return every member's valuation. Deterministic for the settings' seed."""
    members, engagements = history.members, history.engagements
    terms = engagement_terms(members, engagements, settings)
    wins = win_terms(members, settings)
    lines = (*terms.lines, *(win.line for win in wins))
    widths = [2 if line.variant == "price-paid" else len(line.years) or 1 for line in lines]
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

    calculation = settings.workspace.calculation
    figures = drawn_figures(settings.judgement.assumptions, calculation.draws, calculation.seed)
    units = np.concatenate(
        [
            np.broadcast_to(gross * line.net_share(figures), calculation.draws).reshape(1, -1)
            for line in lines
            for gross in line.gross(figures)
        ]
        or [np.zeros((0, calculation.draws))]
    )
    rates = {name: found.rate for name, found in settings.workspace.rates.items()}
    rate = np.array([rates.get(currency, np.nan) for currency in members["currency"].tolist()], dtype=np.float64)
    unit_neighbours = neighbours(units)
    totals = ranges(weights, units, unit_neighbours) / rate[:, None]
    return Valuations(
        history=history,
        settings=settings,
        lines=lines,
        line_of_term=np.repeat(np.arange(len(lines)), widths),
        units=units,
        unit_neighbours=unit_neighbours,
        weights=weights,
        rate=rate,
        engagement_line=terms.line,
        engagement_weight=terms.weight,
        engagement_counted=terms.counted,
        totals=totals,
        editions=_editions(members, engagements, totals[:, 0], settings),
        peers=peers_of(members, engagements, len(settings.judgement.taxonomy.activity), calculation.peers),
        problems=terms.problems,
    )


def _editions(
    members: pd.DataFrame, engagements: pd.DataFrame, low: FloatArray, settings: Settings
) -> tuple[Edition, ...]:
    """Return each member's edition: first-year if joined inside the period, else light-use, else standard."""
    period = settings.workspace.period
    joined = members["joined"].to_numpy()
    first_year = (joined >= np.datetime64(period.start)) & (joined < np.datetime64(period.end))
    number = np.bincount(engagements["member"].to_numpy(), minlength=len(members))
    light = (low < members["fee"].to_numpy()) | (number < settings.workspace.calculation.light_use_below)
    names = np.select([first_year, light], ["first-year", "light-use"], "standard")
    return tuple(names.tolist())
