"""Writes the golden files anew: `python -m tests.golden.update`. Look at what git says has changed."""

from __future__ import annotations

from tests.golden.statements import CASES, FOLDER, made
from tests.pictures import alike, from_png
from valuereport.files import write_atomically


def update() -> None:
    """Write every file that no longer holds; a picture that is alike but for noise stays as it is."""
    kept = set()
    for name in CASES:
        for ending, data in made(name).items():
            file = FOLDER / f"{name}{ending}"
            kept.add(file)
            fresh = FOLDER / f".{name}{ending}"
            if ending == ".png" and file.exists():
                write_atomically(fresh, data)
                same = alike(from_png(file), from_png(fresh))
                fresh.unlink()
                if same:
                    continue
            write_atomically(file, data)
    for left_over in set(FOLDER.iterdir()) - kept:
        left_over.unlink()


if __name__ == "__main__":
    update()
