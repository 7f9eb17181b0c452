"""Which columns of a source name members, and what a record of a pull has in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from valuereport.model.tables import TABLES, Table
from valuereport.presets import presets
from valuereport.settings.workspace import ColumnMapping, Source


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column with ids or addresses of members; `mapping`: where it comes from."""

    table: Table
    name: str
    mapping: ColumnMapping

    def keys_in(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Return the ids and addresses that a record has there, as loaders read them."""
        found = [_texts(values.get(heading)) for heading in self.mapping.column]
        if TABLES[self.table][self.name] == "text":
            return tuple(filter(None, [" ".join(text for each in found for text in each)]))
        return tuple(key for each in found for text in each for key in self._split(text))

    def _split(self, text: str) -> Iterator[str]:
        for part in text.split(self.mapping.separator) if self.mapping.separator else [text]:
            key = part.strip().removeprefix(self.mapping.prefix).removesuffix(self.mapping.suffix).strip()
            bare = key.lstrip("0") or key if self.mapping.drop_zeros and "@" not in key else key
            if bare:
                yield bare


def key_columns(source: Source) -> tuple[KeyColumn, ...]:
    """Return the columns of a source that name members, those of its preset among them."""
    names = [name for name, kind in TABLES[source.table].items() if kind == "keys" or name == "member_id"]
    said = [KeyColumn(source.table, name, source.columns[name]) for name in names if name in source.columns]
    origins = presets()[source.preset].columns if source.preset else {}
    given = [
        KeyColumn(source.table, name, ColumnMapping(column=origin.column, separator=origin.separator))
        for name in names
        if name in source.fed and name not in source.columns
        for origin in origins.get(name, ())
        if origin.column
    ]
    return tuple(one for one in (*said, *given) if one.mapping.column and not one.mapping.is_left_out)


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return [text for one in values if one is not None and not isinstance(one, bool) and (text := str(one).strip())]
