"""Which columns of a file hold ids, addresses or names that the members have: the strongest evidence there is.

Ids of another system may have something before or behind them: WA-48200390 for 48200390, M-7/2026 for M-7.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final, Literal

from valuereport.notation.addresses import normalised

Kind = Literal["id", "address", "name"]
_LEAST: Final = 0.3  # of the filled cells must be known, else it is chance
_FEW: Final = 3  # different texts that must be known
_TRIED: Final = 300  # cells in which ids are looked for
_CUT: Final = 10  # letters in which two names are alike
_TOKEN: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Known:
    """Whom the files speak of: ids, addresses and names of members and contacts, as they are compared."""

    ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # of firms: a person's name decides nothing
    people: frozenset[str] = frozenset()
    prefix: str = ""  # that all ids begin with: other systems may leave it out

    @cached_property
    def bare_ids(self) -> frozenset[str]:
        """Return the ids without what all of them begin with."""
        return frozenset(one[len(self.prefix) :] for one in self.ids) if self.prefix else frozenset()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Which rows of a column name a member or contact, and how many of its cells are filled."""

    heading: str
    kind: Kind
    matched: frozenset[int] = frozenset()
    filled: int = 0
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
    """Return how a column names members best; each different text is looked at once."""
    counts = Counter(cells)
    del counts[""]
    filled = counts.total()
    tried = [*_readings(list(counts), known)]
    told = [(sum(counts[text] for text in texts), reading, texts) for reading, texts in tried]
    times, reading, texts = max(told, key=lambda one: one[0])
    if len(texts) < min(_FEW, len(known.ids)) or times < _LEAST * filled:
        return None
    matched = frozenset(row for row, cell in enumerate(cells) if cell in texts)
    return replace(reading, heading=heading, matched=matched, filled=filled)


def _readings(texts: Sequence[str], known: Known) -> Iterator[tuple[Overlap, frozenset[str]]]:
    """Yield the ways in which texts may name members, and those that do."""

    def those(named: Callable[[str], bool]) -> frozenset[str]:
        return frozenset(filter(named, texts))

    yield Overlap("", "id"), those(lambda text: text.casefold() in known.ids)
    if any("@" in text for text in texts):
        yield Overlap("", "address"), those(lambda text: normalised(text) in known.addresses)
    if known.names:
        yield Overlap("", "name"), those(lambda text: name_key(text) in known.names)
    if any(";" in text for text in texts):
        several = those(lambda text: not known.ids.isdisjoint(map(str.casefold, split_keys(text))))
        yield Overlap("", "id", separator=";"), several
    if affix := _affix(texts, known.ids):
        prefix, suffix, zeros = affix

        def bare(text: str) -> str:
            inner = text.removeprefix(prefix).removesuffix(suffix)
            return (inner.lstrip("0") if zeros else inner).casefold()

        yield Overlap("", "id", prefix=prefix, suffix=suffix, zeros=zeros), those(lambda text: bare(text) in known.ids)
    if known.prefix:
        yield Overlap("", "id", bare=True), those(lambda text: text.casefold() in known.bare_ids)


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
