"""Objects of many PDFs, such as fonts and pictures, each kept once in one file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

_OF_STRUCTURE: Final = ("/Parent", "/StructParent", "/StructParents")  # refer to tags, which a print file has not


class SharedObjects:
    """The objects of one file, by the digest of all that they are made of."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._numbers: dict[bytes, int] = {}
        self._objects: list[Any] = []

    def add(self, found: Any) -> tuple[int, Any]:  # noqa: ANN401 - a pikepdf object
        """Return the copy of an object, and its number: the same for all equal objects."""
        digest = hashlib.sha256()
        for piece in _pieces(found):
            digest.update(piece)
        number = self._numbers.setdefault(digest.digest(), len(self._objects))
        if number == len(self._objects):
            self._objects.append(self._pdf.make_indirect(self.copy(found)))
        return number, self._objects[number]

    def copy(self, found: Any) -> Any:  # noqa: ANN401 - a pikepdf object
        """Return a copy with data of its own: pikepdf's would keep the whole file in memory that it comes from."""
        if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            entries = {name: self.copy(value) for name, value in found.items() if name not in _OF_STRUCTURE}
            if not isinstance(found, pikepdf.Stream):
                return pikepdf.Dictionary(entries)
            return pikepdf.Stream(self._pdf, found.read_raw_bytes(), entries)
        if isinstance(found, pikepdf.Array):
            return pikepdf.Array([self.copy(item) for item in found])
        return found


def _pieces(found: Any) -> Iterator[bytes]:  # noqa: ANN401 - a pikepdf object
    """Yield what an object consists of, whatever the numbers of objects in its file."""
    if not isinstance(found, pikepdf.Object):
        yield f" {found!r}".encode()
    elif isinstance(found, pikepdf.Stream) or b" R" in (text := found.unparse(resolved=True)):
        yield b"<"
        if isinstance(found, pikepdf.Array):
            for item in found:
                yield from _pieces(item)
        else:
            for name in sorted(found.keys()):
                if name not in _OF_STRUCTURE:
                    yield name.encode()
                    yield from _pieces(found[name])
        yield b">"
        if isinstance(found, pikepdf.Stream):
            yield found.read_raw_bytes()
    else:  # it refers to no other object
        yield b" " + text
