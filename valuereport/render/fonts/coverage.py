"""Which characters can be shown: those of the faces in use, and those that show nothing anyway."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import uharfbuzz

from valuereport.render.fonts.faces import Family, shipped_faces
from valuereport.render.fonts.sources import SOURCES

REPLACEMENT = "□"
# Unicode's default ignorables: joiners, marks of direction, variation selectors. They need no glyph. Nor does space.
_SILENT = re.compile(
    "[\t\n\r\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


@lru_cache(maxsize=32)
def _characters_of(file: Path) -> frozenset[str]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    # Some fonts name a glyph for NUL and its like, which are no text.
    return frozenset(character for character in map(chr, face.unicodes) if unicodedata.category(character) != "Cc")


@lru_cache(maxsize=8)
def _shown(custom: Family | None) -> frozenset[str]:
    """Return the characters that the regular and the bold of a family have: those of one alone may be boxes."""
    families: dict[str, frozenset[str]] = {}
    for face in (*(custom.faces if custom else ()), *shipped_faces()):
        characters = _characters_of(face.file)
        families[face.family] = families.get(face.family, characters) & characters
    return frozenset[str]().union(*families.values())


def uncovered(characters: Iterable[str], custom: Family | None = None) -> frozenset[str]:
    """Return the characters of all the texts that no face has; each needs to be looked at once only."""
    missing = frozenset[str]().union(*characters) - _shown(custom)
    return frozenset(character for character in missing if not _SILENT.match(character))


def missing_characters(text: str, custom: Family | None = None) -> tuple[str, ...]:
    """Return each character that cannot be shown, once, by code point: no face has it, or it is no text at all.

    Every face is in use for every locale, only in another order: the locale makes no difference here.
    """
    return tuple(sorted(uncovered((text,), custom)))


def lacking(custom: Family, characters: Iterable[str]) -> frozenset[str]:
    """Return the characters that a workspace's own family lacks, so that a shipped family shows them."""
    has = frozenset[str].intersection(*(_characters_of(face.file) for face in custom.faces))
    return frozenset(
        character for character in frozenset[str]().union(*characters) - has if not _SILENT.match(character)
    )


def advice(characters: Iterable[str]) -> str:
    """Return the command that installs a face for one of the characters, empty where none of ours has it."""
    wanted = tuple(characters)
    for source in SOURCES:
        if any(map(source.is_for, wanted)) and source.folder() is None:
            return f"{sys.executable} -m pip install {source.distribution}"
    return ""
