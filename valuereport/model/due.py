"""The days on which the memberships of a run are due for renewal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DueDays:
    """The days from `first` to `last`, both of them too."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return the days as a person writes them on the command line."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def run_name(self) -> str:
        """Return what a run for members who are due on these days is called."""
        return f"due-{self.first.isoformat()}-to-{self.last.isoformat()}"
