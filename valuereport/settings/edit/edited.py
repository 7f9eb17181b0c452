"""A TOML text with some of its values changed; whatever else it says, also every comment, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

Place = tuple[str | int, ...]
"""The steps to a key: names of tables and keys, and numbers of entries in lists of tables, from 0."""


def edited(text: str, changes: Mapping[Place, object]) -> str:
    """Return a TOML text with other values at some places; None removes a key, or a table, and keeps it as a note.

    Raises ValueError where that cannot be done by changing these places alone.
    """
    raise NotImplementedError


def key_of(place: Place, data: object) -> str:
    """Return a place as messages name it: entries by their id or name."""
    raise NotImplementedError
