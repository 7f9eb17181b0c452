"""What a worker does with plates: parameterises documents, makes plates, fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from valuereport.model.statement import Document
from valuereport.render.library_messages import LibraryMessages
from valuereport.render.look import Look
from valuereport.render.memory import collector_paused
from valuereport.render.plates.assembler import Assembler, LoadedPlate
from valuereport.render.plates.layout import make_plate
from valuereport.render.plates.parameterised import ELLIPSIS, PLACEHOLDERS, Parameteriser, PersonalValues
from valuereport.render.plates.plate import NotAPlate, Plate
from valuereport.render.plates.shaper import Shaper
from valuereport.render.plates.subset_fonts import SubsetFonts, subset_fonts
from valuereport.render.templates import Catalogues
from valuereport.render.typesetter import Typesetter


@dataclass(frozen=True, slots=True)
class ParameterisedDocument:
    """A document in parts, the frame first: their keys, what is missing in each, and the messages not translated."""

    keys: tuple[str, ...]
    values: tuple[PersonalValues, ...]
    languages: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Additions:
    """What a document brings that was in none before: the pages of its parts by their keys, and letters."""

    pages: Mapping[str, str]
    letters: frozenset[str]


class PlateMaker:
    """Parameterises documents and makes plates. Keeps nothing of a member: of pages the keys, of texts the letters."""

    def __init__(
        self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look, typesetter: Typesetter
    ) -> None:
        self._parameteriser = Parameteriser(template_folders, catalogues, look)
        self._typesetter = typesetter
        self._shaper = Shaper(look.family)
        self._reported_keys: set[str] = set()  # of the pages that were handed on
        self._reported_letters: set[str] = set()  # letters, likewise

    def parameterised(self, document: Document) -> tuple[ParameterisedDocument | None, Additions]:
        """Return a parameterised document, and what is new in it. None where it cannot be made from plates.

        Raises TemplateError.
        """
        parts, missing = self._parameteriser.parameterised(document)
        letters = set().union(*(text for part in parts for text in part.values.slots))
        if not parts or not self._shaper.settable(letters):
            return None, Additions({}, frozenset())
        pages = {part.key: part.html for part in parts if part.key not in self._reported_keys}
        letters = letters.union(ELLIPSIS, *pages.values()) - PLACEHOLDERS - {"\n"} - self._reported_letters
        self._reported_keys.update(pages)
        self._reported_letters |= letters
        parameterised = ParameterisedDocument(
            tuple(part.key for part in parts),
            tuple(part.values for part in parts),
            tuple(statement.locale for statement in document),
            missing,
        )
        return parameterised, Additions(pages, frozenset(letters))

    def plate(self, html: str, languages: Sequence[str]) -> Plate:
        """Return the plate of a parameterised page. Raises NotAPlate."""
        with LibraryMessages() as said, collector_paused():
            plate = make_plate(html, self._typesetter, self._shaper, languages)
        if said.messages:
            raise NotAPlate(said.messages[0])
        return plate

    def subset_fonts(self, letters: str) -> SubsetFonts:
        """Return the fonts with these letters."""
        return subset_fonts(letters, self._typesetter, self._shaper)


class PlateFiller:
    """A run's plates and fonts: fills documents."""

    def __init__(self, plates: Mapping[str, Plate], fonts: SubsetFonts, look: Look) -> None:
        self._plates = plates
        self._assembler = Assembler(Shaper(look.family), fonts, look)
        self._loaded: dict[tuple[str, str], LoadedPlate] = {}  # by key and language

    def filled(self, parameterised: ParameterisedDocument) -> tuple[bytes, int]:
        """Return a document's PDF and how many pages it has. Raises NotAPlate."""
        try:
            plates = [self._at_hand(key, parameterised.languages[0]) for key in parameterised.keys]
        except KeyError:
            raise NotAPlate("a part of it has no plate") from None
        frame, *parts = zip(plates, parameterised.values, strict=True)
        return self._assembler.assembled(frame, parts), len(plates[0].plate.pages)

    def _at_hand(self, key: str, language: str) -> LoadedPlate:
        if (key, language) not in self._loaded:
            self._loaded[key, language] = self._assembler.loaded(self._plates[key], language)
        return self._loaded[key, language]
