"""A source with a preset, as it reads one file: the headings of the file settle where each column comes from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from valuereport.errors import Problem, SourceError
from valuereport.loaders.headings import Headings
from valuereport.loaders.raw import note
from valuereport.model.tables import DATING, REQUIRED, TABLES
from valuereport.notation.headings import plain
from valuereport.presets import Preset, columns_in, missing, presets, recognised
from valuereport.presets.preset import SideBySide
from valuereport.settings import ColumnMapping, Source
from valuereport.settings.preset_keys import columns_of


def fits(source: Source, headings: Sequence[str]) -> bool:
    """Return whether a row may be the heading row: a preset's holds its signature."""
    return not source.preset or not missing(presets()[source.preset], headings)


def as_read(source: Source, file: str, headings: Sequence[str], above: Collection[str] = ()) -> Source:
    """Return the source with the columns that the headings feed. Raises SourceError where one is needed and not there.

    `above`: the cells above the table. Of what the preset gives and the headings do not have, nothing is read; what
    the source itself says has to be there, and is not looked at here.
    """
    if not source.preset:
        return source
    preset = presets()[source.preset]
    found = columns_in(preset, headings)
    allowed = columns_of(preset, source.table)
    there = {plain(cell) for cell in above}
    columns = {
        name: ColumnMapping(**origin.model_dump(exclude_unset=True))
        for name, origin in found.items()
        if name in allowed and (origin.above is None or plain(origin.above) in there)
    }
    own = {name: mapping for name, mapping in source.columns.items() if not mapping.is_left_out}
    columns = {name: mapping for name, mapping in columns.items() if not source.names(name)} | own
    _check_needed(source, preset, file, columns)
    changes: dict[str, object] = {"columns": columns}
    if source.unpivot and preset.unpivot and source.unpivot.keep == preset.unpivot.keep[:1]:
        changes["unpivot"] = source.unpivot.model_copy(update={"keep": _kept(preset.unpivot, headings)})
    known = {plain(one): one for one in (*reversed(headings), *preset.new_headings)}
    changes |= _filters(source, file, known)
    return source.model_copy(update=changes)


def _filters(source: Source, file: str, known: Mapping[str, str]) -> dict[str, object]:
    """Return what a preset says of the rows that count, with the headings as they are written here.

    `known`: the headings by their plain form. Raises SourceError where none of those that `where` needs is there.
    """
    found: dict[str, dict[str, object]] = {}
    for key in ("where", "where_not"):
        words: Mapping[str, object] = getattr(source, key)
        if words and source.is_of_preset(key):
            found[key] = {known[plain(one)]: allowed for one, allowed in words.items() if plain(one) in known}
    if "where" in found and not found["where"]:
        named = " or ".join(f'"{one}"' for one in source.where)
        raise SourceError(
            f"source {source.name}: {file}: which rows count stands in a column {named}, says the preset "
            f"{source.preset}, and there is none: say in where which rows count (where = {{}}: all of them)"
        )
    return {**found}


def _kept(unpivot: SideBySide, headings: Sequence[str]) -> tuple[str, ...]:
    """Return the heading that says whose row it is, and the last of those that stand between it and the items.

    Where each item has several columns, only its first one has a heading: the others are blank, or hold a date.
    """
    forms = {plain(form) for form in unpivot.keep}
    at = next((at for at, one in enumerate(headings) if plain(one) in forms), 0)
    for start in range(at + 1, len(headings)):
        items = headings[start:]
        others = [one for place, one in enumerate(items) if place % unpivot.group]
        if len(items) % unpivot.group == 0 and all(map(_no_heading, others)):
            return tuple(dict.fromkeys((headings[at], headings[start - 1])))
    return (headings[at],)


def _no_heading(cell: str) -> bool:
    return not cell.strip() or bool(re.match(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\b", cell))


def _check_needed(source: Source, preset: Preset, file: str, columns: Collection[str]) -> None:
    table = source.table
    needed: list[tuple[str, ...]] = [] if source.has_a_column_a_question else [(name,) for name in REQUIRED[table]]
    needed += [("activity",)] if table == "engagements" else [DATING] if table == "fees" else []
    for names in needed:
        if not {*names} & {*columns}:
            known = [one for name in names for origin in preset.columns.get(name, ()) for one in origin.column]
            listed = " or ".join(f'"{one}"' for one in dict.fromkeys(known))
            looked_for = f" (the preset {preset.name} looks for {listed})" if listed else ""
            raise SourceError(
                f"source {source.name}: {file}: no column for {' or '.join(names)}{looked_for}, and the table {table} "
                f"needs it: name it in [source.columns]"
            )


def not_recognised(source: Source, file: str, rows: Sequence[Sequence[str]]) -> SourceError:
    """Return the error of a file of which no row has the headings by which the preset knows its export."""
    preset = presets()[source.preset]
    best = min(rows, key=lambda row: len(missing(preset, row)), default=())
    absent = [forms for forms in missing(preset, best) if forms != ("",)]
    named = ", ".join(" or ".join(f'"{one}"' for one in forms) for forms in absent) or "a blank first heading"
    there = [one for one in Headings(best).names if one]
    listed = f"the columns are: {', '.join(there)}" if there else "there are no headings"
    other = recognised(best)
    hint = f"; these are the headings of the preset {other.name}" if other and other != preset else ""
    where = f"source {source.name}: {file}"
    return SourceError(f"{where}: no export as the preset {preset.name} knows it: no heading {named}; {listed}{hint}")


def about_consent(source: Source, file: str) -> Iterator[Problem]:
    """Yield a warning for each column of the preset that says who opted out, where the file has none."""
    if not source.preset:
        return
    preset = presets()[source.preset]
    for name in columns_of(preset, source.table):
        if TABLES[source.table][name] == "flag" and name not in source.columns and not source.names(name):
            known = [one for origin in preset.columns[name] for one in origin.column]
            listed = " or ".join(f'"{one}"' for one in dict.fromkeys(known))
            yield note(file, f"no column {listed}", f"who opted out ({name}) is not known from this file", column=name)
