"""Finds the columns that a mapping names among the headings of a source."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence

from valuereport.errors import SourceError
from valuereport.loaders.cells import text_of


def clean(heading: object) -> str:
    """Return a heading without padding, line breaks or a byte-order mark."""
    return unicodedata.normalize("NFC", " ".join(text_of(heading).replace("\ufeff", "").split()))


class Headings:
    """The headings of one table and their positions: an exact match first, else one in another case."""

    def __init__(self, cells: Sequence[object]) -> None:
        self.names = [clean(cell) for cell in cells]
        self._exact: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        for position, name in enumerate(self.names):
            self._exact.setdefault(name, position)
            self._folded.setdefault(name.casefold(), position)

    @property
    def width(self) -> int:
        """Return how many columns there are up to the last heading."""
        return max((position for position, name in enumerate(self.names, 1) if name), default=0)

    def find(self, wanted: str) -> int | None:
        """Return the position of the first column of this heading, or None."""
        name = clean(wanted)
        return self._exact.get(name, self._folded.get(name.casefold()))

    def missing(self, wanted: Sequence[str]) -> list[str]:
        """Return the headings that are missing."""
        return [name for name in wanted if self.find(name) is None]

    def repeated(self, wanted: Sequence[str]) -> list[str]:
        """Return the headings, except blank ones, that occur more than once."""
        return [name for name in wanted if clean(name) and self.names.count(self.names[self.find(name) or 0]) > 1]

    def error(self, source: str, file: str, wanted: Sequence[str]) -> SourceError:
        """Return the error of a mapping to columns that do not exist."""
        missing = self.missing(wanted)
        there = [name for name in self.names if name]
        listed = f"the columns are: {', '.join(there)}" if there else "there are no headings"
        hints = ""
        for name in missing:
            folded = {other.casefold(): other for other in there}
            near = difflib.get_close_matches(clean(name).casefold(), folded, n=1)
            if near:
                hints += f'; "{name}" may be "{folded[near[0]]}"'
        named = ", ".join(f'"{name}"' for name in missing)
        noun = "column" if len(missing) == 1 else "columns"
        return SourceError(f"source {source}: {file}: no {noun} {named}; {listed}{hints}")
