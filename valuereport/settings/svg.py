"""Reads an untrusted SVG: no scripts, no animation, nothing fetched from elsewhere, no endless growth."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

_SVG: Final = "http://www.w3.org/2000/svg"
_XML_BASE: Final = "http://www.w3.org/XML/1998/namespace base"
_ACTIVE: Final = frozenset(
    {
        *("script", "foreignobject", "handler", "listener", "iframe", "object", "embed", "audio", "video", "canvas"),
        *("animate", "animatecolor", "animatemotion", "animatetransform", "set", "discard"),
    }
)
_MOST_DRAWN: Final = 5_000  # each statement draws the logo again, at some 80 microseconds an element
_DEEPEST: Final = 100
_PIXELS: Final[Mapping[str, float]] = {
    "": 1,
    "px": 1,
    "pt": 96 / 72,
    "pc": 16,
    "in": 96,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
}
_LENGTH: Final = re.compile(r"\s*([0-9.]+(?:e[+-]?[0-9]+)?)\s*([a-z]*)\s*", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)]*))", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_OTHER_LOADS: Final = re.compile(r"@import|@font-face|image-set\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SvgFacts:
    """Facts about a checked SVG: width / height, and the `data:image` addresses inside it."""

    ratio: float
    embedded: tuple[str, ...]


def read_svg(data: bytes) -> SvgFacts:
    """Return the facts about an SVG. Raises ValueError that names what is not allowed in it.

    expat, from the standard library, is used as it is: it reads event by event, never fetches anything, and the
    DOCTYPE is refused before an entity can be declared, so none can grow.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"no well-formed XML ({error})") from None
    except LookupError as error:
        raise ValueError(f"XML in an {error}") from None
    _check_growth(reader.elements)
    return SvgFacts(_ratio(reader.elements[0].attributes), tuple(dict.fromkeys(reader.embedded)))


@dataclass(slots=True)
class _Element:
    attributes: Mapping[str, str]
    children: list[int] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)  # the ids that it draws or paints with


class _Reader:
    """Collects the elements as expat reports them, and refuses what is not allowed."""

    def __init__(self) -> None:
        self.elements: list[_Element] = []
        self.embedded: list[str] = []
        self._open: list[int] = []
        self._style: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refused(self, what: str) -> ValueError:
        return ValueError(f"{what} (line {self.parser.CurrentLineNumber})")

    def _doctype(self, *declared: object) -> None:
        raise self._refused("a DOCTYPE; an SVG needs none, so delete it")

    def _instruction(self, target: str, text: str) -> None:
        if target == "xml-stylesheet":
            raise self._refused("a style sheet from elsewhere")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._open and (space, local) != (_SVG, "svg"):
            raise self._refused(f'the element {local} instead of an svg with xmlns="{_SVG}"')
        if local.lower() in _ACTIVE or self._style is not None:
            raise self._refused(f"the element {local}")
        if len(self._open) >= _DEEPEST:
            raise self._refused(f"more than {_DEEPEST} elements inside one another")
        element = _Element({key: value for key, value in attributes.items() if " " not in key})
        for key, value in attributes.items():
            element.targets += self._targets(key, value)
        if self._open:
            self.elements[self._open[-1]].children.append(len(self.elements))
        self._open.append(len(self.elements))
        self.elements.append(element)
        if local == "style":
            self._style = []

    def _end(self, name: str) -> None:
        self._open.pop()
        if self._style is not None:
            list(self._addresses("".join(self._style)))
            self._style = None

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _targets(self, key: str, value: str) -> Iterator[str]:
        """Yield the ids that an attribute refers to. Raises ValueError where it is not allowed."""
        local = key.rpartition(" ")[2].lower()
        if local.startswith("on"):
            raise self._refused(f"the event {local}")
        if key == _XML_BASE:
            raise self._refused("xml:base")
        if local in ("href", "src"):
            yield from self._target(value)
        else:
            yield from self._addresses(value)

    def _addresses(self, style: str) -> Iterator[str]:
        """Yield the ids in the addresses of a style. Raises ValueError where it loads anything else."""
        plain = _ESCAPE.sub(_unescaped, style) if "\\" in style else style
        found = _OTHER_LOADS.search(plain)
        if found:
            raise self._refused(f"a style with {found[0].rstrip('(')}")
        for address in _ADDRESS.findall(plain):
            yield from self._target("".join(address))

    def _target(self, address: str) -> Iterator[str]:
        address = address.strip()
        if address.startswith("#"):
            yield address[1:]
        elif address[:11].lower() == "data:image/":
            self.embedded.append(address)
        else:
            raise self._refused(f"a link to {address[:60]!r}")


def _unescaped(escape: re.Match[str]) -> str:
    """Return the character of an escape in CSS."""
    if not escape[1]:
        return escape[2]
    code = int(escape[1], 16)
    return chr(code) if code <= 0x10FFFF else "�"


def _check_growth(elements: list[_Element]) -> None:
    """Count the elements to draw, again for each reference. Raises ValueError for circles and for far too many."""
    by_id = {element.attributes["id"]: at for at, element in enumerate(elements) if "id" in element.attributes}
    known: dict[int, tuple[int, int]] = {}
    under_way: set[int] = set()

    def measured(at: int) -> tuple[int, int]:
        """Return how many elements are drawn, and how deep they are nested."""
        if at in known:
            return known[at]
        if at in under_way:
            raise ValueError("an element that refers to itself")
        under_way.add(at)
        if len(under_way) > _DEEPEST:
            raise ValueError(f"more than {_DEEPEST} elements that refer to one another")
        parts = [*elements[at].children, *(by_id[name] for name in elements[at].targets if name in by_id)]
        inner = [measured(part) for part in parts]
        under_way.remove(at)
        known[at] = 1 + sum(count for count, _ in inner), 1 + max((depth for _, depth in inner), default=0)
        return known[at]

    drawn, depth = measured(0)
    if depth > _DEEPEST:
        raise ValueError(f"more than {_DEEPEST} elements that refer to one another")
    if drawn > _MOST_DRAWN:
        raise ValueError(f"more than {_MOST_DRAWN:,} elements to draw")


def _ratio(attributes: Mapping[str, str]) -> float:
    """Return width / height: of the lengths where both are absolute, else of the viewBox. Raises ValueError."""
    width, height = (_length(attributes.get(name, "")) for name in ("width", "height"))
    if width and height:
        return width / height
    numbers = [_length(part) for part in attributes.get("viewBox", "").replace(",", " ").split()[2:]]
    if len(numbers) != 2 or not numbers[0] or not numbers[1]:
        raise ValueError("an SVG without a size: it needs a viewBox, or a width and a height")
    return numbers[0] / numbers[1]


def _length(text: str) -> float | None:
    """Return an absolute length in pixels of CSS; None where it is relative, absurd or no length."""
    found = _LENGTH.fullmatch(text)
    if not found or found[2].lower() not in _PIXELS:
        return None
    try:
        length = float(found[1]) * _PIXELS[found[2].lower()]
    except ValueError:
        return None
    return length if 0 < length < math.inf else None
