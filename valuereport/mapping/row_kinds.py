"""Lists in which firms, their people and other persons stand among one another: which rows are which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from valuereport.mapping.overlap import name_key
from valuereport.mapping.people import name_parts
from valuereport.mapping.proposal import Proposal

_FIRM: Final = "organisation"
_WORDS: Final = 30  # different words of a column that tells rows apart
_MOST: Final = 0.9


@dataclass(frozen=True, slots=True)
class RowKind:
    """Some rows of a list: what they are, how many, and the words in their columns that say so."""

    kind: Literal["firms", "persons", "contacts"]
    rows: int
    where: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mixed:
    """The kinds of row of a list. `by_id`: contacts have their firm's id; else they name the firm."""

    kinds: tuple[RowKind, ...]
    by_id: bool


def mixed_rows(one: Proposal) -> Mixed | None:
    """Return the kinds of row where a column tells firms from persons; None where all rows are of one kind."""
    kind = one.columns.get("kind")
    if kind is None or not kind.headings or not kind.map:
        return None
    cells = one.found.columns[kind.headings[0]]
    ours = {word.casefold(): meant for word, meant in kind.map.items()}
    firms = {row for row, cell in enumerate(cells) if ours.get(cell.casefold()) == _FIRM}
    persons = {row for row, cell in enumerate(cells) if cell} - firms
    if not firms or not persons:
        return None
    contacts, by_id = _contacts(one, firms, persons)
    groups = {"firms": firms, "persons": persons - contacts, "contacts": contacts}
    telling = _telling_column(one, groups, kind.headings[0])
    kinds = []
    for name, rows in groups.items():
        if rows:
            where = {kind.headings[0]: _words(cells, rows)}
            if telling:
                words = _words(one.found.columns[telling], rows)
                if not words:  # nobody of these is a member
                    continue
                rows = {row for row in rows if one.found.columns[telling][row]}
                where[telling] = words
            kinds.append(RowKind(name, len(rows), where))  # type: ignore[arg-type] # one of the three
    return Mixed(tuple(kinds), by_id)


def _contacts(one: Proposal, firms: set[int], persons: set[int]) -> tuple[set[int], bool]:
    """Return the persons who act for a firm: they have its id, or name it."""
    ids = one.found.columns[one.columns["member_id"].headings[0]] if "member_id" in one.columns else ()
    of_firms = {ids[row].casefold() for row in firms if ids and ids[row]}
    same = {row for row in persons if ids and ids[row].casefold() in of_firms}
    if same:
        return same, True
    organisation = name_parts(one.found.headings).organisation
    if not organisation:
        return set(), False
    name = one.columns["name"].headings
    names = {name_key(one.found.columns[heading][row]) for row in firms for heading in (*name, organisation)} - {""}
    employer = one.found.columns[organisation]
    return {row for row in persons if name_key(employer[row]) in names}, False


def _telling_column(one: Proposal, groups: Mapping[str, set[int]], kind: str) -> str:
    """Return a column whose words are others for each kind of row, "" where there is none."""
    best, most = "", 0.0
    for heading, profile in one.profiles.items():
        if (
            heading == kind
            or not profile.words
            or not 1 < profile.distinct <= _WORDS
            or profile.dates
            or profile.addresses
        ):
            continue
        cells = one.found.columns[heading]
        words = [{*_words(cells, rows)} for rows in groups.values() if rows]
        apart = all(not left & right for at, left in enumerate(words) for right in words[at + 1 :])
        filled = sum(1 for rows in groups.values() for row in rows if cells[row])
        if apart and all(words) and filled > most:
            best, most = heading, filled
    return best


def _words(cells: Sequence[str], rows: set[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cells[row] for row in sorted(rows) if cells[row]))
