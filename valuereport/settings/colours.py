"""Colours of a brand: names of CSS, the contrast with paper, and the nearest colour with enough contrast."""

from __future__ import annotations

import re
from typing import Final

WHITE: Final = "#ffffff"
_HEXADECIMAL: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_SHORT: Final = len("#rgb")
_WEIGHTS: Final = (0.2126, 0.7152, 0.0722)  # of red, green and blue light in brightness
_FLARE: Final = 0.05  # light that paper or screen adds: WCAG 2.2, "contrast ratio"


def hexadecimal(text: str) -> str:
    """Return a colour as `#rrggbb`. Raises ValueError where it is neither hexadecimal nor one of CSS's names."""
    folded = text.lower()
    if _HEXADECIMAL.fullmatch(folded):
        return "#" + "".join(digit * 2 for digit in folded[1:]) if len(folded) == _SHORT else folded
    from PIL import ImageColor  # most brands give digits, and Pillow is slow to import

    if folded in ImageColor.colormap:
        return _joined(*ImageColor.getrgb(folded)[:3])
    raise ValueError('a colour as "#rrggbb" or "#rgb", or one of CSS\'s names such as "teal"')


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of two colours by WCAG 2.2: from 1 (the same) to 21 (black and white)."""
    darker, brighter = sorted((luminance(a), luminance(b)))
    return (brighter + _FLARE) / (darker + _FLARE)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour by WCAG 2.2: 0 is black, 1 is white."""
    return sum(weight * light for weight, light in zip(_WEIGHTS, _lights(colour), strict=True))


def nearest_that_reaches(need: float, colour: str) -> str:
    """Return the brightest colour of the same hue and saturation whose contrast with white is `need` or more.

    All three lights are dimmed by one factor. OKLab is made of cube roots of sums of lights, so this moves a colour
    straight towards black there: the hue and the ratio of chroma to lightness stay, and no search is needed.
    """
    limit = (1 + _FLARE) / need - _FLARE
    factor = min(1.0, (limit - 1e-9) / max(luminance(colour), 1e-9))
    if factor == 1.0:
        return hexadecimal(colour)
    return _joined(*(int(255 * _encoded(light * factor)) for light in _lights(colour)))


def _joined(red: int, green: int, blue: int) -> str:
    return f"#{red:02x}{green:02x}{blue:02x}"


def _lights(colour: str) -> tuple[float, ...]:
    """Return the amounts of red, green and blue light, 0 to 1."""
    digits = hexadecimal(colour)[1:]
    return tuple(_light(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))


def _light(value: float) -> float:
    """Return the light of a channel of sRGB (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    """Return the channel of sRGB for an amount of light."""
    return light * 12.92 if light <= 0.04045 / 12.92 else 1.055 * light ** (1 / 2.4) - 0.055
