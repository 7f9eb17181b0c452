"""Which heading is meant where it has changed or several may be, and which of several versions is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from valuereport.mapping.memory import Change, likely_new_name
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE, YES_NO, Question
from valuereport.mapping.starter import Activity

_NEEDED: Final = {"fees": ("amount", "member"), "engagements": ("date", "member"), "members": ("member_id",)}
_FEES = re.compile(
    r"(?i)\b(memberships?|dues|renewals?|subscriptions?|fees?|beitrag|cotisation|cuota|quota|contributie)\b"
)


def renamed(changes: Sequence[Change]) -> Iterator[Question]:
    """Yield a question for each heading that fed a column and is not there any more."""
    for one in changes:
        for heading in one.lost if one.added else ():
            about = f"{one.file}: the column {heading} is not there any more. Which one is it now?"
            likely = likely_new_name(heading, one.added)
            yield Question(f"renamed.{one.name}.{heading}", about, (*one.added, NONE), likely, file=one.file)


def which_version(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield a question for each of several lists of members with the same headings: the newest is the default."""
    for same in versions(found):
        newest = max(same, key=_newness)
        for one in same:
            default = "yes" if one is newest else "no"
            rows = len(one.found.rows)
            yield Question(
                f"files.{one.found.file}", f"{one.found.file}: {rows} rows", YES_NO, default, file=one.found.file
            )


def versions(found: Sequence[Proposal]) -> tuple[tuple[Proposal, ...], ...]:
    """Return the groups of lists of members, or of contacts, that have the same headings."""
    groups: dict[tuple[object, ...], list[Proposal]] = {}
    for one in found:
        if one.table in ("members", "contacts"):
            groups.setdefault((one.table, one.found.headings), []).append(one)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _newness(one: Proposal) -> tuple[str, str]:
    return "".join(re.findall(r"\d+", one.found.file)), one.found.file


def which_table(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield a question for each file whose rows may mean one thing or another."""
    for one in found:
        if one.instead is not None:
            tables = tuple(dict.fromkeys(filter(None, (one.table, one.instead.table))))
            about = (
                f"{one.found.file}: {one.why}. What are its rows? (fees: what members paid; engagements: what they got)"
            )
            likely = "fees" if _speaks_of_fees(one) else "engagements"
            yield Question(f"table.{one.name}", about, (*sorted(tables), NONE), likely, file=one.found.file)


def _speaks_of_fees(one: Proposal) -> bool:
    words = " ".join(word for profile in one.profiles.values() for word, _ in profile.words)
    return bool(_FEES.search(words))


def which_column(found: Sequence[Proposal], known: Sequence[Activity]) -> Iterator[Question]:
    """Yield a question for each column that matters and that more than one heading may feed, or a weak one."""
    for one in found:
        for column, headings in one.doubtful.items() if one.table else ():
            if column in one.columns and one.columns[column].reason != "your answer":
                continue
            shown = "; ".join(f"{heading}, for example {_example(one, heading)}" for heading in headings)
            about = f"{one.found.file}: {column}? {shown}"
            named = (heading for heading in headings if column == "activity" and _names_activities(one, heading, known))
            default = next(named, NONE)
            if column == "grade":  # of two, the one with more words: the other tells kinds of member
                default = max(headings, key=lambda heading: one.profiles[heading].distinct)
            if default == NONE and column in _NEEDED.get(one.table or "", ()):
                about += "; none: the file is not used"
                default = ""
            yield Question(f"columns.{one.name}.{column}", about, (*headings, NONE), default, file=one.found.file)


def _names_activities(one: Proposal, heading: str, known: Sequence[Activity]) -> bool:
    """Return whether some word of a column is the name of an activity."""
    names = {name for each in known for name in each.names}
    return any(word.casefold() in names for word, _ in one.profiles[heading].words)


def _example(one: Proposal, heading: str) -> str:
    return (one.profiles[heading].examples or ("(empty)",))[0]
