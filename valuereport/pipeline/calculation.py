"""A workspace's exports, loaded, combined and calculated; and the questions that are asked of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from valuereport.batch import Figures
from valuereport.calculator import Explainer, OrganisationModel, Valuations, calculate, contributions
from valuereport.combine import Roster, combine
from valuereport.errors import Problem, Remedy, RunError
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.member import Member
from valuereport.model.proposal import MemberFigures
from valuereport.model.run import Planned
from valuereport.model.valuation import Valuation
from valuereport.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CalculatedMembers:
    """A workspace's exports, loaded, combined and calculated."""

    settings: Settings
    inputs: Mapping[str, str]
    history: History
    roster: Roster
    valuations: Valuations

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return every problem so far."""
        return (*self.settings.problems, *self.history.problems, *self.valuations.problems)


def load_and_calculate(settings: Settings) -> CalculatedMembers:
    """Load, combine and calculate. Raises SourceError."""
    loaded = load(settings)
    _log.info("%d files are read, of %d sources", len(loaded.inputs), len(settings.workspace.source))
    history = combine(loaded, settings)
    _log.info("%d members with %d engagements are combined", len(history.members), len(history.engagements))
    valuations = calculate(history, settings)
    _log.info("%d benefit lines are calculated", len(valuations.lines))
    return CalculatedMembers(settings, loaded.inputs, history, Roster(history), valuations)


def explain(valued: CalculatedMembers, row: int) -> Valuation:
    """Return one member's valuation. Raises RunError where no figure can be had."""
    if obstacle := valued.roster.obstacles[row]:
        member_id = valued.history.members["member_id"].iloc[row]
        raise RunError(f"member {member_id}: {obstacle}, so there are no figures; a check says where", Remedy("check"))
    return Explainer(valued.valuations).valuation(row)


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
    settings = valued.settings
    found = contributions(valued.valuations, [row], [""], "")
    errors = OrganisationModel(found, settings.judgement.assumptions, valued.valuations.sampling).low_errors(1)
    return float(errors[0]) * valued.valuations.total(row).low if len(errors) else 0.0


def figures_of(valued: CalculatedMembers, row: int) -> Figures:
    """Return one member's figures for the manifest."""
    period, valuations = valued.settings.workspace.period, valued.valuations
    return Figures(
        valued.roster.currencies[row],
        float(valued.roster.fees[row]),
        None if valued.roster.obstacles[row] else valuations.total(row),
        valuations.total_without_policy(row).low,
        valued.roster.fee_bases[row],
        period.start,
        period.end,
        valued.roster.engagements[row],
    )


def member_of(valued: CalculatedMembers, planned: Planned) -> Member:
    """Return the member with the locale that the plan decided on."""
    member = valued.roster[planned.row]
    return member if member.locale == planned.locale else replace(member, locale=planned.locale)
