"""The box of a member's own text on a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from markupsafe import Markup, escape

from valuereport.model.statement import Direction
from valuereport.render.letters import SMALLEST, Letters

_LINES: Final = {"two": 2, "wrap": 3, **{f"lines-{count}": count for count in range(1, 10)}}
_CELLS: Final = {"td", "th"}
_WHOLE: Final = {"figure", "whole"}
UNFIT: Final = "no-room"
"""The class of a figure that has no room at its smallest size."""
Slot = Callable[..., Markup]
Tag = Literal["span", "p", "h3", "td", "th"]


@dataclass(frozen=True, slots=True)
class Put:
    """How a page is made that is to be filled for many: what stands there instead of the member's own."""

    text: Callable[[str, int, bool], tuple[str, str]]  # of so many lines, cut or not: attributes, what stands in it
    attribute: Callable[[str], str]
    address: Callable[[str], str]


def slot_for(direction: Direction, letters: Letters, put: Put | None = None) -> Slot:
    """Return the templates' slot() for pages of a direction; `put`: where the text itself is not to be printed."""

    def slot(
        text: str,
        kind: str = "",
        tag: Tag = "span",
        *,
        room: float = 0.0,
        sizes: Sequence[float] = (),
        bold: bool = False,
        link: str = "",
        lang: str = "",
        optional: bool = False,
    ) -> Markup:
        """Return the box of a text, or of a link; it is an element of its own or, by `tag`, a paragraph and so on.

        `kind` is its class: two, wrap (three) or lines-1 to lines-9, else one line. What has no room ends with an
        ellipsis, but not in a figure or what is whole. `sizes` (points, the largest first): the first at which the
        text has `room` (millimetres) is taken; where none has, the last one, and the figure is reported. `lang`: the
        language of the text.
        `optional`: its box has a place of its own in a row of fixed height, whether or not there is a text.
        """
        if not text and tag == "span" and not (put and optional):
            return Markup()  # an empty box would be an empty element to a screen reader
        against = direction_of(text, direction) != direction
        size = letters.size((text,), room, sizes, bold=bold) if sizes else None
        kinds = f"{kind} {UNFIT}" if sizes and size is None else kind
        turned = ("rtl" if direction == "ltr" else "ltr") if against else ""
        lines, short, opening = _opening(tag, kinds, size or (sizes[-1] if sizes else 0.0), turned)
        attributes = f' lang="{escape(put.attribute(lang) if put else lang)}"' if lang else ""
        # Without a text an element has no height, but a cell has its row's.
        if put and (text or optional or tag in _CELLS):
            more, content = put.text(text, lines, short)
            attributes += more
        else:
            content = escape(text)
        if link:
            content = f'<a href="{escape(put.address(link) if put else link)}">{content}</a>'
        return Markup(f"{opening}{attributes}>{content}</{tag}>")  # noqa: S704 - escaped above

    return slot


def smallest_room(letters: Letters) -> Callable[..., bool]:
    """Return the templates' has_room(): whether a text has room at a size, the smallest where none is given."""

    def has_room(text: str, room: float, size: float = SMALLEST, bold: bool = False) -> bool:
        return letters.width(text, size, bold=bold) <= room

    return has_room


@lru_cache(maxsize=1024)
def _opening(tag: Tag, kind: str, size: float, turned: str) -> tuple[int, bool, str]:
    """Return how many lines a box has, whether a text is cut to them, and the beginning of its element."""
    kinds = kind.split()
    count = next((_LINES[each] for each in kinds if each in _LINES), 1)
    line = "line" if count == 1 and "figure" not in kinds else ""
    classes = " ".join(filter(None, ("slot", line, kind.strip())))
    attributes = f' dir="{turned}"' if turned else ""
    if size:
        attributes += f' style="font-size: {size:g}pt"'
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
