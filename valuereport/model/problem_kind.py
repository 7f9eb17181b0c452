"""Problems of one kind, as a person works them off: how many, which rows, and what mends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from valuereport.errors import Problem, Remedy, Severity

Mend = Literal["assign", "confirm", "correct", "merge", "settings", "own-file", "export", "design", "look"]

MENDS: Final[Mapping[Mend, str]] = {
    "assign": "say which member the rows belong to",
    "confirm": "confirm that the extreme amount is right, or correct it in the system that it comes from",
    "correct": "correct the member here, or in the system that the export comes from",
    "merge": "make one record of them in the system that the export comes from, and export again",
    "settings": "say in the settings what the words, columns or currencies mean",
    "own-file": "correct the file of your own that is named: a correction, an assumption, an activity, a survey",
    "export": "correct it in the system that the export comes from, and export again",
    "design": "correct the text, the translation, the template or the font",
    "look": "look at it: it may be right",
}
"""What mends a kind of problem, in the order in which it is worth a person's time."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """Problems that one thing mends.

    `reason`, `action`: as the problems say them, with an ellipsis for what varies. `problems`: how many; `rows`: of
    exports, that these stand for. `files`: where they are. `examples`: the first of them, three at most. `remedy`: what
    a person can do at once, as an action; None where it is done in a file or in another system.
    """

    severity: Severity
    reason: str
    action: str
    problems: int
    rows: int
    files: tuple[str, ...]
    examples: tuple[Problem, ...]
    mend: Mend
    remedy: Remedy | None = None
