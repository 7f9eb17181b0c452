"""Membership terms -> renewals: which memberships were due, and which of them were renewed.

A term ends on its last day; the day after is the day on which it is due. It is decided when the grace after that day is
over at the as-at date: only decided terms count, since those who renew early are known before those who never do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.insights.tenure import tenure_known
from valuereport.model.histories import Histories
from valuereport.settings.insights import InsightRules

Days = NDArray[np.datetime64]

_MONTH: Final = 30.4375  # days
_NEAR: Final = 31
"""Days by which terms may overlap: somebody renewed early."""


class Outcome(IntEnum):
    """What became of a term when it was due."""

    NOT_DUE = 0  # the grace is not over at the as-at date
    RENEWED = 1
    LAPSED = 2
    EXCUSED = 3  # death, retirement: no lapse
    COMPLIMENTARY = 4  # of a grade that is never due
    CHANGED = 5  # another grade took its place before it ended


@dataclass(frozen=True, slots=True)
class Renewals:
    """The terms of all members, and what was wrong with their rows.

    `terms`: one row a term, in the order of member and start: member, starts, due (datetime64[D]), spell (0 for the
    first; a gap longer than the grace begins another), number (1 for a spell's first term that is recorded), tenure
    (the terms since the member joined that are complete when it is due, at least 1), joined (datetime64[D]: the first
    day of the spell), grade, fee, next_fee (NaN where nothing follows), payment, reason, outcome (an Outcome),
    tenure_known (see tenure.py; False where the spell may have begun before the data do: joined and tenure are then the
    latest and the least that are possible).
    """

    terms: pd.DataFrame
    problems: tuple[Problem, ...]

    @property
    def decided(self) -> pd.DataFrame:
        """Return the terms that were renewed or lapsed."""
        return self.terms[self.terms["outcome"].isin((Outcome.RENEWED, Outcome.LAPSED))]


def renewals(histories: Histories, rules: InsightRules) -> Renewals:
    """Return the terms of everybody and what became of each."""
    as_at = np.datetime64(histories.as_at, "D")
    rows, problems = _usable(histories, as_at)
    rows = _terms(rows, rules.term_months, as_at)
    member = rows["member"].to_numpy()
    starts, ends = (rows[name].to_numpy().astype("datetime64[D]") for name in ("starts", "ends"))
    follows = np.append(member[1:] == member[:-1], False) if len(rows) else np.empty(0, np.bool_)
    next_start = np.append(starts[1:], np.datetime64("NaT", "D"))
    next_grade = np.append(rows["grade"].to_numpy(dtype=object)[1:], "")
    overlap = np.where(follows, (ends - next_start).astype(np.int64), 0)
    changed = follows & (overlap > _NEAR) & (rows["grade"].to_numpy(dtype=object) != next_grade)
    problems += _overlaps(rows, follows & (overlap > _NEAR) & ~changed, histories)
    grace = np.timedelta64(rules.grace_days, "D")
    in_time = follows & (next_start <= ends + grace)
    begins = np.append(True, ~in_time[:-1]) if len(rows) else np.empty(0, np.bool_)
    group = np.cumsum(begins) - 1
    of_member = np.append(True, member[1:] != member[:-1]) if len(rows) else np.empty(0, np.bool_)
    first_of_member = np.maximum.accumulate(np.where(of_member, group, 0)) if len(rows) else group
    number = (pd.Series(group).groupby(group).cumcount() + 1).to_numpy()
    spell = group - first_of_member
    joined = _joined(histories, member, starts, begins, spell == 0)[group] if len(rows) else starts
    first_due = ends[begins][group] if len(rows) else ends
    complete = np.ceil((first_due - joined).astype(np.int64) / (rules.term_months * _MONTH) - 0.1).clip(1)
    begun = starts[begins][group] if len(rows) else starts
    complete[joined >= begun - _NEAR] = 1  # the first term since joining, however long: some join late in a year
    decided = ends + grace <= as_at
    excused = _among(rows["reason"], rules.excused) | _among(rows["status"], rules.excused)
    outcome = np.select(
        [_among(rows["grade"], rules.complimentary), changed, ~decided, in_time, excused],
        [Outcome.COMPLIMENTARY, Outcome.CHANGED, Outcome.NOT_DUE, Outcome.RENEWED, Outcome.EXCUSED],
        Outcome.LAPSED,
    )
    lapsed = np.bincount(group[outcome == Outcome.LAPSED], minlength=int(begins.sum())) > 0
    known = _tenure_known(histories, member[begins], starts[begins], spell[begins] == 0, lapsed, rules.term_months)
    fee = rows["fee"].to_numpy(dtype=float)
    terms = pd.DataFrame(
        {
            "member": member,
            "starts": starts,
            "due": ends,
            "spell": spell,
            "number": number,
            "tenure": (complete + number - 1).astype(np.int64),
            "joined": joined,
            "grade": rows["grade"].to_numpy(dtype=object),
            "fee": fee,
            "next_fee": np.where(in_time, np.append(fee[1:], np.nan), np.nan),
            "payment": rows["payment"].to_numpy(dtype=object),
            "reason": rows["reason"].to_numpy(dtype=object),
            "outcome": outcome.astype(np.int8),
            "tenure_known": known[group],
        }
    )
    return Renewals(terms, tuple(problems))


def _usable(histories: Histories, as_at: np.datetime64) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows that can be used, each day as a day, and a problem for each other one."""
    rows = histories.memberships
    starts = rows["starts"].to_numpy().astype("datetime64[D]")
    ends = rows["ends"].to_numpy().astype("datetime64[D]")
    backwards = ends <= starts
    future = starts > as_at
    too_late = f"the membership begins after {as_at}, up to which the data go"
    problems = [
        *_problems(histories, rows[backwards], "ends", ends[backwards], "the membership ends before it begins"),
        *_problems(histories, rows[future], "starts", starts[future], too_late),
    ]
    kept = ~(backwards | future)
    return rows[kept].assign(starts=starts[kept], ends=ends[kept]).reset_index(drop=True), problems


def _terms(rows: pd.DataFrame, months: int, as_at: np.datetime64) -> pd.DataFrame:
    """Return a row a term: a row of several years is split on the days on which it was due; equal rows are one."""
    starts, ends = (rows[name].to_numpy().astype("datetime64[D]") for name in ("starts", "ends"))
    open_end = np.isnat(ends)
    until = np.where(open_end, np.maximum(as_at, starts), ends)
    length = (until - starts).astype(np.int64) / (months * _MONTH)
    pieces = np.where(open_end, np.floor(length + 0.01) + 1, np.where(length > 1.5, np.round(length), 1)).astype(int)
    at = np.repeat(np.arange(len(rows)), pieces)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    begin = _months_later(starts[at], nth * months)
    last = (nth == pieces[at] - 1) & ~open_end[at]
    finish = np.where(last, ends[at], _months_later(starts[at], (nth + 1) * months))
    split = rows.iloc[at].assign(starts=begin, ends=finish)
    split.loc[~last, ["reason", "status"]] = ""
    split = split.drop_duplicates(["member", "starts", "ends", "grade"])
    return split.sort_values(["member", "starts", "ends"], kind="stable").reset_index(drop=True)


def _months_later(days: Days, months: NDArray[np.int64]) -> Days:
    """Return the same day of a later month, or that month's last day."""
    month = days.astype("datetime64[M]")
    day = (days - month.astype("datetime64[D]")).astype(np.int64)
    later = month + months.astype("timedelta64[M]")
    last = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(np.int64) - 1
    return np.asarray(later.astype("datetime64[D]") + np.minimum(day, last))


def _joined(
    histories: Histories, member: NDArray[np.int64], starts: Days, begins: NDArray[np.bool_], first: NDArray[np.bool_]
) -> Days:
    """Return the first day of each spell; of a member's first one the day of joining, where that was earlier."""
    known = histories.members["joined"].to_numpy().astype("datetime64[D]")[member[begins]]
    earlier = first[begins] & (known < starts[begins])
    return np.where(earlier, known, starts[begins])


def _tenure_known(
    histories: Histories,
    member: NDArray[np.int64],
    starts: Days,
    first: NDArray[np.bool_],
    lapsed: NDArray[np.bool_],
    months: int,
) -> NDArray[np.bool_]:
    """Return of which spells the beginning is known: of a member who comes back, and as tenure.py says."""
    known = np.ones(len(member), np.bool_)
    recorded = ~np.isnat(histories.members["joined"].to_numpy())[member]
    term = np.timedelta64(int(months * _MONTH), "D")
    known[first] = tenure_known(recorded[first], starts[first], lapsed[first], term)
    return known


def _among(texts: pd.Series, words: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.asarray(texts.str.casefold().isin({word.casefold() for word in words}), dtype=np.bool_)


def _overlaps(rows: pd.DataFrame, which: NDArray[np.bool_], histories: Histories) -> list[Problem]:
    later = np.append(False, which[:-1]) if len(rows) else which
    starts, reason = rows["starts"].to_numpy()[later], "it begins before this member's last one ends, in the same grade"
    return _problems(histories, rows[later], "starts", starts, reason, "counted as the renewal of the last one")


def _problems(
    histories: Histories, rows: pd.DataFrame, column: str, days: Days, reason: str, action: str = "not counted"
) -> list[Problem]:
    ids = histories.members["member_id"].to_numpy(dtype=object)
    return [
        Problem("insights", "warning", reason, action, str(file), int(row), column, str(day), str(ids[member]))
        for file, row, day, member in zip(
            rows["file"].tolist(), rows["row"].tolist(), days.tolist(), rows["member"].tolist(), strict=True
        )
    ]
