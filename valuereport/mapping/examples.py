"""Rows of an export that show what a question is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions import Question

_ROWS: Final = 3
_COLUMNS: Final = 6


@dataclass(frozen=True, slots=True)
class Examples:
    """Some rows of a file, with the cells of the columns that count; `word`: the cell that all of them have."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    word: str = ""


def examples(question: Question, files: Sequence[Proposal]) -> Examples | None:
    """Return rows of the file that a question is about: those with the word in its id, else the first ones."""
    one = _file_of(question, files)
    if one is None or not one.found.rows:
        return None
    columns = one.found.columns
    telling = next(_telling(question, one), None)
    feeding = {heading for origin in one.columns.values() for heading in origin.headings}
    used = [heading for heading in columns if heading in feeding]
    named = [heading for heading in columns if f"{heading}, for example" in question.about]
    first = [telling[0]] if telling else []
    if question.group == "fee" and "fee" in one.columns:
        first += one.columns["fee"].headings
    headings = tuple(
        one for one in dict.fromkeys([*first, *named, *used, *([] if used else columns)]) if one in columns
    )
    headings = headings[:_COLUMNS]
    fit = (at for at, cell in enumerate(columns[telling[0]]) if cell == telling[1]) if telling else range(_ROWS)
    rows = [
        tuple(columns[heading][at] for heading in headings) for at in islice(fit, _ROWS) if at < len(one.found.rows)
    ]
    return Examples(one.found.file, headings, tuple(rows), telling[1] if telling else "")


def _file_of(question: Question, files: Sequence[Proposal]) -> Proposal | None:
    """Return the file of a question; a status is one of the members, a question about the sender has no file."""
    of_members = question.id.startswith("status.")
    return next(
        (one for one in files if one.found.file == question.file or (of_members and one.table == "members")), None
    )


def _telling(question: Question, one: Proposal) -> Iterator[tuple[str, str]]:
    """Yield the columns in which the word stands that a question asks about, those that feed something first."""
    used = [heading for origin in one.columns.values() for heading in origin.headings]
    for heading in dict.fromkeys([*used, *one.profiles]):
        if profile := one.profiles.get(heading):
            for word, _ in profile.words:
                if len(word) > 1 and question.id.endswith(f".{word}"):
                    yield heading, word
