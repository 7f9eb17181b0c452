"""The text of a single file's pages, read from the glyphs that they show and from what the fonts say of these."""

from __future__ import annotations

import re
from typing import Any, Final

import pikepdf

_FONT: Final = re.compile(rb"(/[^\s<>\[\](){}/%]+)\s+[-+.\d]+\s+Tf\b")
_GLYPHS: Final = re.compile(rb"<([0-9A-Fa-f]+)>(?!>)")
_CHARACTER: Final = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")

_Characters = dict[int, str]


def letters(text: str) -> str:
    """Return a text's letters and figures. Readers of PDF differ in what stands between them."""
    return "".join(filter(str.isalnum, text))


def _text(operations: bytes, table: _Characters) -> str:
    glyphs = b"".join(_GLYPHS.findall(operations)).decode()
    try:
        return bytes.fromhex(glyphs).decode("utf-16-be").translate(table)
    except ValueError:  # glyphs of another length
        return ""


class TextReader:
    """Reads the files that are made here: two bytes a glyph, in hexadecimal. Of others it may read too little."""

    def __init__(self) -> None:
        self._characters: dict[bytes, _Characters] = {}  # by the font's table: it is the same in most files of a run

    def letters(self, page: pikepdf.Page, operations: bytes) -> str:
        """Return a page's letters and figures in the order in which its operations paint them."""
        fonts: Any = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        tables = {name.encode(): self._table(font) for name, font in fonts.items()}
        _, *rest = _FONT.split(operations)
        texts = [_text(glyphs, tables.get(font, {})) for font, glyphs in zip(rest[::2], rest[1::2], strict=True)]
        return letters("".join(texts))

    def _table(self, font: Any) -> _Characters:  # noqa: ANN401 - a pikepdf object
        if "/ToUnicode" not in font:
            return {}
        raw = font.ToUnicode.read_raw_bytes()
        if raw not in self._characters:
            entries = _CHARACTER.findall(font.ToUnicode.read_bytes())
            self._characters[raw] = {
                int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace") for glyph, text in entries
            }
        return self._characters[raw]
