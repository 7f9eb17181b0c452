"""Words that mean that there is nothing (`NEVER`, `n/a`, `--`): named where a source does not list them in `empty`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from valuereport.errors import Problem

_SHOWN: Final = 10

NEEDED: Final = "rows not used: they need this column"
"""What becomes of a row where the cell cannot be empty either."""


@dataclass(frozen=True, slots=True)
class EmptyWords:
    """The words in one column of one file that seem to mean nothing, with their counts; what became of the cells."""

    file: str
    row: int  # the first that has one of them
    column: str
    kind: str
    action: str
    words: Mapping[str, int]


def about_empty_words(found: Iterable[EmptyWords]) -> Iterator[Problem]:
    """Yield one problem for each column of a source in which such words cannot be read, at the first of its rows."""
    by_column: dict[tuple[str, str, str], list[EmptyWords]] = {}
    for one in found:
        by_column.setdefault((one.column, one.kind, one.action), []).append(one)
    for (column, kind, action), each in by_column.items():
        words: Counter[str] = Counter()
        for one in each:
            words.update(one.words)
        common = [word for word, _ in words.most_common(_SHOWN)]
        listed = ", ".join(f'"{word}"' for word in common)
        reason = f'words that seem to mean "nothing" cannot be read as a {kind}: {listed}'
        advice = f"; where they mean that the cell is empty, write empty = [{listed}] into the source"
        then = action + (advice if action != NEEDED else "")
        value = ", ".join(f'"{word}" {words[word]:,}' for word in common)
        yield Problem("load", "warning", reason, then, each[0].file, each[0].row, column, value, rows=words.total())
