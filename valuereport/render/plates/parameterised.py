"""A document's page in parts, with a mark wherever a member's own value goes: what is left is a plate's key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from valuereport.model.statement import Chart, Code, Document, Year
from valuereport.notation.links import allowed
from valuereport.render.letters import letters_of
from valuereport.render.look import Look
from valuereport.render.pages import Pages, common
from valuereport.render.pictures import Picture, size_of, stand_in
from valuereport.render.slots import UNFIT, Put, slot_for
from valuereport.render.tables import Columns, piece_of_table, table
from valuereport.render.templates import Catalogues, Localised

ELLIPSIS: Final = "…"
SLOT: Final = "\ue000"  # stands for a text in a box; the box's id says which, and how many lines it has
ATTRIBUTE, END = "\ue001", "\ue002"  # stand around the number of a text that is in an attribute
_PART, _END = "\ue003", "\ue004"  # stand around the number of a part
_DIGEST: Final = 12  # bytes
PLACEHOLDERS: Final = frozenset({SLOT, ATTRIBUTE, END, _PART, _END})
SOMEWHERE: Final = "https://member.invalid/"
"""Stands before the number of an address that is in an attribute."""
_PLAIN_ADDRESS: Final = re.compile(r"[A-Za-z0-9:/?#@!$&'*+,;=._~%-]+")  # what WeasyPrint writes as it stands
_PARTS: Final = re.compile(f"{_PART}(\\d+)\\.(\\d+){_END}")
_SLOT_ID: Final = re.compile(r'id="slot-(\d+)-')
_ATTRIBUTE_MARK: Final = re.compile(f"{ATTRIBUTE}(\\d+){END}")
_SLOT_MARK: Final = re.compile(f"{SLOT}(\\d+){END}")


@dataclass(frozen=True, slots=True)
class PersonalValues:
    """What of one part is the member's own: texts in boxes, texts in attributes, pictures."""

    slots: tuple[str, ...]
    attributes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    gap: float = 0.0  # millimetres to what stands before it in its flow


@dataclass(frozen=True, slots=True)
class PagePart:
    """One part of a page: its key, the values that are missing, and the page with nothing else on it, parameterised."""

    key: str
    values: PersonalValues
    frame: str  # the page without any part
    pieces: tuple[tuple[int, str], ...]  # where in the frame each piece of this part stands

    @property
    def html(self) -> str:
        """Return the page."""
        written, start = [], 0
        for at, piece in self.pieces:
            written += [self.frame[start:at], piece]
            start = at
        return "".join([*written, self.frame[start:]])


class Parameteriser:
    """Fills the templates with marks. Keeps nothing of a member once a document is parameterised."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        self._look = look
        self._pages = Pages(template_folders, catalogues, self._tools)
        self._found: dict[str, tuple[tuple[str, ...], PersonalValues]] = {}  # the pieces of each part, and its values
        self._mixed = False  # pictures of several pieces of one part cannot be told apart
        self._begin()

    def parameterised(self, document: Document) -> tuple[tuple[PagePart, ...], tuple[str, ...]]:
        """Return the parts of a document, the frame around them first, and the messages that its languages lack.

        No part at all where it cannot be told apart: where a text has characters that are marks here. Raises
        TemplateError.
        """
        self._found, self._mixed = {}, False
        self._begin()
        html, missing = self._pages.html(document)
        values = self._taken()
        found = list(self._found.values())
        if self._mixed or not _unambiguous(html, values, found):
            return (), missing
        # Between the texts of the frame stand the numbers of a part and of its piece.
        split = _PARTS.split(html)
        frame = "".join(split[::3])
        places: list[list[tuple[int, str]]] = [[] for _ in found]
        at = 0
        for text, part, piece in zip(split[::3], split[1::3], split[2::3], strict=False):
            at += len(text)
            places[int(part)].append((at, found[int(part)][0][int(piece)]))
        whole = hashlib.blake2b(frame.encode(), digest_size=_DIGEST)
        parts = [PagePart(whole.hexdigest(), values, frame, ())]
        for number in dict.fromkeys(map(int, split[1::3])):  # in reading order
            key = whole.copy()
            for at, piece in places[number]:
                key.update(f"\0{at}\0{piece}".encode())
            parts.append(PagePart(key.hexdigest(), found[number][1], frame, tuple(places[number])))
        return tuple(parts), missing

    def _tools(self, of: Localised) -> dict[str, Any]:
        letters = letters_of(of.locale, self._look.family)
        put = Put(self._slot, self._own, self._address)
        return common(self._look, letters) | {
            "slot": slot_for(of.direction, letters, put),
            "own": self._own,
            "part": self._part,
            "table": self._table,
            "gap": self._gap,
            "picture": partial(self._picture, of=of),
        }

    def _begin(self) -> None:
        self._slots: list[str] = []
        self._attributes: list[str] = []
        self._pictures: list[Picture] = []
        self._height_of_gap = 0.0

    def _taken(self) -> PersonalValues:
        taken = PersonalValues(tuple(self._slots), tuple(self._attributes), tuple(self._pictures), self._height_of_gap)
        self._begin()
        return taken

    def _slot(self, text: str, lines: int, short: bool) -> tuple[str, str]:
        self._slots.append(_plain(text))
        return f' id="slot-{len(self._slots) - 1}-{lines}-{"cut" if short else "whole"}"', SLOT

    def _own(self, text: str) -> str:
        self._attributes.append(_plain(text))
        return f"{ATTRIBUTE}{len(self._attributes) - 1}{END}"

    def _gap(self, height: float) -> str:
        self._height_of_gap = height
        return ""

    def _address(self, address: str) -> str:
        """Return what stands for an address; one that could be written in another way, or is none, is left as it is."""
        if not (_PLAIN_ADDRESS.fullmatch(address) and allowed(address)):
            return address
        return SOMEWHERE + self._own(address)

    def _picture(self, subject: Chart | Year | Code, *, of: Localised) -> str:
        self._pictures.append(Picture(subject, of.locale, of.direction == "rtl"))
        return stand_in(*size_of(subject), len(self._pictures) - 1)

    def _table(
        self, region: str, kind: str, columns: Columns, rows: Sequence[str], foot: str = "", after: str = ""
    ) -> Markup:
        """Keep each row of a table as a part, and its foot; return the table's head, and what stands for them."""
        contents = [(row, "") for row in rows] + ([(foot, after)] if foot.strip() or after else [])
        pieces = [piece_of_table(region, kind, columns, body, last) for body, last in contents]
        taken = [self._taken_from_the_end(piece) for piece in reversed(pieces)]
        marks = [self._kept(f"{region}/{len(self._found)}", *each) for each in reversed(taken)]
        return Markup("").join([table(region, kind, columns, ()), *marks])

    def _taken_from_the_end(self, piece: str) -> tuple[str, PersonalValues]:
        """Return a piece, the last one written, as one that begins to count, and the values that stand in it."""
        slots, attributes = _SLOT_ID.findall(piece), _ATTRIBUTE_MARK.findall(piece)
        first, second = len(self._slots) - len(slots), len(self._attributes) - len(attributes)
        numbers = [*map(str, range(first, first + len(slots)))], [*map(str, range(second, second + len(attributes)))]
        self._mixed = self._mixed or bool(self._pictures) or (slots, attributes) != numbers
        values = PersonalValues(tuple(self._slots[first:]), tuple(self._attributes[second:]), ())
        del self._slots[first:], self._attributes[second:]
        return _renumbered(piece, -first, -second), values

    def _part(self, name: str, content: str) -> Markup:
        """Keep a part, or a further piece of one, and return what stands for it, and for the parts that are in it."""
        inside = Markup("".join(each[0] for each in _PARTS.finditer(content)))  # noqa: S704 - no text of anybody
        return self._kept(name, _PARTS.sub("", content) if inside else content, self._taken()) + inside

    def _kept(self, name: str, content: str, values: PersonalValues) -> Markup:
        pieces, before = self._found.get(name, ((), PersonalValues((), (), ())))
        self._mixed = self._mixed or bool(before.pictures and values.pictures) or bool(before.slots and values.gap)
        self._found[name] = (
            (*pieces, _renumbered(str(content), len(before.slots), len(before.attributes))),
            PersonalValues(
                before.slots + values.slots,
                before.attributes + values.attributes,
                before.pictures + values.pictures,
                before.gap or values.gap,
            ),
        )
        number = list(self._found).index(name)
        return Markup(f"{_PART}{number}.{len(pieces)}{_END}")  # noqa: S704 - no text of anybody


def _unambiguous(frame: str, values: PersonalValues, parts: Sequence[tuple[tuple[str, ...], PersonalValues]]) -> bool:
    """Return whether all marks on a page are ours, and every figure has room."""
    html = "".join([frame, *(piece for pieces, _ in parts for piece in pieces)])
    slots = len(values.slots) + sum(len(held.slots) for _, held in parts)
    attributes = len(values.attributes) + sum(len(held.attributes) for _, held in parts)
    pieces = sum(len(each) for each, _ in parts)
    if f" {UNFIT}" in html:
        return False  # a figure without room is reported by the direct way
    expected = {SLOT: slots, ATTRIBUTE: attributes, END: attributes, _PART: pieces, _END: pieces}
    return all(html.count(mark) == count for mark, count in expected.items())


def _renumbered(piece: str, slots: int, attributes: int) -> str:
    """Return a piece of a part, whose slots and attributes are counted on by so many."""
    if slots:
        piece = _SLOT_ID.sub(lambda found: f'id="slot-{int(found[1]) + slots}-', piece)
    if attributes:
        piece = _ATTRIBUTE_MARK.sub(lambda found: f"{ATTRIBUTE}{int(found[1]) + attributes}{END}", piece)
    return piece


def _plain(text: str) -> str:
    """Return a text as it is read: templates may have it as mark-up."""
    return str(text.unescape()) if isinstance(text, Markup) else text


def with_attributes(parameterised: str, values: PersonalValues) -> str:
    """Return a text with the part's own texts in it."""
    return (
        _ATTRIBUTE_MARK.sub(lambda found: values.attributes[int(found[1])], parameterised)
        if ATTRIBUTE in parameterised
        else parameterised
    )


def with_slots(parameterised: str, values: PersonalValues) -> str:
    """Return a text, such as a bookmark's, with the texts of slots in it."""
    return (
        _SLOT_MARK.sub(lambda found: values.slots[int(found[1])], parameterised)
        if SLOT in parameterised
        else parameterised
    )
