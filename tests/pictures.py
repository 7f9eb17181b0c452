"""Pages as small grey pictures, compared so that another build of the rasteriser passes and a moved word fails."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

Picture = np.ndarray
DOTS_PER_INCH = 40
_BLUR = 5  # pixels that are averaged each way, so that two ways of smoothing the same letter come to the same grey
_NOISE = 40  # levels of grey, of 255, that may remain between them
_SPECKS = 1  # pixels that may differ by more


def pages(pdf: bytes) -> Picture:
    """Return all pages side by side, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sides = [
            np.asarray(page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L")) for page in document
        ]
    finally:
        document.close()
    return np.concatenate(sides, axis=1)


def as_png(picture: Picture) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def from_png(file: Path) -> Picture:
    with Image.open(file) as image:
        return np.asarray(image.convert("L"))


def alike(one: Picture, other: Picture) -> bool:
    """Return whether each pixel of either is, but for noise, as dark as some pixel beside it in the other."""
    if one.shape != other.shape:
        return False
    return bool(_strange(one, other) <= _SPECKS and _strange(other, one) <= _SPECKS)


def _blurred(picture: Picture) -> Picture:
    wide = np.pad(picture.astype(np.float64), _BLUR // 2, mode="edge")
    return sliding_window_view(wide, (_BLUR, _BLUR)).mean(axis=(2, 3))


def _strange(one: Picture, other: Picture) -> int:
    """Return how many pixels of one are darker or lighter than all of the nine around the same place in the other."""
    around = sliding_window_view(np.pad(_blurred(other), 1, mode="edge"), (3, 3))
    lightest, darkest = around.max(axis=(2, 3)), around.min(axis=(2, 3))
    grey = _blurred(one)
    return int(((grey > lightest + _NOISE) | (grey < darkest - _NOISE)).sum())
