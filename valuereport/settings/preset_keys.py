"""`preset` in a source: what the preset gives, and what the source says itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any, Final

from pydantic import AfterValidator

from valuereport.model.tables import TABLES
from valuereport.presets import Preset, presets
from valuereport.settings.known_keys import did_you_mean

KEYS: Final = (
    *("table", "after", "until", "footers", "empty", "date_order", "two_digit_years", "decimal"),
    *("where", "where_not", "merge_intervals", "heading_rows", "records"),
)
"""The keys of a source that a preset may give."""

_FORMATS: Final = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "csv"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), "excel"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".parquet": "parquet",
}
_PEOPLE: Final = ("members", "contacts")


def _known(name: str) -> str:
    if not name:
        return name
    preset = presets().get(name)
    readable = [one.name for one in presets().values() if one.kinds]
    if preset is None:
        raise ValueError(f"a preset: {', '.join(readable)} (not {name}){did_you_mean(name, presets())}")
    if preset.table == "opt_outs":
        named = f"pull:{preset.system_name}" if preset.records else "the file"
        raise ValueError(f"a preset of a table; {name} is a list of opt-outs: name {named} in email.do_not_email")
    if not preset.kinds:
        raise ValueError(f"a preset of a table; {name} holds {preset.holds}: it is no source")
    return name


PresetName = Annotated[str, AfterValidator(_known)]
"""The name of a preset whose export feeds a table."""


def with_preset(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a source says, and beside it what its preset gives; a preset that is not known gives nothing."""
    preset = presets().get(str(data.get("preset", "")))
    if preset is None or not preset.kinds:
        return dict(data)
    given = {key: value for key in KEYS if (value := getattr(preset, key)) not in (None, "", (), {}, False)}
    if preset.unpivot:
        given["unpivot"] = {**preset.unpivot.model_dump(), "keep": preset.unpivot.keep[:1]}
    if preset.pairs:
        given["pairs"] = preset.pairs.model_dump()
    suffix = PurePosixPath(str(data.get("file", ""))).suffix.lower()
    form = "pull" if data.get("pull") else _FORMATS.get(suffix)
    return {"name": preset.name, "columns": {}, **({"format": form} if form else {}), **given, **data}


def columns_of(preset: Preset, table: str) -> tuple[str, ...]:
    """Return the columns of a table that a preset may feed.

    An export of members may also be read as contacts, and the other way round: the id of a row is then that of the
    other table, and what one table has alone is not fed. Raises ValueError where the two tables have nothing in common.
    """
    if table == preset.table:
        return tuple(preset.columns)
    if table in _PEOPLE and preset.table in _PEOPLE:
        return tuple(name for name in preset.columns if name != "member_id" and name in TABLES[table])  # type: ignore[index]
    raise ValueError(f'table = "{preset.table}" with the preset {preset.name}')
