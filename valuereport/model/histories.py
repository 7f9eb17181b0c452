"""What insights read of a run: everyone who is or was a member, their memberships and engagements of all years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pandas as pd

from valuereport.model.tables import KANO_ANSWERS as KANO_ANSWERS

FIELDS: Final = ("email", "phone", "address", "job_title", "employer")
"""Details of a member that grow old: `<field>` is the text, `<field>_checked` when it was last known to be right."""


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of a source for which the taxonomy has no activity."""

    source: str
    word: str
    uses: int  # rows, of all years


RESPONSES: Final[Mapping[str, str]] = {
    "member": "int32",
    "respondent": "int32",
    "survey": "str",
    "wave": "str",
    "question": "str",
    "value": "str",
    "answer": "str",
    "date": "datetime64[s]",
    "file": "str",
    "row": "int64",
}


def no_responses() -> pd.DataFrame:
    """Return the frame of responses without a row."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in RESPONSES.items()})


ACQUISITION: Final[Mapping[str, str]] = {
    "channel": "str",
    "starts": "datetime64[s]",
    "ends": "datetime64[s]",
    "spend": "float64",
    "hours": "float64",
    "rewards": "float64",
    "file": "str",
    "row": "int64",
}

ITEMS: Final[Mapping[str, str]] = {
    "item": "int32",
    "member": "int32",
    "activity": "int16",
    "date": "datetime64[s]",
    "contributed": "bool",
}


def no_acquisition() -> pd.DataFrame:
    """Return the frame of what was spent to win members, without a row."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in ACQUISITION.items()})


def no_items() -> pd.DataFrame:
    """Return the frame of contributed items and their uses, without a row."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in ITEMS.items()})


@dataclass(frozen=True, slots=True)
class Histories:
    """Frames whose columns hold no missing text ("" instead); a missing day is NaT, a missing number NaN.

    `members`: one row a person or organisation; its number (0, 1 ...) is `member` in the other frames. Texts:
    member_id, name, kind ("person", "organisation"), grade, sector, region, country, status, referred_by (the member_id
    of who brought them, where the exports know that member; else as they have it), heard_from, edition ("" without a
    statement), and FIELDS; days (datetime64[s]): joined, renewal, paid (the first payment that is known), and a
    `<field>_checked` for each of FIELDS; numbers: fee, low, central, high (of the run's period, in `currency`); flags:
    current (in the members' export, and not with a status that gets no statement), no_scoring.
    `memberships`: one row a membership term as it is recorded: member, starts, ends (datetime64[s]; `ends` is the day
    after the last one, NaT where it is open), status, grade, fee (in `currency`), payment, reason, origin
    ("memberships", "fees", "runs"), file, row; in the order of member and start.
    `responses`: one row a question that somebody answered: member (int32, -1: nobody knows whose, or it is not to be
    known), respondent (int32: the same number is the same questionnaire), survey, wave, question (its id in
    surveys.toml), value (as it was answered), answer (what it means: KANO_ANSWERS, "yes" or "no", or a number from 1
    on, of nps from 0; of heard-from and useful the word; "" where it cannot be read or is no answer, and of text), date
    (datetime64[s], NaT where unknown; of anonymous waves a whole day), file, row (0 of anonymous waves); in the order
    of survey, wave, respondent and question. They may be later than `as_at`: members are asked when a year is over.
    `acquisition`: one row a row of acquisition.csv: channel, starts, ends (the day after the last one), spend and
    rewards (in `currency`; spend is NaN where it is not known), hours (of staff), file, row.
    `items`: what members contributed in the run's period, and its uses, by title: item (the same number is the same
    title), member, activity, date, contributed (by this member; else used).
    `engagements`: member (int32), activity (int16, its place in `activities`), date (datetime64[s], a whole day),
    quantity (float64); in the order of member and date; of all years, and none after `as_at`.
    """

    run: str
    start: date
    end: date  # the day after the period's last one
    as_at: date  # what happened on this day or later is not known
    currency: str
    members: pd.DataFrame
    memberships: pd.DataFrame
    engagements: pd.DataFrame
    activities: tuple[str, ...]  # ids
    responses: pd.DataFrame = field(default_factory=no_responses)
    unknown_words: tuple[UnknownWord, ...] = ()
    acquisition: pd.DataFrame = field(default_factory=no_acquisition)
    items: pd.DataFrame = field(default_factory=no_items)
