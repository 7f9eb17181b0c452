"""The place of a setting as the name of a field, and back: steps between dots, numbers of entries behind a tilde."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

from valuereport.settings.edit import Place

_NUMBER: Final = "~"


def name_of(place: Place) -> str:
    """Return a name without spaces that stands for one place alone."""
    return ".".join(f"{_NUMBER}{step}" if isinstance(step, int) else _escaped(step) for step in place)


def place_of(name: str) -> Place:
    """Return the place of a name. Raises ValueError where it is none."""
    return tuple(
        int(step.removeprefix(_NUMBER)) if step.startswith(_NUMBER) else unquote(step) for step in name.split(".")
    )


def label_of(key: object) -> str:
    """Return a key as people read it: light_use_below is "Light use below"."""
    text = str(key).replace("_", " ")
    return text[:1].upper() + text[1:]


def _escaped(step: str) -> str:
    return quote(step, safe="").replace(".", "%2E").replace("~", "%7E")
