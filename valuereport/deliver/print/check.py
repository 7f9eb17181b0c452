"""The check of a finished print file: opened again with another reader, each page says what the member's own says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2

from valuereport.deliver.print.imposition import Place
from valuereport.files import digest


class Expected(NamedTuple):
    """A member's pages: where they must stand, and the digest of what each says."""

    member_id: str
    place: Place
    texts: tuple[str, ...]


def texts(document: pypdfium2.PdfDocument, first: int, count: int) -> tuple[str, ...]:
    """Return the digests of what pages say: `first` counts from 0."""
    return tuple(_text(document, number) for number in range(first, first + count))


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text = page.get_textpage()
        try:
            letters = sorted(letter for letter in text.get_text_bounded() if letter.isalnum())
        finally:
            text.close()
    finally:
        page.close()
    return digest("".join(letters).encode("utf-8", "surrogatepass"))


_NOTHING = digest(b"")


def mismatch(data: bytes, expected: Sequence[Expected]) -> str:
    """Return what is wrong with a print file, or nothing."""
    with pypdfium2.PdfDocument(data) as document:
        pages = sum(each.place.pages + each.place.blanks for each in expected)
        if len(document) != pages:
            return f"it has {len(document)} pages, and {pages} went in"
        free = 0
        for each in expected:
            place = each.place
            if place.first_page != free + 1:
                return f"{each.member_id} should begin on page {place.first_page}, after page {free}"
            if texts(document, free, place.pages) != each.texts:
                return f"the pages of {each.member_id} do not say what the statement says"
            if texts(document, free + place.pages, place.blanks) != (_NOTHING,) * place.blanks:
                return f"the blank page of {each.member_id} is not blank"
            free += place.pages + place.blanks
    return ""
