"""An SVG that is drawn on from the start side: on right-to-left paper everything is mirrored but the letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from markupsafe import escape

from valuereport.render.story_charts.text_outlines import TextOutlines, outline, path_of

Anchor = Literal["start", "middle", "end"]
Role = Literal["img", "group"]
INK: Final = "#1a242c"
QUIET: Final = "#56636c"
RULE: Final = "#c9d2d6"


class Canvas:
    """What is drawn so far; lengths in pixels, places from the start side and the top."""

    def __init__(
        self, name: str, width: float, letters: TextOutlines, *, mirrored: bool, shared_glyphs: bool = True
    ) -> None:
        """`name`: of this picture among others on a page. Without shared glyphs it is larger, and faster on paper."""
        self.width, self.letters, self._shared_glyphs = width, letters, shared_glyphs
        self._name, self._mirrored = name, mirrored
        self._glyphs: dict[tuple[Path, int], str] = {}
        self._drawn: list[str] = []

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Draw a filled box."""
        left = self.width - x - width if self._mirrored else x
        self._drawn.append(
            f'<rect x="{_n(left)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"/>'
        )

    def line(
        self, x: float, y: float, x2: float, y2: float, stroke: str, width: float, *, dashed: bool = False
    ) -> None:
        """Draw a line."""
        left, right = (self.width - x, self.width - x2) if self._mirrored else (x, x2)
        dashes = ' stroke-dasharray="4 3"' if dashed else ""
        self._drawn.append(
            f'<path d="M{_n(left)} {_n(y)}L{_n(right)} {_n(y2)}" stroke="{stroke}" stroke-width="{_n(width)}"{dashes}/>'
        )

    @contextmanager
    def link(self, address: str, spoken: str) -> Iterator[None]:
        """Make whatever is drawn meanwhile a link; `spoken`: what it says to those who do not see it."""
        self._drawn.append(f'<a href="{escape(address)}" aria-label="{escape(spoken)}">')
        yield
        self._drawn.append("</a>")

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """Draw a dot."""
        centre = self.width - x if self._mirrored else x
        self._drawn.append(f'<circle cx="{_n(centre)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"/>')

    def text(
        self, x: float, y: float, text: str, size: float, fill: str, anchor: Anchor = "start", *, bold: bool = False
    ) -> None:
        """Set a line of text, `y` being its baseline."""
        line = self.letters.line(text, bold)
        width = line.width * size / 100
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        if self._mirrored:
            left = self.width - left - width
        if not self._shared_glyphs:
            path = path_of(line, left, y, size)
            self._drawn.append(f'<path d="{path}" fill="{fill}"/>' if path else "")
            return
        uses = "".join(
            f'<use href="#{self._glyph(glyph.file, glyph.number)}" x="{round(glyph.x * 10)}"'
            + (f' y="{round(-glyph.y * 10)}"/>' if glyph.y else "/>")
            for glyph in line.glyphs
            if outline(glyph.file, glyph.number)
        )
        scale = f"{size / 1000:.5f}".rstrip("0")
        self._drawn.append(
            f'<g transform="translate({_n(left)} {_n(y)}) scale({scale} -{scale})" fill="{fill}">{uses}</g>'
        )

    def logo(self, x: float, y: float, width: float, height: float, address: str, side: Anchor = "start") -> None:
        """Draw a picture as large as it fits into a box, at a side of it; `address`: a data: address."""
        left = self.width - x - width if self._mirrored else x
        start = "xMin" if (side == "start") != self._mirrored else "xMax"
        self._drawn.append(
            f'<image x="{_n(left)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'preserveAspectRatio="{start}YMid meet" href="{escape(address)}"/>'
        )

    def watermark(self, text: str, height: float) -> None:
        """Write a word across everything."""
        line = self.letters.line(text, True)
        size = min(0.8 * self.width / max(line.width, 1) * 100, height)
        before = len(self._drawn)
        self.text(self.width / 2, height / 2 + size / 3, text, size, "#9a2a2a", "middle", bold=True)
        turn = f"rotate(-20 {_n(self.width / 2)} {_n(height / 2)})"
        word = "".join(self._drawn[before:])
        self._drawn[before:] = [f'<g opacity="0.16" transform="{turn}">{word}</g>']

    def svg(
        self, height: float, title: str, description: str, locale: str, *, top: float = 0.0, role: Role = "img"
    ) -> str:
        """Return the picture from `top` down, which says what it shows; one with links is a group of them."""
        shapes = "".join(
            f'<path id="{name}" d="{outline(file, number)}"/>' for (file, number), name in self._glyphs.items()
        )
        size = f'width="{_n(self.width)}" height="{_n(height)}" viewBox="0 {_n(top)} {_n(self.width)} {_n(height)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="{role}" lang="{escape(locale)}" '
            f'aria-labelledby="{self._name}-t {self._name}-d">'
            f'<title id="{self._name}-t">{escape(title)}</title><desc id="{self._name}-d">{escape(description)}</desc>'
            f"<defs>{shapes}</defs>{''.join(self._drawn)}</svg>"
        )

    def _glyph(self, file: Path, number: int) -> str:
        return self._glyphs.setdefault((file, number), f"{self._name}-{len(self._glyphs)}")


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
