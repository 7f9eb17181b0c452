"""A QR code as a picture in a data: address."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache(maxsize=16)
def draw_code(address: str, colour: str) -> str:
    """Return the QR code of an address; a quarter of it may be soiled and it still reads.

    A PNG: a path of some hundred squares takes ten times as long to lay out and to write.
    """
    return segno.make(address, error="q", micro=False).png_data_uri(scale=8, border=0, dark=colour)
