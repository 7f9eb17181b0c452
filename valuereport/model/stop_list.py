"""One list of those who get no email, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.errors import Problem


@dataclass(frozen=True, slots=True)
class StopList:
    """What one list says; addresses are in the form in which they are compared."""

    file: str
    lines: int  # that say something, without the heading; of a pull the records that count
    addresses: frozenset[str]
    member_ids: frozenset[str]
    members: frozenset[str]  # whom the lines mean, by id or address
    strangers: frozenset[str]  # addresses of nobody
    contacts: frozenset[str]  # addresses of people who act for a firm, which gets its mail all the same
    unclear: tuple[int | str, ...]  # the lines that were not understood; of a pull the ids of the records
    problems: tuple[Problem, ...]
    one: Literal["line", "record"] = "line"

    @property
    def summary(self) -> str:
        """Return the list in a line: "13 lines: 10 members, 2 addresses of nobody, 1 not understood (line 4)"."""
        parts = [_count(len(self.members), "member")]
        if self.contacts:
            parts.append(_count(len(self.contacts), "contact"))
        if self.strangers:
            parts.append(f"{_count(len(self.strangers), 'address', 'addresses')} of nobody")
        if self.unclear:
            shown = ", ".join(map(str, self.unclear[:5])) + (", ..." if len(self.unclear) > 5 else "")
            parts.append(f"{len(self.unclear):,} not understood ({self.one}{'s'[len(self.unclear) == 1 :]} {shown})")
        return f"{self.file}: {_count(self.lines, self.one)}: {', '.join(parts)}"

    @property
    def lines_in_doubt(self) -> tuple[str, ...]:
        """Return a sentence for each line that is not clear."""
        return tuple(f"{one.severity}: {one.file}{_where(one)}: {one.reason} -> {one.action}" for one in self.problems)


def _where(one: Problem) -> str:
    line = "" if one.row is None else f", line {one.row}"
    return f"{line}: {one.value!r}" if one.value or line else line


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
