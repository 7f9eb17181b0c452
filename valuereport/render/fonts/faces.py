"""Faces: one static font file for a family and a weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from valuereport.errors import TemplateError
from valuereport.files import digest_of_file
from valuereport.render.fonts.sources import ARABIC, LATIN, SOURCES, SYMBOLS
from valuereport.render.fonts.static import is_variable, static

_NEEDED = (LATIN, ARABIC, SYMBOLS)  # plain dependencies: without them the installation is broken


@dataclass(frozen=True, slots=True)
class Face:
    """A font file that is ready for use: static, and found under this family and weight."""

    family: str
    weight: int
    file: Path


@dataclass(frozen=True, slots=True)
class Family:
    """A workspace's own family: a regular and a bold face under the name it chose."""

    name: str
    faces: tuple[Face, ...]


@lru_cache(maxsize=1)
def shipped_faces() -> tuple[Face, ...]:
    """Return the faces of the installed packages, regular and bold by family. Raises TemplateError."""
    faces: list[Face] = []
    for source in SOURCES:
        folder = source.folder()
        if folder is None:
            if source in _NEEDED:
                raise TemplateError(f"the fonts cannot be found: the package {source.distribution} is not installed")
            continue
        for weight, name in source.files.items():
            file = folder / name
            if source.alone or source.change or is_variable(file):
                keep = source.takes if source.alone else None
                file = static(file, source.family, weight, keep, source.change)
            faces.append(Face(source.family, weight, file))
    return tuple(faces)


def font_digests(custom: Family | None = None) -> Mapping[str, str]:
    """Return the SHA-256 of every font file that a run sets its statements in, by family and weight."""
    faces = (*(custom.faces if custom else ()), *shipped_faces())
    return {f"{face.family} {face.weight}": digest_of_file(face.file) for face in faces}


def font_files() -> tuple[Path, ...]:
    """Return the files of the Latin face and of the symbols: regular and bold each."""
    return tuple(
        face.file for name in (LATIN.family, SYMBOLS.family) for face in shipped_faces() if face.family == name
    )
