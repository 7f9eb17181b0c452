"""Combine: the exports' rows become one engagement history a member, and every row is accounted for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from valuereport.combine.acquisition import acquisition_of
from valuereport.combine.aliases import add_aliases
from valuereport.combine.consent import apply_opt_outs, opt_outs_of
from valuereport.combine.corrections import FieldCorrections, counted_rows, row_tallies, with_rows
from valuereport.combine.day_rates import DayRates
from valuereport.combine.engagements import combine_engagements
from valuereport.combine.extremes import hold_extremes
from valuereport.combine.fees import add_fees
from valuereport.combine.former import Everyone
from valuereport.combine.identity import Identity
from valuereport.combine.ineffective import ineffective_settings
from valuereport.combine.members import Roster, combine_contacts, combine_members
from valuereport.combine.parents import with_parents
from valuereport.combine.past import former_rows, past_of
from valuereport.combine.referrers import with_referrers
from valuereport.combine.responses import combine_responses
from valuereport.combine.row_outcomes import OUTSIDE, RowOutcomes
from valuereport.combine.unmatched import unmatched_rows
from valuereport.errors import Problem
from valuereport.model.history import History, Loaded
from valuereport.settings import Settings
from valuereport.settings.member_periods import periods_of

__all__ = ["Roster", "combine"]


def combine(loaded: Loaded, settings: Settings) -> History:
    """Match every row to its member and return the histories; what does not fit is a problem and in the tallies."""
    frames = with_rows(loaded.frames, loaded.corrections)
    members, of_members = combine_members(frames["members"])
    members, aliases, unused = add_aliases(members, frames["contacts"], loaded.aliases)
    members, opted_out = _with_consent(loaded, members, of_members)
    contacts, of_contacts = combine_contacts(frames["contacts"], members)
    identity = Identity(members, contacts)
    corrected = FieldCorrections(loaded.corrections, identity)
    members = corrected.change_details(members, contacts)
    if corrected.addresses_change:  # what somebody at the new address wishes counts, too
        members, more = _with_consent(loaded, members, of_members)
        opted_out += more
        identity = Identity(members, contacts)
    members = corrected.change_flags(members)
    members, no_parents = with_parents(members, identity)
    periods = periods_of(members, settings.workspace.period)
    rates = DayRates(settings, periods)
    members, of_fees = add_fees(members, frames["fees"], loaded.rejected_fees, identity, settings, rates, corrected)
    outside = np.equal(of_fees.of_row, OUTSIDE)
    known_by = former_rows(frames["memberships"], frames["fees"], outside)
    everyone = Everyone(members, contacts, identity, known_by)
    engagements, of_engagements = combine_engagements(
        frames["engagements"], members, identity, everyone, settings, rates
    )
    of_old = DayRates(settings, periods)  # what it lacks concerns no statement
    past, of_memberships = past_of(frames["memberships"], of_fees, of_engagements, members, everyone, settings, of_old)
    recorded = frames["engagements"]
    acquired, of_acquisition = acquisition_of(loaded.acquisition, settings)
    past = replace(past, acquisition=acquired)
    held = hold_extremes(engagements, recorded, members, identity, loaded.corrections, settings, rates)
    responses, of_responses = combine_responses(frames["responses"], everyone, settings)
    past = replace(past, responses=responses)
    tallies = (*loaded.tallies, *row_tallies(loaded.corrections))
    problems = [*loaded.problems, *unused, *opted_out, *identity.problems, *corrected.problems, *no_parents]
    for outcomes in (of_members, of_contacts, of_fees, of_engagements, of_memberships, of_responses):
        tallies = outcomes.tally(tallies)
        problems += [one for one in outcomes.problems if outcomes is not of_members or not corrected.settles(one)]
    problems += [*held.problems, *rates.problems(), *of_acquisition]
    problems += ineffective_settings(members, tallies, settings, periods)
    rows = [
        each
        for outcomes in (of_engagements, of_fees)
        for each in counted_rows(outcomes, members, identity, loaded.corrections)
    ]
    applied = sorted((*corrected.applied, *rows, *held.confirmed), key=lambda one: one.row)
    unmatched = tuple(one for outcomes in (of_engagements, of_fees) for one in unmatched_rows(outcomes, identity))
    members = with_referrers(held.members, everyone)
    return History(
        members, contacts, held.engagements, past, tallies, tuple(problems), aliases, tuple(applied), unmatched
    )


def _with_consent(loaded: Loaded, members: pd.DataFrame, outcomes: RowOutcomes) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the members with the opt-outs of every row: of repeated rows, of rejected ones, of contacts."""
    contacts = loaded.frames["contacts"]
    everyone = np.ones(len(contacts), dtype=bool)
    rejected = {table: [one for one in loaded.opt_outs if one.table == table] for table in ("members", "contacts")}
    return apply_opt_outs(
        members,
        [*opt_outs_of("members", loaded.frames["members"], ~outcomes.counted), *rejected["members"]],
        [*opt_outs_of("contacts", contacts, everyone), *rejected["contacts"]],
    )
