"""A workspace's exports, loaded, combined and calculated; and the questions that are asked of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from valuereport.batch import Figures
from valuereport.calculator import OrganisationModel, Valuations, calculate, contributions, joined
from valuereport.combine import Roster, combine
from valuereport.errors import Remedy, RunError
from valuereport.loaders import load
from valuereport.model.contributions import Contributions
from valuereport.model.due import DueDays
from valuereport.model.history import History
from valuereport.model.member import Member
from valuereport.model.proposal import MemberFigures
from valuereport.model.run import Planned
from valuereport.model.valuation import Valuation
from valuereport.pipeline.calculated import CalculatedMembers, DataRead, read_now
from valuereport.pipeline.explainers import explainer_of
from valuereport.pipeline.selection import are_due, are_skipped
from valuereport.pipeline.statement_order import order_of
from valuereport.settings import Settings
from valuereport.settings.member_periods import MemberPeriods, periods_of

_log = logging.getLogger(__name__)


class Explanations:
    """The valuations of single members, each with the figures that the assumptions have in its year."""

    def __init__(self, valued: CalculatedMembers) -> None:
        self._valued = valued

    def valuation(self, row: int) -> Valuation:
        """Return the valuation of the member in one row of the history; its currency must have a rate."""
        return self._valued.explainers.of_part(self._valued.part_of[row]).valuation(row)


def load_and_calculate(settings: Settings, due: DueDays | None = None) -> CalculatedMembers:
    """Load, combine and calculate. Raises SettingsError, SourceError.

    `due`: the renewal dates of the members that it is done for. The others are calculated, too: they are peers.
    """
    read = read_now(settings)
    loaded = load(settings)
    _log.info("%d files are read, of %d sources", len(loaded.inputs), len(settings.workspace.source))
    history = combine(loaded, settings)
    _log.info("%d members with %d engagements are combined", len(history.members), len(history.engagements))
    return calculate_members(settings, loaded.inputs, history, read, due)


def recalculated(valued: CalculatedMembers, settings: Settings) -> CalculatedMembers:
    """Calculate anew with other assumptions, without loading; whatever else is in the settings must be the same."""
    return calculate_members(settings, valued.inputs, valued.history, valued.read)


def calculate_members(
    settings: Settings, inputs: Mapping[str, str], history: History, read: DataRead, due: DueDays | None = None
) -> CalculatedMembers:
    """Calculate members whose exports are combined; `due` as in `load_and_calculate`. Raises SettingsError."""
    periods = periods_of(history.members, settings.workspace.period)
    concerned = periods.known & ~are_skipped(history, settings)
    concerned &= are_due(history, due) if due else True
    figures, part_of = _figures(settings, periods, concerned)
    parts = _calculated(history, figures, part_of)
    _log.info("%d benefit lines are calculated", len(parts[-1].lines))
    if settings.workspace.period.own:
        settings = _spanning(figures[-1], periods, concerned)
    valued = CalculatedMembers(settings, inputs, history, Roster(history), parts, part_of.tolist(), read)
    return replace(valued, order=order_of(valued))


def _figures(
    settings: Settings, periods: MemberPeriods, concerned: NDArray[np.bool_]
) -> tuple[list[Settings], NDArray[np.intp]]:
    """Return the settings with each set of figures of the assumptions, and which of them each member has.

    Those of the years of members for whom nothing is made are not worked out: these have the latest.
    """
    found: list[Settings] = []
    part_of_period = np.full(len(periods.distinct) + 1, -1, dtype=np.intp)
    for number in np.unique(periods.number[concerned]).tolist():
        own = settings.of(periods.distinct[number])
        if not found or own.judgement.assumptions != found[-1].judgement.assumptions:
            found.append(own)
        part_of_period[number] = len(found) - 1
    last = max(0, len(found) - 1)
    return found or [settings], np.where(part_of_period < 0, last, part_of_period)[periods.number]


def _calculated(history: History, figures: Sequence[Settings], part_of: NDArray[np.intp]) -> tuple[Valuations, ...]:
    """Return the valuations with each set of figures; each has the totals and editions of all members."""
    parts = [calculate(history, own, np.flatnonzero(part_of == number)) for number, own in enumerate(figures)]
    if len(parts) == 1:
        return tuple(parts)
    totals = np.stack([part.totals for part in parts])[part_of, np.arange(len(part_of))]
    editions = tuple(parts[part].editions[row] for row, part in enumerate(part_of.tolist()))
    return tuple(replace(part, totals=totals, editions=editions) for part in parts)


def _spanning(latest: Settings, periods: MemberPeriods, rows: NDArray[np.bool_]) -> Settings:
    """Return the settings of the span of some members' years, and what is wrong with the assumptions in any of them."""
    years = [periods.distinct[number] for number in np.unique(periods.number[rows]).tolist()]
    problems = dict.fromkeys(one for year in years for one in latest.of(year).assumption_problems)
    workspace = latest.workspace.model_copy(update={"period": periods.span(rows) or latest.workspace.period})
    return latest.model_copy(update={"workspace": workspace, "assumption_problems": tuple(problems)})


def explain(valued: CalculatedMembers, row: int) -> Valuation:
    """Return one member's valuation. Raises RunError where no figure can be had."""
    if obstacle := valued.roster.obstacles[row]:
        member_id = valued.history.members["member_id"].iloc[row]
        raise RunError(f"member {member_id}: {obstacle}, so there are no figures; a check says where", Remedy("check"))
    part = _own_part(valued, row)
    number = valued.part_of[row]
    if part is valued.parts[number]:
        return valued.explainers.of_part(number).valuation(row)
    return explainer_of(part, valued.order).valuation(row)


def _own_part(valued: CalculatedMembers, row: int) -> Valuations:
    """Return the valuations with the figures of one member's year, also of one for whom no run makes anything."""
    part, own = valued.parts[valued.part_of[row]], valued.settings_of(row)
    if own.judgement.assumptions == part.settings.judgement.assumptions:
        return part
    return calculate(valued.history, own, np.array([row], dtype=np.intp))


def contributions_of(
    valued: CalculatedMembers, rows: Sequence[int], locales: Sequence[str], name: str
) -> Contributions:
    """Return what the members in `rows` add to the figures of the run `name`; `locales`: of their statements."""
    if len(valued.parts) == 1:
        return contributions(valued.valuations, rows, locales, name)
    chosen = list(zip(rows, locales, strict=True))
    found = []
    for number, part in enumerate(valued.parts):
        some = [(row, locale) for row, locale in chosen if valued.part_of[row] == number]
        found.append(contributions(part, [row for row, _ in some], [locale for _, locale in some], name))
    return joined(found, [valued.part_of[row] for row in rows])


def figures_of_one(history: History, row: int, settings: Settings) -> MemberFigures:
    """Return the figures of one member, without those of all others being worked out."""
    obstacle = str(history.members["obstacle"].iloc[row])
    engagements = history.engagements[history.engagements["member"] == row].assign(member=0)
    members = history.members.iloc[[row]].reset_index(drop=True)
    own = replace(history, members=members, engagements=engagements.reset_index(drop=True))
    valuations = calculate(own, settings)
    total = None if obstacle else valuations.total(0)
    return MemberFigures(
        currency=str(own.members["currency"].iloc[0]),
        fee=float(own.members["fee"].iloc[0]),
        edition="" if obstacle else valuations.editions[0],
        low=total.low if total else None,
        central=total.central if total else None,
        engagements=len(engagements),
        obstacle=obstacle,
    )


def low_error(valued: CalculatedMembers, row: int) -> float:
    """Return the error of the simulation in one member's low estimate, in the member's currency."""
    own = _own_part(valued, row)
    found = contributions(own, [row], [""], "")
    errors = OrganisationModel(found, own.settings.judgement.assumptions, own.sampling).low_errors(1)
    return float(errors[0]) * own.total(row).low if len(errors) else 0.0


def figures_of(valued: CalculatedMembers, row: int) -> Figures:
    """Return one member's figures for the manifest."""
    own, period = valued.parts[valued.part_of[row]], valued.periods[row]
    return Figures(
        valued.roster.currencies[row],
        float(valued.roster.fees[row]),
        None if valued.roster.obstacles[row] else own.total(row),
        own.total_without_policy(row).low,
        valued.roster.fee_bases[row],
        period.start if period else None,
        period.end if period else None,
        valued.roster.engagements[row],
    )


def member_of(valued: CalculatedMembers, planned: Planned) -> Member:
    """Return the member with the locale that the plan decided on."""
    member = valued.roster[planned.row]
    return member if member.locale == planned.locale else replace(member, locale=planned.locale)
