"""The calculator: engagement histories become valuations. Arithmetic and terms: docs/value-model.md."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, sampled
from valuereport.calculator.explanation import valuation_of
from valuereport.calculator.peers import peer_groups
from valuereport.calculator.policy import win_terms
from valuereport.calculator.ranges import ranges
from valuereport.calculator.terms import UNPRICED, engagement_terms
from valuereport.calculator.valuations import Valuations
from valuereport.model.tables import History
from valuereport.model.valuation import PRICED, Edition
from valuereport.settings import Settings

__all__ = ["Valuations", "calculate", "valuation_of"]


def calculate(history: History, settings: Settings) -> Valuations:
    """Return every member's valuation. Deterministic for the settings' seed."""
    members, engagements = history.members, history.engagements
    terms = engagement_terms(members, engagements, settings)
    wins = win_terms(members, settings)
    lines = (*terms.lines, *(win.line for win in wins))
    widths = [2 if line.variant == "price-paid" else len(line.years) or 1 for line in lines]
    starts = np.concatenate([[0], np.cumsum(widths)]).astype(np.intp)

    weights = np.zeros((len(members), int(starts[-1])))
    priced = terms.line != UNPRICED
    first = starts[terms.line[priced]]
    of_member = engagements["member"].to_numpy()[priced]
    np.add.at(weights, (of_member, first), terms.weight[priced, 0])
    two = terms.weight[priced, 1] != 0
    np.add.at(weights, (of_member[two], first[two] + 1), terms.weight[priced, 1][two])
    for number, win in enumerate(wins, start=len(terms.lines)):
        weights[:, starts[number] : starts[number + 1]] = win.weight

    calculation = settings.workspace.calculation
    figures = sampled(settings.judgement.assumptions, calculation.draws, calculation.seed)
    units = np.concatenate(
        [
            np.broadcast_to(gross * line.kept(figures), calculation.draws).reshape(1, -1)
            for line in lines
            for gross in line.gross(figures)
        ]
        or [np.zeros((0, calculation.draws))]
    )
    of_line = np.repeat(np.arange(len(lines)), widths)
    groups: dict[str, NDArray[np.intp]] = {"total": np.arange(len(of_line))}
    for benefit in PRICED:
        groups[benefit] = np.flatnonzero([lines[number].benefit == benefit for number in of_line])
    recorded = np.array([lines[number].grade == "recorded" for number in of_line], dtype=bool)
    groups |= {"recorded": np.flatnonzero(recorded), "estimated": np.flatnonzero(~recorded)}
    groups |= {f"line {number}": np.flatnonzero(of_line == number) for number in range(len(lines))}
    # Into the member's currency: one exact factor a member, so that percentiles scale with it.
    rate = members["currency"].map({name: found.rate for name, found in settings.workspace.rates.items()})
    factor = 1 / rate.to_numpy(dtype=float)
    found = {name: values * factor[:, None] for name, values in ranges(weights, units, groups).items()}

    shared, suggestions = peer_groups(
        members, engagements, [activity.id for activity in settings.judgement.taxonomy.activity], calculation.peers
    )
    return Valuations(
        history=history,
        settings=settings,
        lines=lines,
        starts=starts,
        weights=weights,
        engagement_line=terms.line,
        engagement_weight=terms.weight,
        engagement_counted=terms.counted,
        ranges=found,
        editions=_editions(members, engagements, found, settings),
        peers=tuple(shared),
        suggestions=tuple(suggestions),
        problems=terms.problems,
    )


def _editions(
    members: pd.DataFrame, engagements: pd.DataFrame, found: Mapping[str, FloatArray], settings: Settings
) -> tuple[Edition, ...]:
    """Return each member's edition: first-year if joined inside the period, else light-use, else standard."""
    period = settings.workspace.period
    joined = members["joined"].to_numpy()
    first_year = (joined >= np.datetime64(period.start)) & (joined < np.datetime64(period.end))
    number = np.bincount(engagements["member"].to_numpy(), minlength=len(members))
    low = found["total"][:, 0]
    light = (low < members["fee"].to_numpy()) | (number < settings.workspace.calculation.light_use_below)
    names = np.select([first_year, light], ["first-year", "light-use"], "standard")
    return tuple(names.tolist())
