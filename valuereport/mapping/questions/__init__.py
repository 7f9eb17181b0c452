"""What only a person can say about the exports: questions with choices and defaults, asked in at most ten groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from valuereport.mapping.memory import Change
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.activities import which_activities, which_rows
from valuereport.mapping.questions.fees import basis_of_members, what_was_paid, which_basis
from valuereport.mapping.questions.headings import renamed, which_column, which_table, which_version
from valuereport.mapping.questions.members import member_kind, which_opt_outs, which_statuses
from valuereport.mapping.questions.notation import date_orders, day_numbers, decimal_marks, missing_dates
from valuereport.mapping.questions.organisation import about_the_figures, about_the_organisation
from valuereport.mapping.questions.question import NONE, YES_NO, Question
from valuereport.mapping.questions.surveys import which_survey, which_wave
from valuereport.mapping.starter import Activity

__all__ = ["GROUPS", "NONE", "YES_NO", "Known", "Question", "questions"]


@dataclass(frozen=True, slots=True)
class Known:
    """What a workspace says already: its activities; whether its judgement and its settings are somebody's own."""

    activities: tuple[Activity, ...]
    judgement: bool = False
    settings: bool = False
    surveys: Mapping[str, frozenset[str]] | None = None  # the headings of each survey, by its id; None: not its own


GROUPS: Final[Mapping[str, str]] = {
    "files": "Several files look like versions of one export. Which are read?",
    "renamed": "Headings have changed since the last time. Which is which?",
    "table": "What are the rows of these files?",
    "columns": "More than one column may be meant, or none. Which one is it?",
    "dates": "How are dates and numbers meant? (In these files no cell decides, or there is no date.)",
    "member_kind": "Who is a member: each firm, or each person?",
    "status": "Which of these statuses get a statement?",
    "fee": "What did members pay?",
    "activity": "What is each of these? (An activity, or none; hours where hours count; what a non-member pays.)",
    "survey": "Which surveys are these?",
    "wave": "Which round of its survey is each of these? (A word of yours, such as 2026-11.)",
    "opt_outs": "Which files name addresses that must get no mail?",
    "organisation": "Who sends the statements?",
    "assumption": "Figures of ours that price what members used: leave out, keep as your own estimate, or change?",
}


def questions(
    found: Sequence[Proposal], answers: Mapping[str, str], today: date, workspace: Known, changes: Sequence[Change] = ()
) -> tuple[Question, ...]:
    """Return every question; some depend on earlier answers, and come when these are there.

    What a workspace already says, by settings and files of its own, is not asked.
    """
    figures = () if workspace.judgement else about_the_figures(found, answers, workspace.activities)
    organisation = () if workspace.settings else about_the_organisation(found, answers, today)
    every = (
        *renamed(changes),
        *which_version(found),
        *which_table(found),
        *which_column(found, workspace.activities),
        *date_orders(found),
        *decimal_marks(found),
        *day_numbers(found),
        *member_kind(found),
        *which_statuses(found),
        *what_was_paid(found),
        *basis_of_members(found),
        *which_basis(found, answers),
        *which_activities(found, answers, workspace.activities),
        *which_rows(found),
        *missing_dates(found),
        *which_opt_outs(found),
        *which_survey(found, workspace.surveys),
        *which_wave(found),
        *organisation,
        *figures,
    )
    return tuple({one.id: one for one in reversed(every)}.values())[::-1]  # files of one export share their questions
