"""One statement of a preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuereport.errors import Problem

_NAMED = 3  # columns or texts that a line names


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement, why it is shown, and what a person should look at; `pdf` is empty where none could be made."""

    member_id: str
    locale: str
    edition: str
    reasons: tuple[str, ...]
    pdf: bytes
    html: str
    problems: tuple[Problem, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """Return each problem's reason once, and how often it is there."""
        return tuple(_often(problem.reason, alike) for problem, alike in self._kinds().items())

    @property
    def lines(self) -> tuple[str, ...]:
        """Return a line for each kind of problem, as a terminal shows it."""
        found = []
        for problem, alike in self._kinds().items():
            names = [each.column for each in alike if each.column]
            more = ", ..." if len(names) > _NAMED else ""
            where = f" ({', '.join(names[:_NAMED])}{more})" if names else ""
            said = f"{_often(problem.reason, alike)}{where} -> {problem.action}"
            found.append(f"{problem.severity}: {self.member_id} in {self.locale}: {said}")
        return tuple(found)

    def _kinds(self) -> Mapping[Problem, list[Problem]]:
        """Return the problems that say the same, under the first of them."""
        kinds: dict[tuple[str, str, str], list[Problem]] = {}
        for problem in self.problems:
            kinds.setdefault((problem.severity, problem.reason, problem.action), []).append(problem)
        return {alike[0]: alike for alike in kinds.values()}


def _often(reason: str, alike: list[Problem]) -> str:
    return f"{reason}, {len(alike)} times" if len(alike) > 1 else reason
