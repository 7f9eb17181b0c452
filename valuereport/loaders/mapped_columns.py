"""The cells of one canonical column -> its values, and why a cell is bad; then what the cells of a row say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from valuereport.errors import SettingsError
from valuereport.loaders.cells import Cells, cell_text, constant, empty, encoded, without_faulty
from valuereport.loaders.century import century_of
from valuereport.loaders.consent import OF_CONSENT
from valuereport.loaders.date_order import OtherOrder, half_converted, other_order
from valuereport.loaders.dates import Offsets, parse_times
from valuereport.loaders.day_numbers import numbered_days
from valuereport.loaders.flags import parse_flags, says_who_wants
from valuereport.loaders.frames import Values
from valuereport.loaders.hours import parse_hours
from valuereport.loaders.numbers import Money, parse_money, parse_numbers
from valuereport.loaders.offsets import ONE_OFFSET, WHOLE_DAYS, unknown_durations, whole_days
from valuereport.loaders.raw import Raw
from valuereport.loaders.row_currencies import MONEY, row_currencies, with_heading
from valuereport.loaders.words import joined, keys, mapped, names, without, without_affixes
from valuereport.model.tables import TABLES
from valuereport.notation.names import family_name_at
from valuereport.settings import Settings, Source


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One canonical column: its values, where it came from, and why a cell of it is bad, by position."""

    values: Values
    origin: tuple[str, ...]
    cells: tuple[Cells, ...]
    faults: Mapping[int, str] = field(default_factory=dict)
    offsets: Offsets | None = None  # of moments: seconds ahead of UTC
    other_order: OtherOrder | None = None  # of dates, where they speak against the declared one
    money: Money | None = None
    contradictions: Mapping[int, str] = field(default_factory=dict)  # of money: the row says another currency
    doubt: str = ""  # about all its cells
    silent: tuple[int, ...] = ()  # empty cells of a column that says who wants mail: they keep it back

    def without(self, faults: Mapping[int, str]) -> MappedColumn:
        """Return the column with further cells that cannot be used."""
        if not faults:
            return self
        values = self.values.copy()
        values[[*faults]] = np.nan if values.dtype.kind == "f" else np.datetime64("NaT")
        return replace(self, values=values, faults={**faults, **self.faults})

    def bad_cells(self) -> dict[int, str]:
        """Return the bad cells as text, as in the source, by position."""
        return {at: " | ".join(filter(None, (cell_text(cells, at) for cells in self.cells))) for at in self.faults}


def mapped_column(
    source: Source, cells: Mapping[str, Cells], raw: Raw, count: int, settings: Settings, name: str
) -> MappedColumn:
    """Return one canonical column of `count` rows. Raises SettingsError where a constant is no value of it."""
    mapping, kind = source.columns[name], TABLES[source.table][name]
    origin: tuple[str, ...]
    parts: tuple[Cells, ...]
    words = {*source.empty} - {*(mapping.map or ())}  # a word that the column's own map names means what that says
    if mapping.value is not None:
        origin, parts = (name,), (constant(mapping.value, max(count, 1)),)
    elif mapping.above is not None:
        value = raw.above[mapping.above]
        origin, parts = (mapping.above,), (constant(value, count) if isinstance(value, str) else [value] * count,)
    else:
        origin, parts = mapping.headings, tuple(cells[heading] for heading in mapping.headings)
    filled = parts if mapping.value is not None or not words else tuple(without(part, words) for part in parts)
    column = replace(_parsed(source, name, settings, origin, filled), cells=parts)
    if mapping.value is None:
        return column
    if column.faults:
        key = f"source.{source.name}.columns.{name}.value"
        allowed = f"a {kind} ({next(iter(column.faults.values()))})"
        raise SettingsError(str(settings.path), key, mapping.value, allowed)
    return column if count else MappedColumn(column.values[:0], origin, (constant(mapping.value, 0),))


def _parsed(
    source: Source, name: str, settings: Settings, origin: tuple[str, ...], cells: tuple[Cells, ...]
) -> MappedColumn:
    """Return a column from its cells."""
    mapping, kind = source.columns[name], TABLES[source.table][name]
    century = century_of(source, name, settings.workspace.period)
    found = tuple(map(without_faulty, cells))
    parts = tuple(good for good, _ in found)
    faults = {position: reason for _, bad in found for position, reason in bad.items()}
    if mapping.map is not None and kind not in ("flag", "yes-no"):
        replaced = [mapped(part, mapping.map) for part in parts]
        parts = tuple(part for part, _ in replaced)
        faults = {position: reason for _, bad in replaced for position, reason in bad.items()} | faults
    values: Values
    more: dict[int, str] = {}
    offsets, order, money, doubt = None, None, None, ""
    silent: tuple[int, ...] = ()
    if name == "name":
        values = names(parts, family_name_at(origin))
    elif kind == "text":
        values = joined(parts, " ")
    elif kind == "keys":
        bare = tuple(without_affixes(part, mapping.prefix, mapping.suffix, zeros=mapping.drop_zeros) for part in parts)
        values = keys(bare, mapping.separator)
    elif kind == "date":
        days = numbered_days(parts[0]) if source.day_numbers else parts[0]
        values, offsets, more = parse_times(days, source.date_order, century)
        order, doubt = other_order(days, source.date_order, century, more), half_converted(days, values)
    elif name in MONEY[source.table]:
        amounts, more = parse_money(parts[0], source.decimal, refunds=source.table == "fees")
        money = with_heading(amounts, origin[0])
        if mapping.less is not None:
            money, more = _less(money, more, parts[1], source)
        values = money.amounts
    elif kind == "number" and mapping.unit:
        values, more = parse_hours(parts[0], source.decimal, mapping.unit)
    elif kind == "number":
        values, more = parse_numbers(parts[0], source.decimal)
    else:
        read = [parse_flags(part, mapping.contains, mapping.map, source.date_order, century) for part in parts]
        values = np.logical_or.reduce([flags for flags, _ in read])
        more = {position: reason for _, bad in read for position, reason in bad.items()}
        values[[*faults]] = True
        if name in OF_CONSENT and says_who_wants(mapping.map):
            silent = tuple(np.flatnonzero(np.logical_and.reduce([empty(encoded(part)) for part in parts])).tolist())
            values[[*silent]] = True
        if kind == "yes-no":
            values[[*more, *faults]] = False
    return MappedColumn(values, origin, cells, {**more, **faults}, offsets, order, money, doubt=doubt, silent=silent)


def _less(money: Money, faults: dict[int, str], cells: Cells, source: Source) -> tuple[Money, dict[int, str]]:
    """Return amounts without what was taken off them. Where nothing is taken off, the amount stays as it is."""
    taken_off, bad = parse_money(cells, source.decimal, refunds=True)
    off = np.abs(np.nan_to_num(taken_off.amounts))
    amounts = np.where(off > 0, np.nan_to_num(money.amounts) - off, money.amounts)
    amounts[[*bad, *faults]] = np.nan
    found = {**faults, **bad}
    if source.table != "fees":
        too_much = np.flatnonzero(amounts < 0).tolist()
        amounts[too_much] = np.nan
        found |= dict.fromkeys(too_much, "more is taken off than there is")
    return replace(money, amounts=amounts), found


def held_together(
    columns: Mapping[str, MappedColumn], settings: Settings, *, one_amount: bool
) -> tuple[Mapping[str, MappedColumn], Mapping[str, Values]]:
    """Return the columns with a problem where two cells of a row contradict each other, and columns made of others."""
    checked = dict(columns)
    made: dict[str, Values] = {
        f"{name}_offset": one.offsets for name, one in columns.items() if one.offsets is not None
    }
    start, end = columns.get("date"), columns.get("end")
    if start and end and start.offsets is not None and end.offsets is not None:
        unknown = unknown_durations(start.values, start.offsets, end.values, end.offsets)
        days = whole_days(start.values, end.values)
        checked["end"] = end.without({**dict.fromkeys(days, WHOLE_DAYS), **dict.fromkeys(unknown, ONE_OFFSET)})
    money = {name: column.money for name, column in columns.items() if column.money is not None}
    stated = columns.get("currency")
    found = row_currencies(stated.values if stated else None, money, settings, one_amount=one_amount)
    if found is None:
        return checked, made
    for name in money:
        usable = checked[name].without(found.faults.get(name, {}))
        checked[name] = replace(usable, contradictions=found.contradictions.get(name, {}))
    made |= {f"{name}_currency": currencies for name, currencies in found.own.items()}
    return checked, made | {"currency": found.currency}
