"""The data from load to calculate: pandas frames of the canonical tables, and what became of their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from valuereport.errors import Problem
from valuereport.model.acquisition import ChannelSpend
from valuereport.model.correction import Correction
from valuereport.model.directory import Unmatched
from valuereport.model.histories import UnknownWord, no_acquisition, no_responses
from valuereport.model.member import Alias
from valuereport.model.tables import Table


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of one source; `read` is the sum of all the others."""

    source: str
    table: Table
    read: int = 0
    filtered: int = 0  # left out by the source's `where`
    footers: int = 0  # left out by `footers`, and the row of `until` that ended a table
    counted: int = 0
    duplicate: int = 0
    merged: int = 0  # rejoins absorbed by another row of the same occasion
    rejected: int = 0  # with a problem each
    unmatched: int = 0  # no such member, with a problem each
    outside: int = 0  # outside the period


@dataclass(frozen=True, slots=True)
class WaveTally:
    """What was read of one wave of a survey."""

    survey: str
    wave: str
    kind: str  # "members", "staff-guess"
    questionnaires: int
    answers: int
    empty: int  # answers that mean nothing, or cannot be read: those have a problem
    unknown: int  # questionnaires of which nobody knows whose they are, or is to know
    listed: bool  # in surveys.toml
    anonymous: bool = False  # nobody is to know whose they are


@dataclass(frozen=True, slots=True)
class OptOut:
    """The opt-out in a row of members or contacts that is not used otherwise: it counts all the same."""

    table: Table
    member_id: str
    emails: str  # joined by KEY_SEPARATOR
    flags: tuple[str, ...]  # that are yes, or could not be read
    unreadable: str  # as in MEMBERS
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """The canonical frames (columns as above plus PROVENANCE), the tallies so far, and what was wrong."""

    frames: Mapping[Table, pd.DataFrame]
    tallies: tuple[Tally, ...]
    problems: tuple[Problem, ...]
    rejected_fees: pd.DataFrame  # rows of fees of which a cell could not be read; its value is missing
    inputs: Mapping[str, str] = field(default_factory=dict)  # file or query -> sha256
    opt_outs: tuple[OptOut, ...] = ()  # of the rows that were rejected
    aliases: tuple[Alias, ...] = ()  # as people state them
    corrections: tuple[Correction, ...] = ()  # as people sign them
    acquisition: tuple[ChannelSpend, ...] = ()  # what it cost to win members


@dataclass(frozen=True, slots=True)
class Past:
    """What no statement needs, and insights do: who was a member when, and engagements outside the period.

    A member's number is its row in History's `members`; those of `former` members (member_id, name) follow on them.
    `memberships`: member, starts, ends (the day after the last one, NaT where it goes on), status, grade, payment,
    reason, fee (in the organisation's currency), origin ("memberships" or "fees"), file, row.
    `engagements`: member, activity (row number in the taxonomy), date, quantity: of other years, and all those of
    former members. `payments`: member, paid: the day of each payment of a fee. `seen`: member, date: when a source last
    knew the member by the address that mail goes to. `unknown_words`: of engagements. `responses`, `acquisition`: as
    Histories has them, of all years.
    """

    former: pd.DataFrame
    memberships: pd.DataFrame
    engagements: pd.DataFrame
    payments: pd.DataFrame
    seen: pd.DataFrame
    unknown_words: tuple[UnknownWord, ...] = ()
    acquisition: pd.DataFrame = field(default_factory=no_acquisition)
    responses: pd.DataFrame = field(default_factory=no_responses)


@dataclass(frozen=True, slots=True)
class History:
    """One engagement history a member, the result of combine.

    `members`: MEMBERS columns, one row a member, `member_id` unique; `fee` and `hourly_value` in the member's currency,
    `fee_basis` ("paid", "invoiced", "none"), `fee_source` (which exports and how many rows it is made of), and
    `obstacle`: why no statement can be made ("" where none). `contacts`: CONTACTS columns plus `member` (row number in
    `members`).
    `engagements`: `member` (row number in `members`), `contact` (row number in `contacts`, -1 for the member itself),
    `activity` (row number in the taxonomy), `date`, `title`, `quantity`, and in the organisation's currency `amount`,
    `price_paid`, `list_price`; `waits`: it counts as zero because an extreme amount is not confirmed; `currency` and
    `reference` of the source's row; PROVENANCE; in the order of member and date.
    """

    members: pd.DataFrame
    contacts: pd.DataFrame
    engagements: pd.DataFrame
    past: Past
    tallies: tuple[Tally, ...]
    problems: tuple[Problem, ...]
    aliases: tuple[Alias, ...] = ()  # former ids of these members
    corrections: tuple[Correction, ...] = ()  # that are applied, each with the id of its member
    unmatched: tuple[Unmatched, ...] = ()  # what is counted for nobody

    @property
    def confirmed(self) -> int:
        """Return how many extreme amounts are confirmed."""
        return sum(one.what == "confirm" for one in self.corrections)
