"""Pictures of two colours with one bit a pixel: a QR code takes a fifth of the room."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class TwoColours(NamedTuple):
    """A picture's two colours (RGB, three bytes each) and its pixels, one bit each, rows filled up to bytes."""

    colours: bytes
    pixels: bytes


def in_two_colours(rgb: bytes, width: int, height: int) -> TwoColours | None:
    """Return a picture of 8-bit RGB pixels with one bit a pixel; None where it has more than two colours."""
    if len(rgb) != width * height * 3 or not rgb:
        return None
    pixels = np.frombuffer(rgb, dtype=np.uint8).reshape(height, width, 3)
    first = pixels[0, 0]
    others = (pixels != first).any(axis=2)
    if not others.any():
        return TwoColours(first.tobytes() * 2, np.packbits(others, axis=1).tobytes())
    second = pixels[tuple(np.argwhere(others)[0])]
    if not (pixels[others] == second).all():
        return None
    return TwoColours(first.tobytes() + second.tobytes(), np.packbits(others, axis=1).tobytes())
