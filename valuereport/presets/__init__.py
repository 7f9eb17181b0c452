"""Presets: what is known of the exports of each system, one file a system in systems/; a leaf.

In `[export.columns]` of such a file a canonical column has one heading, or a list of origins, the best first. An
origin is a heading, a table as in the settings (`{ column = "Type", map = { Person = "person" } }`), or a list of
headings. Those are joined, and all of them are needed; of keys (`emails`, `other_ids`, `member`) and flags (`no_email`)
those that are there are enough.

    name = ["Name", ["First Name", "Last Name"]]     Name, else first and last name
    emails = [["Email", "Work Email"]]               whichever of the two there are
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from valuereport.notation.headings import plain
from valuereport.presets.preset import ASKS, Feeds, Headings, Origin, Preset

__all__ = ["ASKS", "Feeds", "Headings", "Origin", "Preset", "columns_in", "missing", "presets", "recognised"]

_SYSTEMS = Path(__file__).parent / "systems"


@cache
def presets() -> Mapping[str, Preset]:
    """Return every preset by its name, in the order of the files."""
    found: dict[str, Preset] = {}
    for file in sorted(_SYSTEMS.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        for export in data["export"]:
            known = {"system": data["system"], "system_name": file.stem.replace("_", "-"), "source": data["source"]}
            preset = Preset.model_validate({**known, **export})
            found[preset.name] = preset
    return found


def recognised(headings: Iterable[str]) -> Preset | None:
    """Return the preset whose whole signature is among the headings; of several the one with the longest."""
    row = [*headings]
    there = {plain(one) for one in row}
    likely = [one for one in _with_signature() if not _forms_of(one.name).isdisjoint(there)]
    fit = [one for one in likely if not missing(one, row) and not _sister(one, row)]
    return max(fit, key=lambda one: len(one.signature), default=None)


@cache
def _with_signature() -> tuple[Preset, ...]:
    return tuple(one for one in presets().values() if one.signature)


@cache
def _forms_of(name: str) -> frozenset[str]:
    """Return the forms of one heading of a signature: most rows have none of them, and need no further look."""
    return frozenset(plain(form) for form in presets()[name].signature[-1])


def missing(preset: Preset, headings: Sequence[str]) -> tuple[Headings, ...]:
    """Return the headings of the signature that are not there, each in all its forms."""
    there = {plain(one) for one in headings if one.strip()}
    blank = [one for one in headings if not one.strip()]
    pairs = {""} if len(blank) > 1 and not headings[0].strip() else set()
    return tuple(forms for forms in preset.signature if not any(plain(form) in there | pairs for form in forms))


def _sister(preset: Preset, headings: Sequence[str]) -> bool:
    return bool({plain(one) for one in preset.unless} & {plain(one) for one in headings})


def columns_in(preset: Preset, headings: Sequence[str]) -> Mapping[str, Origin]:
    """Return the first origin of each column whose headings are there, with the headings as they are written there.

    Of several headings of keys (ids, addresses) and flags those that are there are enough; of a text every one is
    needed. A heading that comes into being when the file is read is always there.
    """
    there = {plain(one): one for one in reversed(headings)}
    there |= {plain(one): one for one in preset.new_headings}
    found: dict[str, Origin] = {}
    for name, origins in preset.columns.items():
        for origin in origins:
            known = tuple(there[plain(one)] for one in origin.column if plain(one) in there)
            if not origin.column:
                found[name] = origin
            elif len(known) == len(origin.column) or (known and _any_is_enough(preset, name)):
                less = there.get(plain(origin.less)) if origin.less else None
                found[name] = origin.model_copy(update={"column": known, "less": less})
            else:
                continue
            break
    return found


def _any_is_enough(preset: Preset, name: str) -> bool:
    return preset.kinds.get(name) in ("keys", "flag") or name == "member"
