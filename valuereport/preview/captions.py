"""Text on a contact sheet, set in the statement's own fonts: each letter in the first face that has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageDraw, ImageFont


@dataclass(frozen=True, slots=True)
class Faces:
    """The font files that captions are set in, the preferred one first."""

    regular: tuple[Path, ...]
    bold: tuple[Path, ...]


class Type:
    """A size of type. `faces`: font files, the first one that has a letter is used for it."""

    def __init__(self, faces: Sequence[Path], size: int) -> None:
        """`size`: in pixels."""
        self._faces, self._size = tuple(faces), size
        self.line = round(size * 1.35)  # from one line to the next, in pixels

    def width(self, text: str) -> float:
        """Return how wide a text is, in pixels."""
        return sum(_font(face, self._size).getlength(run) for face, run in self._runs(text))

    def draw(self, canvas: ImageDraw.ImageDraw, left: float, top: float, text: str, colour: str) -> None:
        """Draw one line of text."""
        baseline = top + self._size
        for face, run in self._runs(text):
            font = _font(face, self._size)
            canvas.text((left, baseline), run, fill=colour, font=font, anchor="ls")
            left += font.getlength(run)

    def wrapped(self, text: str, width: float, most: int) -> list[str]:
        """Return the text in at most so many lines; an ellipsis says that there is more."""
        lines: list[str] = []
        for word in text.split():
            if lines and self.width(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines += self._broken(word, width)
        if len(lines) > most:
            lines = [*lines[: most - 1], self._shortened(lines[most - 1] + "…", width)]
        return lines

    def _broken(self, word: str, width: float) -> list[str]:
        """Return a word in pieces that are no wider than a line."""
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def _shortened(self, line: str, width: float) -> str:
        while len(line) > 1 and self.width(line) > width:
            line = line[:-2] + "…"
        return line

    def _runs(self, text: str) -> Iterator[tuple[Path, str]]:
        printable = "".join(letter if letter.isprintable() else " " for letter in text)
        for face, letters in groupby(printable, self._face_of):
            yield face, "".join(letters)

    def _face_of(self, letter: str) -> Path:
        return next((face for face in self._faces if ord(letter) in _letters(face)), self._faces[0])


@lru_cache(maxsize=64)
def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout needs no library of the machine: the same picture everywhere.
    return ImageFont.truetype(face, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def _letters(face: Path) -> frozenset[int]:
    with TTFont(face, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or ())
