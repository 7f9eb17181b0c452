"""The structure tree of a page laid out -> tags and links, with what they are called by left open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote

import pikepdf

from valuereport.render.plates.objects import entries, written
from valuereport.render.plates.parameterised import ATTRIBUTE, END, PLACEHOLDERS, SOMEWHERE
from valuereport.render.plates.plate import Continuation, Kid, Link, NotAPlate, OpenTable, Rectangle, Tag

_ONE_ATTRIBUTE: Final = re.compile(f"{ATTRIBUTE}\\d+{END}")
COLUMNS: Final = -3
"""The first column of a table that is continued, the others count down: places in a part's arguments from their end."""
_NOT_KEPT: Final = frozenset({"/S", "/K", "/P", "/Pg", "/Type"})


class Tree:
    """Collects the tags and links of a plate."""

    def __init__(self, page_of: Mapping[tuple[int, int], int], numbers: Mapping[tuple[int, int], int]) -> None:
        self.tags: list[Tag] = []
        self.links: list[Link] = []
        self.table: OpenTable | None = None
        self._named: dict[str, int] = {}
        self._page_of, self._numbers = page_of, numbers

    def finished(self) -> tuple[Tag, ...]:
        """Return the tags; where one names headings, by their numbers."""
        return tuple(
            replace(tag, rest=tuple((name, self._by_number(value)) for name, value in tag.rest)) for tag in self.tags
        )

    def _by_number(self, value: str | bytes | Rectangle) -> str | bytes | Rectangle:
        if not isinstance(value, bytes) or b"\0" not in value:
            return value
        return re.sub(rb"\0([^\0]+)\0", lambda found: b"\0%d\0" % self._named[found[1].decode()], value)

    def add(self, element: Any) -> int:  # noqa: ANN401 - pikepdf's own class
        """Return the number of an element, which comes after all that it holds."""
        page = self._page(element)
        kids: list[Kid] = []
        held = element.get("/K", pikepdf.Array([]))
        for kid in held if isinstance(held, pikepdf.Array) else [held]:
            if not isinstance(kid, pikepdf.Dictionary):
                kids.append(Kid("mark", self._numbers[page, int(kid)]))
            elif kid.get("/Type") == "/OBJR":
                kids.append(Kid("link", self._link(kid.Obj, page)))
            elif kid.get("/Type") == "/MCR":
                kids.append(Kid("mark", self._numbers[self._page_of[kid.Pg.objgen], int(kid.MCID)]))
            else:
                kids.append(Kid("tag", self.add(kid)))
        self.tags.append(self.tag(element, tuple(kids)))
        return len(self.tags) - 1

    def region(self, element: Any) -> int:  # noqa: ANN401
        """Return the number of a region's element; a table in it that has no rows is open for those of other plates."""
        region = self.add(element)
        for table in (kid.number for kid in self.tags[region].kids if kid.kind == "tag"):
            if self.tags[table].kind != "/Table":
                continue
            head, *body = [kid.number for kid in self.tags[table].kids]
            if len(body) == 1 and not self.tags[body[0]].kids:
                (row,) = self.tags[head].kids
                self.table = OpenTable(body[0], region, tuple(kid.number for kid in self.tags[row.number].kids))
        return region

    def continuation(self, element: Any) -> Continuation:  # noqa: ANN401
        """Return what a region adds to the table of another plate; raises NotAPlate where it is none such."""
        table, *after = kids_of(element)
        head, body = kids_of(table)
        for row in kids_of(head):
            for number, column in enumerate(kids_of(row)):
                self._named[str(column["/ID"])] = COLUMNS - number
        return Continuation(tuple(map(self.add, kids_of(body))), tuple(map(self.add, after)))

    def tag(self, element: Any, kids: tuple[Kid, ...]) -> Tag:  # noqa: ANN401
        """Return an element as a tag."""
        rest: list[tuple[str, str | bytes | Rectangle]] = []
        for name, value in sorted(element.items()):
            if name in _NOT_KEPT:
                continue
            if name == "/ID":
                self._named[str(value)] = len(self.tags)  # it is the next to be added
                rest.append((str(name), b""))  # named anew on every page
            elif name == "/A" and "/BBox" in value:
                kept = ((str(key), each) for key, each in value.items() if key != "/BBox")
                rest.append((str(name), b"<<" + entries(kept, no_stream) + b"/BBox"))
                rest.append(("", Rectangle(*(float(each) for each in value.BBox))))
                rest.append(("", b">>"))
            elif name == "/A" and "/Headers" in value:
                headings = b"".join(b"\0%b\0" % str(each).encode() for each in value.Headers)
                kept = ((str(key), each) for key, each in value.items() if key != "/Headers")
                rest.append((str(name), b"<<" + entries(kept, no_stream) + b"/Headers[" + headings + b"]>>"))
            else:
                rest.append((str(name), str(value) if isinstance(value, pikepdf.String) else flat(value)))
        return Tag(str(element.S), self._page(element), tuple(rest), kids)

    def _page(self, element: Any) -> int:  # noqa: ANN401
        return self._page_of[element.Pg.objgen] if "/Pg" in element else 0

    def _link(self, annotation: Any, page: int) -> int:  # noqa: ANN401
        address = unquote(str(annotation.A.URI)) if "/A" in annotation else ""
        own = address.removeprefix(SOMEWHERE)
        if own != address and not _ONE_ATTRIBUTE.fullmatch(own):
            raise NotAPlate("a part of a link's address is a value")
        if own == address and not PLACEHOLDERS.isdisjoint(address):
            raise NotAPlate("a link leads to where a value says")
        left_out = {"/StructParent", "/P", "/Rect", *({"/A", "/Contents"} if own != address else ())}
        kept = ((str(name), value) for name, value in annotation.items() if name not in left_out)
        box = Rectangle(*(float(each) for each in annotation.Rect))
        self.links.append(Link(page, entries(kept, no_stream), box, own if own != address else ""))
        return len(self.links) - 1


def kids_of(element: Any) -> list[Any]:  # noqa: ANN401
    """Return the elements directly in an element."""
    kids = element.get("/K", pikepdf.Array([]))
    return [kid for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) if isinstance(kid, pikepdf.Dictionary)]


def flat(value: Any) -> bytes:  # noqa: ANN401
    """Return an object as it is written."""
    return written(value, no_stream)


def no_stream(stream: Any) -> bytes:  # noqa: ANN401
    """Refuse a stream: what a plate keeps is written anew for each document."""
    raise NotAPlate("the page refers to a stream that is no picture")
