"""Numbered files in place of one long file: nothing can be appended to a file in a store."""

from __future__ import annotations

from pathlib import Path


def pieces_in(folder: Path) -> list[Path]:
    """Return the files of a folder in the order of their names; none where there is no such folder. Raises OSError."""
    try:  # a store without such a folder raises an error or returns an empty list
        return sorted(folder.iterdir(), key=lambda piece: piece.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
