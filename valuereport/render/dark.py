"""The brand's colour on a dark screen."""

from __future__ import annotations

from typing import Final

from PIL import ImageColor

from valuereport.settings import contrast

SCREEN: Final = "#17191c"  # what the message sets its text on, where the reader's device is set to dark
_READABLE: Final = 7.0  # WCAG 2.2, 1.4.6: thin bright letters on dark need more than the 4.5 of 1.4.3


def on_dark(colour: str) -> str:
    """Return the colour with just as much white in it as it needs to be read on the dark screen."""
    tints = (_with_white(colour, percent) for percent in range(0, 101, 5))
    return next(tint for tint in tints if contrast(tint, SCREEN) >= _READABLE)


def _with_white(colour: str, percent: int) -> str:
    channels = (round(channel + (255 - channel) * percent / 100) for channel in ImageColor.getrgb(colour)[:3])
    return "#" + "".join(f"{channel:02x}" for channel in channels)
