"""The check of a finished print file, with another program library: its pages say what the single files say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, Final, NamedTuple

import pypdfium2
import pypdfium2.raw

from valuereport.deliver.print.imposition import SIDES, Place
from valuereport.deliver.print.marks import number_of_forms, zones
from valuereport.deliver.print.singles import PrintJob
from valuereport.deliver.print.text import letters
from valuereport.files import digest

_AT_ONCE: Final = 500  # letters: an open document keeps in memory what was read of it


class Expected(NamedTuple):
    """A member's pages: where they must stand, and the digest of each one's letters as `TextReader` reads them."""

    job: PrintJob
    place: Place
    texts: tuple[str, ...]


class Findings(NamedTuple):
    """What is wrong with a print file, or nothing; the members whose statements leave the marks no room."""

    mismatch: str
    crowded: tuple[str, ...]


def examine(data: bytes, expected: Sequence[Expected], *, marks: bool) -> Findings:
    """Return what is found in a print file."""
    pages = sum(each.place.pages + each.place.blanks for each in expected)
    with pypdfium2.PdfDocument(data) as document:
        if len(document) != pages:
            return Findings(f"it has {len(document)} pages, and {pages} went in", ())
    crowded = []
    free = 0
    for start in range(0, len(expected), _AT_ONCE):
        with pypdfium2.PdfDocument(data) as document:
            for each in expected[start : start + _AT_ONCE]:
                member, first = each.job.member_id, each.place.first_page
                if first != free + 1:
                    return Findings(f"{member} should begin on page {first}, after page {free}", ())
                mismatch, clear = _examine_letter(document, each, marks)
                if mismatch:
                    return Findings(mismatch, ())
                if not clear:
                    crowded.append(member)
                free += each.place.pages + each.place.blanks
    return Findings("", tuple(crowded))


def _examine_letter(document: pypdfium2.PdfDocument, expected: Expected, marks: bool) -> tuple[str, bool]:
    """Return what is wrong with a letter, and whether nothing of it stands where the marks do."""
    job, place, _ = expected
    clear = True
    texts = []
    for number in range(place.pages + place.blanks):
        with closing(document[place.first_page - 1 + number]) as page:
            texts.append(_letters(page))
            if marks and number % SIDES == 0:
                clear &= _is_clear(page, number_of_forms(place, number // SIDES + 1))
    if any(texts[place.pages :]):
        return f"the blank page of {job.member_id} is not blank", clear
    digests = tuple(digest_of_letters(text) for text in texts[: place.pages])
    if digests != expected.texts and digests != _digests_of_single(job):
        return f"the pages of {job.member_id} do not say what the statement says", clear
    return "", clear


def digest_of_letters(text: str) -> str:
    """Return the digest of a page's letters."""
    return digest(text.encode("utf-8", "surrogatepass"))


def _digests_of_single(job: PrintJob) -> tuple[str, ...] | None:
    """Return the digests of a single file's pages, read as the print file is; None where it cannot be read so.

    The two libraries read some scripts in another order, and only one of them reads texts in pictures.
    """
    try:
        data = job.file.read_bytes()
        if digest(data) != job.sha256:
            return None
        with pypdfium2.PdfDocument(data) as document:
            return tuple(digest_of_letters(_letters(page)) for page in _pages(document))
    except (OSError, pypdfium2.PdfiumError):
        return None


def _pages(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    for page in document:
        with closing(page):
            yield page


def _letters(page: pypdfium2.PdfPage) -> str:
    with closing(page.get_textpage()) as text:
        return letters(text.get_text_range())


def _is_clear(page: pypdfium2.PdfPage, forms: int) -> bool:
    """Return whether a front side shows nothing in the zones of its marks, which are its last `forms` objects."""
    pdfium: Any = pypdfium2.raw
    count = pdfium.FPDFPage_CountObjects(page)
    for number in range(count - forms, count):
        pdfium.FPDFPageObj_SetIsActive(pdfium.FPDFPage_GetObject(page, number), False)
    width, height = page.get_size()
    for left, low, right, high in zones(height):
        with closing(page.render(crop=(left, low, width - right, height - high), grayscale=True)) as picture:
            if picture.to_numpy().min() < 255:
                return False
    return True
