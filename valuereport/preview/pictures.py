"""Pages of a PDF as pictures."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image


def pictures(pdf: bytes, width: int, most: int) -> tuple[Image.Image, ...]:
    """Return the first `most` pages, each so many pixels wide."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = []
        for number in range(min(most, len(document))):
            page = document[number]
            bitmap = page.render(scale=width / page.get_width())
            whole = bitmap.to_pil().convert("RGB")  # a copy: the bitmap's memory goes with it
            drawn.append(whole.crop((0, 0, width, whole.height)))  # the renderer rounds up
            bitmap.close()
            page.close()
        return tuple(drawn)


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def sides(pdf: bytes, width: int) -> tuple[bytes, ...]:
    """Return every page as a PNG file, each so many pixels wide."""
    return tuple(map(_png, pictures(pdf, width, page_count(pdf))))


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
