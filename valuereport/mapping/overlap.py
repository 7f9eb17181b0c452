"""Which columns of a file hold ids, addresses or names that the members have: the strongest evidence there is.

Ids of another system may have something before or behind them: WA-48200390 for 48200390, M-7/2026 for M-7.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from valuereport.notation.addresses import normalised

Kind = Literal["id", "address", "name"]
_LEAST: Final = 0.3  # of the filled cells must be known, else it is chance
_FEW: Final = 3  # different texts that must be known
_TRIED: Final = 300  # cells in which ids are looked for
_TOKEN: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the files speak of: ids, addresses and names of members and contacts, in the form of `FORMS`."""

    ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Which rows of a column name a member or contact, and how many of its cells are filled."""

    heading: str
    kind: Kind
    matched: frozenset[int]
    filled: int
    prefix: str = ""  # that is taken off before a text is an id
    suffix: str = ""

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


def _best(heading: str, cells: Sequence[str], known: Known) -> Overlap | None:
    filled = {row: cell for row, cell in enumerate(cells) if cell}

    def overlap(kind: Kind, form: Callable[[str], str], among: Collection[str], prefix: str = "", suffix: str = "") -> Overlap:
        bare = {row: cell.removeprefix(prefix).removesuffix(suffix) for row, cell in filled.items()}
        matched = frozenset(row for row, cell in bare.items() if form(cell) in among)
        return Overlap(heading, kind, matched, len(filled), prefix, suffix)

    tried = [
        overlap("id", str.casefold, known.ids),
        overlap("address", normalised, known.addresses),
        overlap("name", name_key, known.names),
    ]
    if affix := _affix(filled.values(), known.ids):
        tried.append(overlap("id", str.casefold, known.ids, *affix))
    best = max(tried, key=lambda one: len(one.matched))
    distinct = {filled[row] for row in best.matched}
    return best if len(distinct) >= min(_FEW, len(known.ids)) and best.share >= _LEAST else None


def _affix(cells: Collection[str], ids: Collection[str]) -> tuple[str, str] | None:
    """Return what stands before and behind an id in most cells; None where there is nothing."""
    distinct = list(islice(dict.fromkeys(cells), _TRIED))
    counts = Counter(affix for cell in distinct for affix in set(_around_ids(cell, ids)))
    if not counts:
        return None
    affix, times = counts.most_common(1)[0]
    return affix if affix != ("", "") and times * 2 >= len(distinct) else None


def _around_ids(cell: str, ids: Collection[str]) -> Iterator[tuple[str, str]]:
    tokens = [match.span() for match in _TOKEN.finditer(cell)]
    for first, (start, _) in enumerate(tokens):
        for _, end in tokens[first : first + 3]:
            if cell[start:end].casefold() in ids:
                yield cell[:start], cell[end:]
