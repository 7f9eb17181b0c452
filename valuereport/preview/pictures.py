"""Pages of a PDF as pictures."""

from __future__ import annotations

import pypdfium2
from PIL import Image

_POINTS = 72  # an inch


def pictures(pdf: bytes, dots: int, most: int) -> tuple[tuple[Image.Image, ...], int]:
    """Return the first `most` pages at so many dots an inch, and how many pages there are."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = []
        for number in range(min(most, len(document))):
            page = document[number]
            bitmap = page.render(scale=dots / _POINTS)
            drawn.append(bitmap.to_pil().convert("RGB"))  # a copy: the bitmap's memory goes with it
            bitmap.close()
            page.close()
        return tuple(drawn), len(document)
