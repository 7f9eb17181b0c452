"""Whether two PDFs are the same to everybody: text, tags, bookmarks, links, metadata and pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pymupdf

_ANTIALIASING = 48  # of 255: how far a pixel at the edge of a letter may differ
_PLACES = 0.02  # points


def differences(one: bytes, other: bytes, folder: Path) -> list[str]:
    """Return in what two PDFs differ; `folder`: for what is compared."""
    files = [folder / "one.pdf", folder / "other.pdf"]
    for file, data in zip(files, (one, other), strict=True):
        file.write_bytes(data)
    found = []
    with pikepdf.open(files[0]) as first, pikepdf.open(files[1]) as second:
        for name, look in (("tags", tags), ("bookmarks", bookmarks), ("links", links), ("metadata", metadata)):
            seen = look(first), look(second)
            if seen[0] != seen[1]:
                odd = next((pair for pair in zip(*seen, strict=False) if pair[0] != pair[1]), "their number")
                found.append(f"{name}: {odd}")
    with pymupdf.open(files[0]) as first, pymupdf.open(files[1]) as second:
        words = _words(first), _words(second)
        if [word for _, word in words[0]] != [word for _, word in words[1]]:
            found.append("words, or their order")
        else:
            apart = [
                (word, at, other)
                for (at, word), (other, _) in zip(*words, strict=True)
                if max(map(abs, np.subtract(at, other))) > _PLACES
            ]
            found += [f"places of {len(apart)} words, such as {apart[0]}"] if apart else []
        for reading in (_as_drawn, _as_it_stands):
            texts = reading(first), reading(second)
            if texts[0] != texts[1]:
                at = next((at for at, pair in enumerate(zip(*texts, strict=False)) if pair[0] != pair[1]), 0)
                found.append(f"text {reading.__name__}: {[text[max(0, at - 30) : at + 30] for text in texts]}")
        for number, (a, b) in enumerate(zip(_pixels(first), _pixels(second), strict=True), 1):
            apart = np.abs(a - b)
            if apart.max() > _ANTIALIASING:
                ys, xs = np.where(apart > _ANTIALIASING)
                found.append(f"pixels of page {number}: {len(xs)}, at {xs.min()}-{xs.max()}, {ys.min()}-{ys.max()}")
    return found


def tags(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the structure tree, element by element; names of cells by their place in it."""
    pages = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
    root = pdf.Root.StructTreeRoot.K
    elements = list(_elements(root[0] if isinstance(root, pikepdf.Array) else root, 0))
    named = {str(element["/ID"]): at for at, (_, element) in enumerate(elements) if "/ID" in element}
    return [
        (
            depth,
            str(element.S),
            pages[element.Pg.objgen] if "/Pg" in element else None,
            {
                name: _told(value, named)
                for name, value in element.items()
                if name in ("/Alt", "/A", "/Lang", "/ActualText")
            },
            "/ID" in element,
            [_kind(kid) for kid in _kids(element)],
        )
        for depth, element in elements
    ]


def _elements(element: Any, depth: int) -> Iterator[tuple[int, Any]]:
    yield depth, element
    for kid in _kids(element):
        if _kind(kid) == "tag":
            yield from _elements(kid, depth + 1)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", pikepdf.Array([]))
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _kind(kid: Any) -> str:
    if not isinstance(kid, pikepdf.Dictionary):
        return "mark"
    return "link" if kid.get("/Type") == "/OBJR" else "tag"


def _told(value: Any, named: dict[str, int]) -> Any:
    if not isinstance(value, pikepdf.Dictionary):
        return str(value)
    return {
        name: [named[str(each)] for each in entry]
        if name == "/Headers"
        else [round(float(each), 2) for each in entry]
        if name == "/BBox"
        else str(entry)
        for name, entry in value.items()
    }


def bookmarks(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the outline: level, text, page and place."""
    pages = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}

    def below(item: Any, level: int) -> Iterator[Any]:
        while item is not None:
            page, _, x, y, _ = item.Dest
            yield level, str(item.Title), pages[page.objgen], round(float(x), 1), round(float(y), 1), int(item.Count)
            yield from below(item.get("/First"), level + 1)
            item = item.get("/Next")

    return list(below(pdf.Root.Outlines.get("/First"), 0)) if "/Outlines" in pdf.Root else []


def links(pdf: pikepdf.Pdf) -> list[Any]:
    """Return where links lead, what they say and where they are."""
    return [
        (at, str(link.A.URI), str(link.get("/Contents")), [round(float(each), 1) for each in link.Rect])
        for at, page in enumerate(pdf.pages)
        for link in page.get("/Annots", pikepdf.Array([]))
    ]


def metadata(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the document's information, its XMP, its languages and how a reader is to show it."""
    return [
        sorted((name, str(value)) for name, value in pdf.docinfo.items()),
        pdf.Root.Metadata.read_bytes(),
        str(pdf.Root.Lang),
        str(pdf.Root.get("/ViewerPreferences")),
        str(pdf.Root.MarkInfo),
        [[round(float(each), 3) for each in page.MediaBox] for page in pdf.pages],
    ]


def _as_drawn(pdf: pymupdf.Document) -> str:
    return re.sub(r"\s+", " ", "".join(page.get_text("text") for page in pdf))


def _as_it_stands(pdf: pymupdf.Document) -> str:
    return re.sub(r"\s+", " ", "".join(page.get_text("text", sort=True) for page in pdf))


def _words(pdf: pymupdf.Document) -> list[tuple[tuple[float, ...], str]]:
    """Return every word with its place: page, left, top, right, bottom."""
    return [((at, *word[:4]), word[4]) for at, page in enumerate(pdf) for word in page.get_text("words")]


def _pixels(pdf: pymupdf.Document) -> list[Any]:
    pictures = [page.get_pixmap(dpi=80, colorspace=pymupdf.csGRAY) for page in pdf]
    return [
        np.frombuffer(picture.samples, dtype=np.uint8).reshape(picture.height, picture.stride).astype(int)
        for picture in pictures
    ]
