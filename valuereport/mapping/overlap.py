"""Which columns of a file hold ids, addresses or names that the members have: the strongest evidence there is.

Ids of another system may have something before or behind them: WA-48200390 for 48200390, M-7/2026 for M-7.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from valuereport.notation.addresses import normalised

Kind = Literal["id", "address", "name"]
_LEAST: Final = 0.3  # of the filled cells must be known, else it is chance
_FEW: Final = 3  # different texts that must be known
_TRIED: Final = 300  # cells in which ids are looked for
_CUT: Final = 10  # letters in which two names are alike
_TOKEN: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the files speak of: ids, addresses and names of members and contacts, in the form of `FORMS`."""

    ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # of firms: a person's name decides nothing
    people: frozenset[str] = frozenset()
    prefix: str = ""  # that all ids begin with: other systems may leave it out

    @property
    def bare_ids(self) -> frozenset[str]:
        """Return the ids without what all of them begin with."""
        return frozenset(one[len(self.prefix) :] for one in self.ids) if self.prefix else frozenset()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Which rows of a column name a member or contact, and how many of its cells are filled."""

    heading: str
    kind: Kind
    matched: frozenset[int]
    filled: int
    prefix: str = ""  # that is taken off before a text is an id
    suffix: str = ""
    separator: str = ""  # between the ids of one cell
    bare: bool = False  # its ids are the members' without what all of those begin with
    zeros: bool = False  # zeros before the id are taken off, too: 000155 is 155

    @property
    def share(self) -> float:
        """Return the share of the filled rows that match."""
        return len(self.matched) / self.filled if self.filled else 0.0


def name_key(text: str) -> str:
    """Return the form in which names are compared: without case and doubled spaces; nothing else is forgiven."""
    return " ".join(text.split()).casefold()


def overlaps(columns: Mapping[str, Sequence[str]], known: Known) -> tuple[Overlap, ...]:
    """Return the columns that name members, the best first."""
    found = [best for heading, cells in columns.items() if (best := _best(heading, cells, known)) is not None]
    return tuple(sorted(found, key=lambda one: (len(one.matched), one.share), reverse=True))


def likely_names(columns: Mapping[str, Sequence[str]], known: Known) -> tuple[str, ...]:
    """Return the columns some of whose cells hold a member's name or begin like one: a bank cuts names, and adds words.

    They are only likely: a person has to say so.
    """
    starts = {name[:_CUT] for name in (*known.names, *known.people) if len(name) >= _CUT}
    found = []
    for heading, cells in columns.items():
        filled = [name_key(cell) for cell in cells if cell]
        named = sum(1 for cell in filled if cell in known.people or cell[:_CUT] in starts)
        if filled and named >= max(_FEW, 0.2 * len(filled)):
            found.append((named, heading))
    return tuple(heading for _, heading in sorted(found, reverse=True))


def split_keys(cell: str) -> tuple[str, ...]:
    """Return the ids of a cell that may hold several: 101;102."""
    return tuple(part for piece in cell.split(";") if (part := piece.strip())) if ";" in cell else (cell,)


def _best(heading: str, cells: Sequence[str], known: Known) -> Overlap | None:
    filled = {row: cell for row, cell in enumerate(cells) if cell}

    def overlap(
        kind: Kind, form: Callable[[str], str], among: Collection[str], affix: tuple[str, str, bool] = ("", "", False)
    ) -> Overlap:
        prefix, suffix, zeros = affix
        bare = {row: cell.removeprefix(prefix).removesuffix(suffix) for row, cell in filled.items()}
        bare = {row: cell.lstrip("0") for row, cell in bare.items()} if zeros else bare
        matched = frozenset(row for row, cell in bare.items() if form(cell) in among)
        return Overlap(heading, kind, matched, len(filled), prefix, suffix, zeros=zeros)

    tried = [
        overlap("id", str.casefold, known.ids),
        overlap("address", normalised, known.addresses),
        overlap("name", name_key, known.names),
    ]
    if any(";" in cell for cell in filled.values()):
        several = frozenset(row for row, cell in filled.items() if {*map(str.casefold, split_keys(cell))} & known.ids)
        tried.append(Overlap(heading, "id", several, len(filled), separator=";"))
    if affix := _affix(filled.values(), known.ids):
        tried.append(overlap("id", str.casefold, known.ids, affix))
    if known.prefix:
        tried.append(replace(overlap("id", str.casefold, known.bare_ids), bare=True))
    best = max(tried, key=lambda one: len(one.matched))
    distinct = {filled[row] for row in best.matched}
    return best if len(distinct) >= min(_FEW, len(known.ids)) and best.share >= _LEAST else None


def _affix(cells: Collection[str], ids: Collection[str]) -> tuple[str, str, bool] | None:
    """Return what stands before and behind an id in most cells, and whether zeros do; None where there is nothing."""
    distinct = list(islice(dict.fromkeys(cells), _TRIED))
    counts = Counter(affix for cell in distinct for affix in set(_around_ids(cell, ids)))
    if not counts:
        return None
    affix, times = counts.most_common(1)[0]
    return affix if affix != ("", "", False) and times * 2 >= len(distinct) else None


def _around_ids(cell: str, ids: Collection[str]) -> Iterator[tuple[str, str, bool]]:
    tokens = [match.span() for match in _TOKEN.finditer(cell)]
    for first, (start, _) in enumerate(tokens):
        for _, end in tokens[first : first + 3]:
            part = cell[start:end].casefold()
            if part in ids:
                yield cell[:start], cell[end:], False
            elif part.startswith("0") and part.lstrip("0") in ids:
                yield cell[:start], cell[end:], True
