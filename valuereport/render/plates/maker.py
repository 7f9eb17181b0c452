"""What a worker does with plates: marks documents, makes plates, fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from valuereport.model.statement import Document
from valuereport.render.library_messages import LibraryMessages
from valuereport.render.look import Look
from valuereport.render.memory import collector_paused
from valuereport.render.plates.fill import Filler, Ready
from valuereport.render.plates.fonts import Cut, cut_fonts
from valuereport.render.plates.layout import make_plate
from valuereport.render.plates.letters import Letters
from valuereport.render.plates.marked import ELLIPSIS, MARKS, Marker, Values
from valuereport.render.plates.plate import NotAPlate, Plate
from valuereport.render.templates import Catalogues
from valuereport.render.typesetter import Typesetter


@dataclass(frozen=True, slots=True)
class Marked:
    """A document in parts, the frame first: their keys, what is missing in each, and the messages not translated."""

    keys: tuple[str, ...]
    values: tuple[Values, ...]
    languages: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a document brings that was in none before: the pages of its parts by their keys, and letters."""

    pages: Mapping[str, str]
    letters: frozenset[str]


class PlateMaker:
    """Marks documents and makes plates. Keeps nothing of a member: of pages the keys, of texts the letters."""

    def __init__(
        self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look, typesetter: Typesetter
    ) -> None:
        self._marker = Marker(template_folders, catalogues, look)
        self._typesetter = typesetter
        self._letters = Letters(look.family)
        self._keys: set[str] = set()  # of the pages that were told
        self._told: set[str] = set()  # letters, likewise

    def marked(self, document: Document) -> tuple[Marked | None, News]:
        """Return a document marked, and what is new in it. None where it cannot be made from plates.

        Raises TemplateError.
        """
        parts, missing = self._marker.marked(document)
        letters = set().union(*(text for part in parts for text in part.values.slots))
        if not parts or not self._letters.settable(letters):
            return None, News({}, frozenset())
        pages = {part.key: part.html for part in parts if part.key not in self._keys}
        letters = letters.union(ELLIPSIS, *pages.values()) - MARKS - {"\n"} - self._told
        self._keys.update(pages)
        self._told |= letters
        marked = Marked(
            tuple(part.key for part in parts),
            tuple(part.values for part in parts),
            tuple(statement.locale for statement in document),
            missing,
        )
        return marked, News(pages, frozenset(letters))

    def plate(self, html: str, languages: Sequence[str]) -> Plate:
        """Return the plate of a marked page. Raises NotAPlate."""
        with LibraryMessages() as said, collector_paused():
            plate = make_plate(html, self._typesetter, self._letters, languages)
        if said.messages:
            raise NotAPlate(said.messages[0])
        return plate

    def cut(self, letters: str) -> Cut:
        """Return the fonts with these letters."""
        return cut_fonts(letters, self._typesetter, self._letters)


class Press:
    """A run's plates and fonts: fills documents."""

    def __init__(self, plates: Mapping[str, Plate], cut: Cut, look: Look) -> None:
        self._plates = plates
        self._filler = Filler(Letters(look.family), cut, look.accent)
        self._ready: dict[tuple[str, str], Ready] = {}  # by key and language

    def printed(self, marked: Marked) -> tuple[bytes, int]:
        """Return a document's PDF and how many pages it has. Raises NotAPlate."""
        try:
            plates = [self._at_hand(key, marked.languages[0]) for key in marked.keys]
        except KeyError:
            raise NotAPlate("a part of it has no plate") from None
        frame, *parts = zip(plates, marked.values, strict=True)
        return self._filler.filled(frame, parts), len(plates[0].plate.pages)

    def _at_hand(self, key: str, language: str) -> Ready:
        if (key, language) not in self._ready:
            self._ready[key, language] = self._filler.ready(self._plates[key], language)
        return self._ready[key, language]
