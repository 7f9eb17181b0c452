"""A member's single file, opened: its pages, and what their names of fonts, pictures and alphas stand for."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from valuereport.deliver.print.fonts import NotJoinableError, Subset, flattened, read_subset
from valuereport.files import digest

_DEEP = 20  # further down no object of a statement stands
_NAME = re.compile(rb"/[^\s<>\[\](){}/%]+")
_TAG = 8  # a subset's name: a slash, six capitals and a plus sign are not the face's


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One member's statement as the manifest has it, and the address as sheets.csv shows it."""

    member_id: str
    file: Path
    sha256: str
    name: str
    postcode: str
    country: str


class UnreadableError(ValueError):
    """A single file cannot be printed; says why."""


def opened(job: PrintJob) -> tuple[pikepdf.Pdf, bytes]:
    """Return a single file as it was made, and its bytes. Raises UnreadableError."""
    try:
        data = job.file.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("the statement's file is missing") from None
    except OSError as error:
        raise UnreadableError(f"the statement's file cannot be read: {error.strerror}") from None
    if digest(data) != job.sha256:
        raise UnreadableError("the statement's file is not the one of the manifest: its SHA-256 differs")
    try:
        single = pikepdf.open(io.BytesIO(data), attempt_recovery=False)
        if single.is_encrypted:
            raise UnreadableError("the statement's file is encrypted")
        if not single.pages:
            raise UnreadableError("the statement's file has no page")
        for page in single.pages:
            content(page)
    except pikepdf.PasswordError:
        raise UnreadableError("the statement's file is encrypted") from None
    except pikepdf.PdfError:
        raise UnreadableError("the statement's file is damaged: it is not a whole PDF") from None
    return single, data


def content(page: pikepdf.Page) -> bytes:
    """Return a page's operations."""
    found = page.obj.get("/Contents")
    if found is None:
        return b""
    streams: Sequence[Any] = [found] if isinstance(found, pikepdf.Stream) else list(found)
    return b"\n".join(stream.read_bytes() for stream in streams)


def subset(font: Any) -> Subset:  # noqa: ANN401 - a pikepdf object
    """Return a font of a page as a subset that can be joined. Raises NotJoinableError."""
    try:
        if str(font.Subtype) != "/Type0" or str(font.Encoding) != "/Identity-H":
            raise NotJoinableError("not in glyph numbers")
        face = font.DescendantFonts[0]
        descriptor = face.FontDescriptor
        if str(face.Subtype) != "/CIDFontType2" or str(face.get("/CIDToGIDMap", "/Identity")) != "/Identity":
            raise NotJoinableError("not TrueType")
        if "/DW" in face or "/W2" in face:
            raise NotJoinableError("has widths of another kind")
        to_unicode = font.ToUnicode.read_bytes() if "/ToUnicode" in font else b""
        widths = flattened(_plain(face.W)) if "/W" in face else {}
        program = descriptor.FontFile2.read_bytes()
    except (AttributeError, KeyError, ValueError, pikepdf.PdfError) as error:
        raise NotJoinableError(str(error)) from None
    return read_subset(str(font.BaseFont)[_TAG:], program, widths, to_unicode)


def _plain(array: Any) -> list[Any]:  # noqa: ANN401 - a pikepdf object
    return [_plain(item) if isinstance(item, pikepdf.Array) else _number(item) for item in array]


def _number(item: object) -> object:
    return int(item) if isinstance(item, int) or item == int(item) else float(item)  # type: ignore[call-overload, arg-type]


def without_idle_resources(found: Any, depth: int = 0) -> None:  # noqa: ANN401 - a pikepdf object
    """Take what a form does not name out of its resources: else two alike would differ by their members' fonts."""
    if depth > _DEEP or not isinstance(found, pikepdf.Stream) or "/Resources" not in found:
        return
    named = set(_NAME.findall(found.read_bytes()))
    lean = pikepdf.Dictionary()
    for kind, entries in found.Resources.items():
        if isinstance(entries, pikepdf.Dictionary):
            kept = {name: entry for name, entry in entries.items() if name.encode() in named}
            for entry in kept.values():
                if isinstance(entry, pikepdf.Stream):
                    without_idle_resources(entry, depth + 1)
            if kept:
                lean[kind] = pikepdf.Dictionary(kept)
    found.Resources = lean


def fingerprint(found: Any) -> str:  # noqa: ANN401 - a pikepdf object
    """Return what an object and all that it refers to have in common with its like in other files."""
    told = hashlib.sha256()
    for piece in _told(found, 0):
        told.update(piece)
    return told.hexdigest()


def _told(found: Any, depth: int) -> Iterator[bytes]:  # noqa: ANN401 - a pikepdf object
    if depth > _DEEP:
        raise UnreadableError("a picture of the statement refers to itself")
    if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
        yield b"<<"
        for name in sorted(found.keys()):
            if name not in ("/Length", "/Parent", "/StructParent", "/StructParents"):
                yield name.encode()
                yield from _told(found[name], depth + 1)
        yield b">>"
        if isinstance(found, pikepdf.Stream):
            yield found.read_raw_bytes()
    elif isinstance(found, pikepdf.Array):
        yield b"["
        for item in found:
            yield from _told(item, depth + 1)
        yield b"]"
    else:
        yield f" {found!r}".encode()
