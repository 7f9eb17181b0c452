"""The tables of an output, stories.csv, disclosure.csv and claims.csv: published figures, hidden figures, claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from valuereport.files import csv_table
from valuereport.model.dimensions import Dimension
from valuereport.model.story import Claim, Disclosure, Published, Segment

ALL: Final = "all"
NOT_STATED: Final = "not stated"


def stories_csv(cells: Sequence[Published], by: Sequence[Dimension]) -> bytes:
    """Return the figures as a table; the cells of a hidden one are empty, and `rule` says why."""
    return csv_table(
        ("measure", *by, "members", "value", "low", "high", "unit", "rule"),
        (
            {
                "measure": cell.measure,
                **_dimensions(cell.segment, by),
                "members": cell.members,
                **{name: plain(getattr(cell, name)) for name in ("value", "low", "high")},
                "unit": cell.unit,
                "rule": cell.rule,
            }
            for cell in cells
        ),
    )


def disclosure_csv(disclosures: Sequence[Disclosure], by: Sequence[Dimension]) -> bytes:
    """Return the hidden figures and the rule for each."""
    return csv_table(
        ("measure", *by, "rule", "reason"),
        (
            {"measure": each.measure, **_dimensions(each.segment, by), "rule": each.rule, "reason": each.reason}
            for each in disclosures
        ),
    )


def claims_csv(claims: Sequence[Claim]) -> bytes:
    """Return what each figure rests on; the period ends on the day before `period_end`."""
    return csv_table(
        ("measure", "members", "period_start", "period_end", "assumptions", "grade"),
        (
            {
                "measure": claim.measure,
                "members": claim.members,
                "period_start": claim.period[0].isoformat(),
                "period_end": claim.period[1].isoformat(),
                "assumptions": "; ".join(claim.assumptions),
                "grade": claim.grade,
            }
            for claim in claims
        ),
    )


def plain(figure: float | None) -> float | int | None:
    """Return a figure; a whole number as an integer, so that it has no ".0"."""
    return int(figure) if figure is not None and float(figure).is_integer() else figure


def _dimensions(segment: Segment, by: Sequence[Dimension]) -> dict[str, str]:
    """Return a word for each dimension of a row's segment."""
    words = dict(segment)
    return {name: words[name] or NOT_STATED if name in words else ALL for name in by}
