"""Whether members are firms or persons: what rows with one organisation have in common."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.mapping.overlap import name_key
from valuereport.mapping.people import name_parts
from valuereport.mapping.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Firms:
    """The column with the names of organisations, and whether members are likely to be these."""

    heading: str
    likely: bool


def firms_of(one: Proposal) -> Firms | None:
    """Return where a list of members names organisations; None where each row is one of people or of firms alone."""
    parts = name_parts(one.found.headings)
    if not parts.organisation or not parts.given:
        return None
    cells = [cell for cell in one.found.columns[parts.organisation] if cell]
    if not cells:
        return None
    repeated = len(cells) - len({name_key(cell) for cell in cells})
    if len(cells) < 0.5 * len(one.found.rows) or not repeated:  # where few have an employer, members are persons
        return None
    return Firms(parts.organisation, len(cells) >= 0.9 * len(one.found.rows) and _as_one(one, parts.organisation))


def _as_one(one: Proposal, heading: str) -> bool:
    """Return whether the rows of an organisation belong together: one pays, or all joined on one day."""
    groups: dict[str, list[int]] = {}
    for row, cell in enumerate(one.found.columns[heading]):
        if cell:
            groups.setdefault(name_key(cell), []).append(row)
    several = [rows for rows in groups.values() if len(rows) > 1]

    def cells_of(name: str) -> tuple[str, ...]:
        return one.found.columns[one.columns[name].headings[0]] if name in one.columns else ()

    fee, joined = cells_of("fee"), cells_of("joined")
    one_pays = sum(1 for rows in several if fee and sum(1 for row in rows if fee[row]) == 1)
    one_day = sum(1 for rows in several if joined and len({joined[row] for row in rows}) == 1 and joined[rows[0]])
    return max(one_pays, one_day) >= 0.8 * len(several)
