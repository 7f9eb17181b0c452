"""What each glyph in a PDF stands for, so that its text can be read back, copied, searched and read aloud."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pydyf
from fontTools.ttLib import TTFont

from valuereport.render.fonts.faces import Face, Family, shipped_faces
from valuereport.render.fonts.sources import BOLD

_LINE = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_SINGLE = 1  # GSUB's lookup of one glyph for another


def mend_texts(pdf: pydyf.PDF, custom: Family | None = None) -> None:
    """Set right what WeasyPrint says of a letter with a mark: nothing of the letter, and both of the mark."""
    for found in pdf.objects:
        if not isinstance(found, pydyf.Dictionary) or found.get("Type") != "/Font" or "ToUnicode" not in found:
            continue
        stream = pdf.objects[int(found["ToUnicode"].split()[0])].stream
        letters: Mapping[int, str] | None = None
        for index, line in enumerate(stream):
            match = _LINE.fullmatch(line)
            if not match or len(match[2]) == 4:
                continue
            if letters is None:
                letters = _letters_of(found["BaseFont"], custom)
            said = bytes.fromhex(match[2].decode()).decode("utf-16-be")
            meant = letters.get(int(match[1], 16), "")
            if meant and (not said or unicodedata.combining(meant[0])):
                stream[index] = b"<%b> <%b>" % (match[1], meant.encode("utf-16-be").hex().encode())


def face_called(name: str, custom: Family | None) -> Face | None:
    """Return the face that WeasyPrint calls `/ABCDEF+Family-Name-Semi-Bold`."""
    called = name.partition("+")[2].rstrip(",")  # Pango ends a name with a comma where a word follows
    for face in (*(custom.faces if custom else ()), *shipped_faces()):
        family = face.family.replace(" ", "-")
        if called == family if face.weight < BOLD else called in (f"{family}-Semi-Bold", f"{family}-Bold"):
            return face
    return None


def _letters_of(name: bytes, custom: Family | None) -> Mapping[int, str]:
    """Return the texts of the glyphs of the face of this name."""
    face = face_called(name.decode(), custom)
    return _letters(face.file) if face else {}


@lru_cache(maxsize=32)
def _letters(file: Path) -> Mapping[int, str]:
    """Return the text of each glyph: of its character, or of the glyph that it is another form of."""
    font: Any
    with TTFont(file, lazy=True) as font:
        texts: dict[str, str] = {}
        for point, glyph in sorted(font.getBestCmap().items()):
            # The joined forms of Arabic letters have code points of their own, which stand for the letters.
            texts.setdefault(
                glyph, unicodedata.normalize("NFKC", chr(point)) if 0xFB00 <= point < 0xFF00 else chr(point)
            )
        lookups = font["GSUB"].table.LookupList.Lookup if "GSUB" in font else ()
        singles = [getattr(table, "ExtSubTable", table) for lookup in lookups for table in lookup.SubTable]
        for single in singles:
            if single.LookupType == _SINGLE:
                for glyph, form in single.mapping.items():
                    if glyph in texts:
                        texts.setdefault(form, texts[glyph])
        return {font.getGlyphID(glyph): text for glyph, text in texts.items()}
