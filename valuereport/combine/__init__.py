"""Combine: the exports' rows become one engagement history a member, and every row is accounted for."""

from __future__ import annotations

from valuereport.combine.aliases import add_aliases
from valuereport.combine.engagements import combine_engagements
from valuereport.combine.fees import add_fees
from valuereport.combine.identity import Identity
from valuereport.combine.members import Roster, combine_contacts, combine_members
from valuereport.model.tables import History, Loaded
from valuereport.settings import Settings

__all__ = ["Roster", "combine"]


def combine(loaded: Loaded, settings: Settings) -> History:
    """Match every row to its member and return the histories; what does not fit is a problem and in the tallies."""
    frames = loaded.frames
    members, of_members = combine_members(frames["members"])
    contacts, of_contacts = combine_contacts(frames["contacts"], members)
    members, aliases, unused = add_aliases(members, loaded.aliases)
    identity = Identity(members, contacts)
    members, of_fees = add_fees(members, frames["fees"], identity, settings)
    engagements, of_engagements = combine_engagements(frames["engagements"], members, identity, settings)
    tallies, problems = loaded.tallies, [*loaded.problems, *unused, *identity.problems]
    for fates in (of_members, of_contacts, of_fees, of_engagements):
        tallies = fates.tally(tallies)
        problems += fates.problems
    return History(members, contacts, engagements, tallies, tuple(problems), aliases)
