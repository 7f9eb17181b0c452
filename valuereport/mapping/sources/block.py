"""One [[source]] with the reason of each of its lines, and what it has from the file as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from valuereport.mapping.origin import Origin
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.notation import numbered_days
from valuereport.mapping.series import pattern
from valuereport.model.tables import TABLES, columns_of

_DELIMITED = "csv"


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """One [[source]]: its keys and columns in their order, and the reason of each, by key."""

    name: str
    file: str
    headings: tuple[str, ...]
    keys: Mapping[str, object]
    columns: Mapping[str, Origin]
    reasons: Mapping[str, str] = field(default_factory=dict)


def base_of(one: Proposal, answers: Mapping[str, str], every: Sequence[str]) -> SourceBlock:
    """Return the source as the file is, before the answers about its rows."""
    sheet, preset = one.found.sheet, one.found.preset
    file = one.found.file
    if len(one.files) > 1:
        file = pattern(one.files, every) or file
    keys: dict[str, object] = {"table": one.table, "format": sheet.format, "file": file}
    reasons = {"table": one.why}
    if sheet.format == _DELIMITED:
        best, *others = sheet.delimiters
        if best.character != "," and best.cells > 1:
            keys["delimiter"] = best.character
        second = f", {others[0].share:.0%} with {others[0].character!r}" if others else ""
        reasons["file"] = f"{best.share:.0%} of the lines have {best.cells} cells{second}; {sheet.encoding}"
        if sheet.encoding not in ("utf-8", "cp1252"):
            keys["encoding"] = sheet.encoding
    if sheet.name and sheet.others:
        keys["sheet"] = sheet.name
        reasons["sheet"] = f"the other sheets are {', '.join(sheet.others)}"
    order = one.order or answers.get(f"date_order.{one.found.file}")
    if order and order != "ymd":
        keys["date_order"] = order
        reasons["date_order"] = one.order_reason if one.order else "your answer"
    used = [one.profiles[h] for o in one.columns.values() for h in o.headings if h in one.profiles]
    if any(profile.two_digit_years for profile in used if profile.dates > 0.5):
        keys["two_digit_years"] = True
    if numbered_days(one) and answers.get(f"day_numbers.{one.found.file}") == "yes":
        keys["day_numbers"] = True
        reasons["day_numbers"] = "your answer: days are whole numbers"
    decimal = one.decimal or answers.get(f"decimal.{one.found.file}", ".")
    if decimal != ".":
        keys["decimal"] = decimal
        reasons["decimal"] = one.decimal_reason
    if preset:
        after = preset.after or ""
        keys |= {"after": after} if after else {}
        keys |= {name: list(words) for name in ("until", "footers", "empty") if (words := getattr(preset, name))}
        if preset.unpivot:
            keep = [heading for heading in preset.unpivot.keep if heading in one.found.columns]
            keys["unpivot"] = {"keep": keep, "group": preset.unpivot.group, "names": list(preset.unpivot.names)}
        if preset.pairs:
            keys["pairs"] = preset.pairs.model_dump(exclude_none=True)
        if preset.merge_intervals and "end" in one.columns:
            keys["merge_intervals"] = True
    if one.where:
        keys["where"] = {heading: list(words) for heading, words in one.where.items()}
    if one.where_not:
        keys["where_not"] = {heading: list(words) for heading, words in one.where_not.items()}
    usable = {name: origin for name, origin in one.columns.items() if name in columns_of(one.table)}
    return SourceBlock(one.name, file, one.found.headings, keys, usable, reasons)


def ordered(columns: Mapping[str, Origin]) -> Mapping[str, Origin]:
    """Return columns in the order of the tables."""
    order = [name for table in TABLES.values() for name in table]
    return dict(sorted(columns.items(), key=lambda one: order.index(one[0])))
