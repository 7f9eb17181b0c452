"""A QR code as an SVG in a data: address."""

from __future__ import annotations

import segno


def draw_code(address: str, colour: str) -> str:
    """Return the QR code of an address; a quarter of it may be soiled and it still reads."""
    return segno.make(address, error="q", micro=False).svg_data_uri(border=0, dark=colour, omitsize=True)
