"""How a file writes its dates and numbers: by the cells that can be read in one way alone, never by habit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.mapping.looked import Looked
from valuereport.mapping.origin import Origin
from valuereport.mapping.profile import Mark, Order
from valuereport.model.tables import columns_of

_MOST: Final = 0.9  # of the filled cells


def order_of(one: Looked, table: str | None, columns: Mapping[str, Origin]) -> tuple[Order | None, str]:
    """Return the order of the dates of a file, and the cells that decide; None where no cell does."""
    kinds = columns_of(table)
    dated = [heading for name, origin in columns.items() if kinds.get(name) == "date" for heading in origin.headings]
    if table == "responses":  # a survey's columns are its questions
        dated = [heading for heading, profile in one.profiles.items() if profile.dates >= _MOST]
    dated = [heading for heading in dated if heading in one.profiles and one.profiles[heading].dates > 0]
    said = [(heading, one.profiles[heading].date_order) for heading in dated]
    if not said:
        always = one.table.preset.date_order if one.table.preset else None
        return always or "ymd", f"the preset {one.table.preset.name}" if always and one.table.preset else "no dates"
    decided = {found.order for _, found in said if found.order}
    numeric = decided - {"ymd"}
    if len(numeric) == 1:
        order = numeric.pop()
        shown = next(f"{found.evidence[0]} in {heading}" for heading, found in said if found.order == order)
        return order, f"{shown} can be read in this order alone"
    if decided == {"ymd"} and all(found.order for _, found in said):
        return "ymd", f"they can be read in one way alone: {said[0][1].evidence[0]}"
    shown = "; ".join(cell for _, found in said if found.order is None for cell in found.evidence[:3])
    return None, f"no cell decides: {shown}"


def decimal_of(one: Looked, table: str | None, columns: Mapping[str, Origin]) -> tuple[Mark | None, str]:
    """Return the decimal mark and what shows it; None where numbers can be read in two ways and nothing decides."""
    kinds = columns_of(table)
    numbers = [
        heading for name, origin in columns.items() if kinds.get(name) == "number" for heading in origin.headings
    ]
    if one.table.preset and one.table.preset.decimal:
        return one.table.preset.decimal, f"the preset {one.table.preset.name}"
    mapped = {heading: one.profiles[heading] for heading in numbers if heading in one.profiles}
    money = {heading: each for heading, each in one.profiles.items() if each.amounts >= _MOST and each.currency}
    for heading, profile in {**mapped, **money}.items():
        if profile.decimal:
            return profile.decimal, f"the numbers in {heading}"
    if open_ones := [cell for profile in mapped.values() for cell in profile.groups]:
        return None, f"no number decides: {'; '.join(open_ones[:3])}"
    return ".", "no number has decimals" if numbers else "no numbers"
