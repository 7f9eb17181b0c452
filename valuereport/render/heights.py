"""How high the regions are that follow one another, in millimetres: from what is in them, before they are laid out.

The figures are those of statement.css; tests/render/test_heights.py holds them against what is laid out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.model.statement import Counted, Detail, Item, Shorter, Statement, UseTable
from valuereport.render.letters import Letters

WIDTH: Final = 170.0
_HEADING: Final = 6.5
_HEAD: Final = 5.0  # of a table
_NOTE: Final = 3.6
_CODE: Final = 22.0
# Where letters of another font stand beside Latin ones on a line, the line is a little higher.
_TALLER: Final = {"ar": 1.012, "ja": 1.045, "zh": 1.045, "ko": 1.045}
Height = Callable[[Statement, Letters], float]


@dataclass(frozen=True, slots=True)
class Tables:
    """How much of a sheet's tables is shown."""

    shorter: int  # which of the shorter tables of what was counted; 0 is the whole
    two_lines: bool  # each of its rows has a second line, for its title
    bases: int  # how many assumptions

    def rows(self, counted: Counted) -> Counted | Shorter:
        """Return the rows of what was counted, and their notes."""
        return counted.shorter[self.shorter - 1] if self.shorter else counted


def height_of(region: str, statement: Statement, letters: Letters, tables: Tables) -> float:
    """Return the height of a region, at most some millimetres more than it takes."""
    taller = _TALLER.get(statement.locale.partition("-")[0], 1.0)
    if region == "counted":
        return taller * _counted(statement.counted, tables)
    if region == "method":
        return taller * _method(statement, letters, tables.bases)
    return taller * _HEIGHTS[region](statement, letters)


def _thanks(statement: Statement, letters: Letters) -> float:
    return 4.6 * letters.lines(statement.thanks, 10, WIDTH) + _NOTE * len(statement.also)


def _chart(statement: Statement, _: Letters) -> float:
    return 6.0 + 4.0 + 8.0 * len(statement.chart.bars if statement.chart else ()) + 4.4


def _highlight(statement: Statement, letters: Letters) -> float:
    found = statement.highlight
    if not found:
        return 0.0
    note = 1.2 + _NOTE * letters.lines(found.note, 8, WIDTH) if found.note else 0.0
    return 6.0 + _items(found.items, letters, 3 if found.kind == "steps" else 2) + note


def _left(statement: Statement, letters: Letters) -> float:
    found = statement.left
    if not found:
        return 0.0
    if found.line:
        return 4.2 * max(letters.lines(found.line, 9, 130), letters.lines(found.heading, 9, 40))
    amounts = max(letters.lines(item.lead, 9, column_of(len(found.items))) for item in found.items)
    return 6.0 + _items(found.items, letters) + (4.0 if amounts > 1 else 0.0)


def _items(items: Sequence[Item], letters: Letters, most: int = 2) -> float:
    lines = max(letters.lines(item.title, 9, column_of(len(items))) for item in items)
    return 4.0 + 4.0 * min(lines, most) + (_NOTE if any(item.note for item in items) else 0.0)


def column_of(count: int) -> float:
    """Return the room of one of some items that stand side by side."""
    return 34.0 if count > 3 else 53.0


def _counted(counted: Counted, tables: Tables) -> float:
    shown = tables.rows(counted)
    total = 5.7 if counted.total else 0.0
    below = 4.0 * (len(counted.subtotals) + bool(counted.range))
    notes = (_NOTE + 0.5) * len(shown.notes)
    return _HEADING + _HEAD + (8.4 if tables.two_lines else 5.1) * len(shown.rows) + total + below + notes


def _use(table: UseTable | None) -> float:
    if not table:
        return 0.0
    return _HEADING + _HEAD + 5.1 * len(table.rows) + 5.7 + (_NOTE if table.note else 0.0)


def _policy(statement: Statement, letters: Letters) -> float:
    found = statement.policy
    if not found:
        return 0.0
    room = win_column_of(len(found.wins))
    words = max(
        4.0 * letters.lines(win.title, 8.5, room, bold=True) + 3.6 * letters.lines(win.text, 8.5, room)
        for win in found.wins
    )
    value = 4.0 if any(win.value for win in found.wins) else 0.0
    return _HEADING + value + words + 0.6 + 3.6 + (5.1 if found.more else 0.0)


def win_column_of(count: int) -> float:
    """Return the room of one of some policy wins side by side; of one alone, what a line can be long to be read."""
    return 125.0 if count == 1 else (WIDTH - 5 * (count - 1)) / count


def _method(statement: Statement, letters: Letters, bases: int) -> float:
    found = statement.method
    first, *others = found.paragraphs
    words = 3.8 * max(letters.lines(first, 8.5, 82.5), sum(letters.lines(each, 8.5, 82.5) for each in others))
    shown = found.bases[:bases]
    if not shown:
        return _HEADING + words
    lines = [max(basis_lines(each.label, each.figure, each.source, letters)) for each in shown]
    rows = 1.4 * len(shown) + 3.6 * sum(lines)
    return _HEADING + words + 1.5 + _HEAD + rows


def basis_lines(label: str, figure: str, source: str, letters: Letters) -> tuple[int, int, int]:
    """Return the lines of an assumption's label, figure and source in their columns."""
    return letters.lines(label, 8, 59), letters.lines(figure, 8, 30), letters.lines(source, 8, 54)


def _details(statement: Statement, letters: Letters) -> float:
    rows = (len(statement.details) + 1) // 2
    double = any(letters.lines(each.value, 8.5, 54) > 1 for each in statement.details)
    words = "".join(phrase.text for phrase in statement.correction)
    first = 4.2 if first_is_brief(statement.details, letters) else 7.6
    taken = first + 7.6 * (rows - 1) if double else 4.2 * rows
    return _HEADING + taken + 1.5 + 3.6 * letters.lines(words, 8.5, WIDTH)


def first_is_brief(details: Sequence[Detail], letters: Letters) -> bool:
    """Return whether the first row of the details, in two columns, has a line of each."""
    firsts = details[:: max((len(details) + 1) // 2, 1)]
    return all(letters.lines(each.value, 8.5, 54) == 1 for each in firsts)


def _feedback(statement: Statement, letters: Letters) -> float:
    found = statement.feedback
    if not found:
        return 0.0
    return max(_CODE, _HEADING + 3.6 * letters.lines(found.text, 8.5, 143) + 1.2 + 4.2)


def _you_said(statement: Statement, letters: Letters) -> float:
    found = statement.you_said
    if not found:
        return 0.0
    room = win_column_of(len(found.items))
    return _HEADING + max(
        4.0 * letters.lines(item.said, 8.5, room, bold=True) + 3.6 * letters.lines(item.answer, 8.5, room)
        for item in found.items
    )


_HEIGHTS: Final[Mapping[str, Height]] = {
    "thanks": _thanks,
    "year": lambda statement, letters: 14.9,
    "chart": _chart,
    "highlight": _highlight,
    "left": _left,
    "contacts": lambda statement, letters: _use(statement.contacts),
    "branches": lambda statement, letters: _use(statement.branches),
    "policy": _policy,
    "details": _details,
    "feedback": _feedback,
    "you_said": _you_said,
}
