"""made_by.json of a run: who made its statements. It is no part of what is approved, and holds no clock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from valuereport.errors import RunError
from valuereport.files import write_atomically

FILE: Final = "made_by.json"
UNKNOWN: Final = ""
"""The name of whoever made statements of which nobody kept a record."""


def read_makers(folder: Path) -> tuple[str, ...]:
    """Return the names of all who made statements of a run, UNKNOWN among them where not all are on record."""
    return _recorded(folder) or (UNKNOWN,)


def record_maker(folder: Path, name: str, *, made_before: bool) -> None:
    """Write that somebody makes statements of a run. Raises RunError.

    `made_before`: whether it has any already; where there is no record of these, their maker is UNKNOWN.
    """
    before = _recorded(folder) or ((UNKNOWN,) if made_before else ())
    names = tuple(dict.fromkeys((*before, name)))
    if names == before:
        return
    try:
        write_atomically(folder / FILE, (json.dumps({"made_by": names}, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise RunError(f"{folder / FILE} cannot be written: {error.strerror}") from None


def _recorded(folder: Path) -> tuple[str, ...]:
    try:
        found = json.loads((folder / FILE).read_bytes())["made_by"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()
