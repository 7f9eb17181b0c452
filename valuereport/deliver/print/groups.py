"""A page's operations as nested groups, and the groups that many pages have in common.

A group stands between the operators q and Q. It begins with the graphics state that it finds and leaves none behind,
as a form does. So a form with the same operations, painted in the group's place, is the same on paper (ISO 32000-2,
8.4.2 and 8.10.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Final, NamedTuple

RESOURCES: Final = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Shading")
"""The kinds of resources that a page's operations may name."""

ResourceNames = Mapping[tuple[str, bytes], bytes]
"""By the kind of resource and its name on a page: its name in the print file."""

_TAG: Final = re.compile(rb"\n(?:/\w+\s(?:<<[^<>]*>>\sBDC|BMC)|EMC)(?=\n)")
_REFUSED: Final = (b"BDC", b"BMC", b"EMC", b"BI")  # inline images, and tags that are written in another way
_RESOURCE: Final = re.compile(rb"(/[^\s<>\[\](){}/%]+)((?:\s+[-+.\d]+)?\s+)(Tf|gs|Do|cs|CS|scn|SCN|sh)(?![^\s/<\[])")
_KINDS: Final[Mapping[bytes, str]] = {
    b"Tf": "/Font",
    b"gs": "/ExtGState",
    b"Do": "/XObject",
    b"sh": "/Shading",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
}
_DEVICE_SPACES: Final = frozenset({b"/DeviceGray", b"/DeviceRGB", b"/DeviceCMYK"})
_SMALLEST: Final = 100  # bytes: a smaller group costs less than a form
_BRACKET: Final = re.compile(rb"\n([qQ])(?=\n)")


class UnsafeContentError(ValueError):
    """The operations cannot be divided into groups safely."""


class Group(NamedTuple):
    """The operations between a q and its Q: texts and groups in their order. `size` is in bytes, `key` a digest."""

    items: tuple[bytes | Group, ...]
    size: int
    key: bytes


def parse_groups(content: bytes, names: ResourceNames) -> Group:
    """Return a page's operations as a group, without tags, and with its resources' names in the print file.

    Raises UnsafeContentError where there are literal strings, comments, inline images or patterns, or where q and Q do
    not match. A pattern's place depends on the page or form in which it is painted.
    """
    if b"(" in content or b"%" in content:
        raise UnsafeContentError("what looks like an operator may be none")
    content = _RESOURCE.sub(lambda found: _renamed(found, names), _TAG.sub(b"", b"\n" + content + b"\n"))
    if any(operator in content for operator in _REFUSED):
        raise UnsafeContentError("there are inline images, or tags that are written in another way")
    pieces = _BRACKET.split(content.replace(b"\nq ", b"\nq\n").replace(b" Q\n", b"\nQ\n"))
    if content.count(b"q") + content.count(b"Q") != len(pieces) // 2:
        raise UnsafeContentError("a q or Q does not begin or end its line")
    open_groups: list[list[bytes | Group]] = [[]]
    for piece in pieces:
        if piece == b"q":
            open_groups.append([])
        elif piece != b"Q":
            if text := piece.strip(b"\n"):
                open_groups[-1].append(text)
        elif len(open_groups) > 1:
            items = open_groups.pop()
            if items:
                open_groups[-1].append(_closed(items))
        else:
            raise UnsafeContentError("a Q has no q")
    if len(open_groups) > 1:
        raise UnsafeContentError("a q has no Q")
    return _group(open_groups[0])


def _closed(items: list[bytes | Group]) -> bytes | Group:
    """Return the items of a group as one; a small one as text."""
    if len(items) == 1:
        [item] = items
        if not isinstance(item, bytes):
            return item  # a group in a group is one
        if len(item) < _SMALLEST:
            return b"q\n" + item + b"\nQ"
    return _group(items)


def _group(items: list[bytes | Group]) -> Group:
    size = 0
    parts = []
    for item in items:
        if isinstance(item, bytes):
            size += len(item)
            parts.append(item)
        else:
            size += item.size
            parts.append(item.key)
    return Group(tuple(items), size, blake2b(b"\0".join(parts), digest_size=16).digest())


def _renamed(found: re.Match[bytes], names: ResourceNames) -> bytes:
    name, between, operator = found.groups()
    if name not in _DEVICE_SPACES:
        try:
            name = names[_KINDS[operator], name]
        except KeyError:
            raise UnsafeContentError("the page paints a pattern, or what it has not") from None
    return name + between + operator


_RECURRING: Final = 4  # times that a group is met before it becomes a form: most that come twice do not come again
_TABLE: Final = 1 << 24  # bytes


class SharedGroups:
    """Paints groups that were met several times by forms: `add_form` takes a form's operations and returns its name.

    The counts are a table of fixed size, so that memory does not grow with the letters. Two groups that share a place
    in it are counted as one, and may become forms early; that costs some bytes and nothing else.
    """

    def __init__(self, add_form: Callable[[bytes], bytes]) -> None:
        self._add_form = add_form
        self._counts = bytearray(_TABLE)
        self._forms: dict[bytes, bytes] = {}

    def operations(self, group: Group, parents: int = 1) -> bytes:
        """Return what paints a group's items; the form or page that they stand in was met `parents` times."""
        return b"\n".join([item if isinstance(item, bytes) else self._inner(item, parents) for item in group.items])

    def _inner(self, group: Group, parents: int) -> bytes:
        if group.key in self._forms:
            return self._forms[group.key] + b" Do"
        count = self._counted(group)
        # What is met no oftener than the form that it stands in needs no form of its own.
        if count >= _RECURRING and count > parents and group.size >= _SMALLEST:
            self._forms[group.key] = self._add_form(self.operations(group, count))
            return self._forms[group.key] + b" Do"
        return b"q\n" + self.operations(group, parents) + b"\nQ"

    def _counted(self, group: Group) -> int:
        place = int.from_bytes(group.key[:8]) % _TABLE
        count = min(self._counts[place] + 1, 255)
        self._counts[place] = count
        return count
