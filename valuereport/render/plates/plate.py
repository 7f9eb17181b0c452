"""What a plate is: the streams and tags of one part of a page, with gaps where the values go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.render.sheet import Flow

Align = Literal["start", "middle", "end"]


class NotAPlate(Exception):  # noqa: N818 - no error: the member's statement is made the direct way
    """A page that cannot be laid out once for many, and why."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a slot's text goes: CSS pixels, from the top left of the page."""

    font: str  # the name of the page's resource
    size: float
    features: tuple[str, ...]  # of OpenType
    x: float  # of the side that the text is aligned to
    align: Align
    baselines: tuple[float, ...]  # of each line that the box has room for
    room: float  # the width of a line
    cut: bool  # a text without room ends with a word and an ellipsis


@dataclass(frozen=True, slots=True)
class Mark:
    """Begins a piece of marked content; `number` counts the marks of the plate."""

    number: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a slot's text is drawn: its marked content, all of it."""

    slot: int
    mark: int  # -1 where it has none, in the margin: then it stands inside the marked content of an artifact
    kind: str = "/Span"  # of the marked content


@dataclass(frozen=True, slots=True)
class PictureGap:
    """Where a picture is drawn."""

    picture: int


Piece = bytes | Mark | Gap | PictureGap


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place on the page in points from the bottom left; it moves with its part."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Kid:
    """What a tag holds: another tag, marked content, or a link; by its number in the plate."""

    kind: Literal["tag", "mark", "link"]
    number: int


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of the structure tree; `rest` are its other entries, with placeholders of texts left in."""

    kind: str
    page: int
    rest: tuple[tuple[str, str | bytes | Rectangle], ...]  # a str is a text, bytes are written as they are
    kids: tuple[Kid, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An annotation that leads somewhere, without its place in the structure tree."""

    page: int
    entries: bytes
    box: Rectangle
    address: str  # a placeholder, where it leads to where a value says


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: its level, text (with placeholders of slots left in), page and place in points."""

    level: int
    text: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table whose rows are plates of their own; by the tags' numbers."""

    body: int
    region: int  # what the table stands in, and what stands after it
    columns: tuple[int, ...]  # their headings


@dataclass(frozen=True, slots=True)
class Continuation:
    """What a plate adds to the open table of the part before; by the tags' numbers."""

    rows: tuple[int, ...]
    after: tuple[int, ...]  # next to the table


@dataclass(frozen=True, slots=True)
class Plate:
    """One part of a document's pages, laid out once."""

    pages: tuple[tuple[Piece, ...], ...]  # the drawing of each page
    sizes: tuple[bytes, ...]  # each page's boxes
    tags: tuple[Tag, ...]
    tops: tuple[tuple[int, ...], ...]  # the tags directly in each side of the document; none of a continuation's
    sides: tuple[Tag, ...]  # the sides themselves, without kids
    links: tuple[Link, ...]
    bookmarks: tuple[Bookmark, ...]
    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]  # what it follows others in
    table: OpenTable | None
    continuation: Continuation | None
    fonts: tuple[tuple[str, str, frozenset[int]], ...]  # resource, face, glyphs in use
    states: tuple[tuple[str, bytes], ...]  # graphics states
    images: tuple[tuple[str, tuple[tuple[bytes, bytes], ...]], ...]  # resource, its objects: entries and data
    bare: bool  # nothing is drawn on it
    info: tuple[tuple[str, str], ...]  # of the document, with placeholders of texts left in
    metadata: bytes  # XMP, likewise
    catalog: bytes
