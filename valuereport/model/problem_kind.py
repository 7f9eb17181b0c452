"""Problems of one kind, as a person works them off: how many, which rows, and what mends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from valuereport.errors import Problem, Remedy, Severity

Mend = Literal["assign", "merge", "confirm", "correct", "export", "assumptions", "settings", "design", "look"]

MENDS: Final[dict[Mend, str]] = {
    "assign": "say which member the rows belong to",
    "merge": "merge the records in the system that the export comes from, and export again",
    "confirm": "confirm that the extreme amount is right, or correct it in the system that it comes from",
    "correct": "correct the member, or the system that the export comes from",
    "export": "correct it in the system that the export comes from, and export again",
    "assumptions": "correct the file of your own that is named: an assumption, an activity, a policy win, a survey",
    "settings": "say in the settings what the words or columns mean",
    "design": "correct the texts, translations, templates or fonts",
    "look": "look at it: it may be right",
}
"""What mends a kind of problem, in the order in which it is worth a person's time."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """Problems that one thing mends.

    `code`: of the kind, for texts in other languages ("other" where it has none of its own). `reason`, `action`: as
    the problems say them, with an ellipsis for what varies. `problems`: how many; `rows`: of the exports, or of a file,
    that these stand for. `examples`: the first of them, three at most. `remedy`: what a person can do at once, as an
    action; None where it is done outside, or in a file.
    """

    code: str
    severity: Severity
    reason: str
    action: str
    problems: int
    rows: int
    files: tuple[str, ...]
    examples: tuple[Problem, ...]
    mend: Mend
    remedy: Remedy | None = None
