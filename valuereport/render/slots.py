"""The box of a member's own text on a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Literal

from markupsafe import Markup, escape

from valuereport.model.statement import Direction
from valuereport.render.columns import width

_LINES: Final = {"two": 2, "wrap": 3, "five": 5}
_CELLS: Final = {"td", "th"}
_WHOLE: Final = {"figure", "whole"}
_SMALLER: Final = 1.28  # times as many fit in the next smaller size (statement.css: .long, .longer)
Slot = Callable[..., Markup]
Tag = Literal["span", "p", "h3", "td", "th"]
Put = Callable[[str, int, bool], tuple[str, str]]
"""What an element has for a text of so many lines, cut short or not: attributes, and what stands in it."""


def slot_for(direction: Direction, put: Put | None = None) -> Slot:
    """Return the templates' slot() for pages of a direction; `put`: where the text itself is not to be printed."""

    def slot(text: str, kind: str = "", fits: int = 0, tag: Tag = "span", link: str = "") -> Markup:
        """Return the box of a text, or of a link; it is an element of its own or, by `tag`, a paragraph and so on.

        `kind` is its class: two, wrap (three) or five lines, else one. What has no room ends with an ellipsis, but not
        in a figure or what is whole: that runs over, and is reported. A text of more than `fits` characters is smaller.
        """
        if not text and tag == "span":
            return Markup()  # an empty box would be an empty element to a screen reader
        against = direction_of(text, direction) != direction
        size = _size(text, fits) if fits else ""
        lines, short, opening = _opening(tag, kind, size, ("rtl" if direction == "ltr" else "ltr") if against else "")
        # Without a text an element has no height, but a cell has its row's.
        if put and not link and (text or tag in _CELLS):
            attributes, content = put(text, lines, short)
        else:
            attributes = ""
            content = Markup('<a href="{}">{}</a>').format(link, text) if link else escape(text)
        return Markup(f"{opening}{attributes}>{content}</{tag}>")  # noqa: S704 - escaped above

    return slot


@lru_cache(maxsize=1024)
def _opening(tag: Tag, kind: str, size: str, turned: str) -> tuple[int, bool, str]:
    """Return how many lines a box has, whether a text is cut to them, and the beginning of its element."""
    kinds = kind.split()
    count = next((_LINES[each] for each in kinds if each in _LINES), 1)
    line = "line" if count == 1 and "figure" not in kinds else ""
    classes = " ".join(filter(None, ("slot", line, kind.strip(), size)))
    attributes = f' dir="{turned}"' if turned else ""
    if tag == "th":
        attributes += ' scope="row"'
    return count, _WHOLE.isdisjoint(kinds), f'<{tag} class="{escape(classes)}"{attributes}'


def direction_of(text: str, otherwise: Direction) -> Direction:
    """Return the direction of a text's first letter, or another where it has no letter."""
    return next(filter(None, map(_direction, text)), otherwise)


@lru_cache(maxsize=4096)
def _direction(character: str) -> Direction | None:
    kind = unicodedata.bidirectional(character)
    return "ltr" if kind == "L" else "rtl" if kind in ("R", "AL") else None


def size_of(texts: Sequence[str], fits: int) -> str:
    """Return the class that sets texts of one column alike: as the longest of them needs."""
    return _size(max(texts, key=width, default=""), fits)


def _size(figure: str, fits: int) -> str:
    length = width(figure)
    return "longer" if length > fits * _SMALLER else "long" if length > fits else ""
