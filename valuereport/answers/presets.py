"""`presets --json`: the exports that are known, and the lines that a workspace needs for one."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.presets import ASKS, Preset

_DATE_ORDER = "dmy"


def presets_data(found: Sequence[Preset]) -> dict[str, object]:
    """Return all presets in short, for programs."""
    return {"presets": [one.model_dump(include={"name", "system", "holds", "table"}) for one in found]}


def preset_data(preset: Preset) -> dict[str, object]:
    """Return one preset whole, for programs; what says nothing is left out."""
    asks = {one: ASKS[one] for one in preset.asks}
    return {**preset.model_dump(mode="json", exclude_defaults=True), "asks": asks, "toml": lines_to_copy(preset)}


def lines_to_copy(preset: Preset) -> str:
    """Return the lines for valuereport.toml, with what a person has to say in comments; empty where there are none."""
    if not preset.kinds:
        return ""
    asked = {
        "date_order": (f'date_order = "{preset.date_order or _DATE_ORDER}"', "dmy, mdy or ymd: look at your file"),
        "vat": ('# vat = "included"', 'or "excluded": whether the amounts hold the value added tax'),
        "rows": ('# where = { "Heading" = "word" }', "which rows count; it replaces what the preset says"),
    }
    columns = [one for one in preset.asks if one in preset.kinds and one not in preset.columns]
    lines = ["[[source]]", f'preset = "{preset.name}"', _from_where(preset)]
    lines += [_commented(*asked[one]) for one in asked if one in preset.asks]
    if columns:
        lines += ["", "[source.columns]", *(_commented(f'# {name} = "Heading"', ASKS[name]) for name in columns)]
    return "\n".join(lines) + "\n"


def _from_where(preset: Preset) -> str:
    return f'pull = "{preset.system_name}"' if preset.records else 'file = "your-export.csv"'


def _commented(line: str, comment: str) -> str:
    return f"{line:<34} # {comment}"
