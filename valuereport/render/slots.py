"""The box of a member's own text on a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final, Literal

from markupsafe import Markup, escape

from valuereport.model.statement import Direction
from valuereport.render.columns import width

_LINES: Final = {"figure", "two", "wrap"}
_SMALLER: Final = 1.28  # times as many fit in the next smaller size (statement.css: .long, .longer)
Slot = Callable[..., Markup]
Tag = Literal["span", "p", "td", "th"]


def slot_for(direction: Direction) -> Slot:
    """Return the templates' slot() for pages of a direction."""

    def slot(text: str, kind: str = "", fits: int = 0, tag: Tag = "span", link: str = "") -> Markup:
        """Return the box of a text, or of a link; the box is an element of its own or, by `tag`, a cell or paragraph.

        `kind` is its class: figure (one line, never cut), two or wrap (two or three lines), else one line. A text of
        more than `fits` characters is set smaller; what still has no room ends with an ellipsis, figures apart.
        """
        if not text and tag == "span":
            return Markup()  # an empty box would be an empty element to a screen reader
        lines = "" if _LINES.intersection(kind.split()) else "line"
        classes = " ".join(filter(None, ("slot", lines, kind.strip(), _size(text, fits) if fits else "")))
        against = direction_of(text, direction) != direction
        attributes = Markup(' dir="{}"').format("rtl" if direction == "ltr" else "ltr") if against else ""
        if tag == "th":
            attributes += Markup(' scope="row"')
        content = Markup('<a href="{}">{}</a>').format(link, text) if link else escape(text)
        return Markup('<{0} class="{1}"{2}>{3}</{0}>').format(tag, classes, attributes, content)

    return slot


def direction_of(text: str, otherwise: Direction) -> Direction:
    """Return the direction of a text's first letter, or another where it has no letter."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return otherwise


def _size(figure: str, fits: int) -> str:
    length = width(figure)
    return "longer" if length > fits * _SMALLER else "long" if length > fits else ""
