"""Writes the golden files anew: `python -m tests.golden.update`. Look at what git says has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tests.golden import notes, statements
from tests.pictures import alike, from_png
from valuereport.files import write_atomically


def update(folder: Path, cases: Iterable[str], made: Callable[[str], dict[str, bytes]]) -> None:
    """Write every file that no longer holds; a picture that is alike but for noise stays as it is."""
    folder.mkdir(exist_ok=True)
    kept = set()
    for name in cases:
        for ending, data in made(name).items():
            file = folder / f"{name}{ending}"
            kept.add(file)
            fresh = folder / f".{name}{ending}"
            if ending == ".png" and file.exists():
                write_atomically(fresh, data)
                same = alike(from_png(file), from_png(fresh))
                fresh.unlink()
                if same:
                    continue
            write_atomically(file, data)
    for left_over in set(folder.iterdir()) - kept:
        left_over.unlink()


if __name__ == "__main__":
    update(notes.FOLDER, notes.CASES, notes.made)
    update(statements.FOLDER, statements.CASES, statements.made)
