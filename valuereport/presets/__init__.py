"""Presets: what is known of the exports of each system, one file a system in systems/; a leaf."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from valuereport.notation.headings import plain
from valuereport.presets.preset import Feeds, Headings, Origin, Preset

__all__ = ["Feeds", "Headings", "Origin", "Preset", "columns_in", "presets", "recognised"]

_SYSTEMS = Path(__file__).parent / "systems"


@cache
def presets() -> Mapping[str, Preset]:
    """Return every preset by its name, in the order of the files."""
    found: dict[str, Preset] = {}
    for file in sorted(_SYSTEMS.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        for export in data["export"]:
            preset = Preset.model_validate({"system": data["system"], "source": data["source"], **export})
            found[preset.name] = preset
    return found


def recognised(headings: Iterable[str]) -> Preset | None:
    """Return the preset whose whole signature is among the headings; of several the one with the longest."""
    there = {plain(one) for one in headings}
    fit = [one for one in presets().values() if all(any(plain(form) in there for form in forms) for forms in one.signature)]
    return max(fit, key=lambda one: len(one.signature), default=None)


def columns_in(preset: Preset, headings: Sequence[str]) -> Mapping[str, Origin]:
    """Return the first origin of each column whose headings are there, with the headings as they are written there.

    Of several headings of keys (ids, addresses) those that are there are enough; of a text every one is needed.
    """
    there = {plain(one): one for one in reversed(headings)}
    found: dict[str, Origin] = {}
    for name, origins in preset.columns.items():
        for origin in origins:
            known = tuple(there[plain(one)] for one in origin.column if plain(one) in there)
            if not origin.column:
                found[name] = origin
            elif len(known) == len(origin.column) or (known and name in _ANY):
                found[name] = origin.model_copy(update={"column": known})
            else:
                continue
            break
    return found


_ANY = frozenset({"emails", "other_ids", "member"})
