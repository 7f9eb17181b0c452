"""Merge fields in the shape that one system imports."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from valuereport.deliver.export.fields import MergeFields
from valuereport.errors import Problem
from valuereport.files import csv_table

FIGURES: Final = (
    ("Membership value cautious estimate", "cautious"),
    ("Membership value best estimate", "best"),
    ("Membership value low", "low"),
    ("Membership value central", "central"),
    ("Membership value high", "high"),
    ("Membership value currency", "currency"),
    ("Membership fee", "fee"),
    ("Membership benefit-cost ratio", "ratio"),
    ("Membership statement edition", "edition"),
    ("Membership statement locale", "locale"),
    ("Membership statement page", "link"),
    ("Membership statement period", "period"),
)
"""The columns of a statement's figures, for systems whose fields are named by the organisation."""


@dataclass(frozen=True, slots=True)
class Export:
    """How one system imports merge fields: its headings, and which of `MergeFields` stands under each."""

    name: str
    columns: tuple[tuple[str, str], ...]
    sends: bool  # messages leave from it: whoever must not be emailed is left out
    by_address: bool  # it tells its contacts apart by their address: who has none of their own is left out
    byte_order_mark: bool = False  # for spreadsheets


@dataclass(frozen=True, slots=True)
class Exported:
    """The finished file, and who is not in it: `withheld` are member ids with why they must not be emailed."""

    data: bytes
    members: int
    withheld: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def exported(rows: Iterable[MergeFields], export: Export) -> Exported:
    """Return the rows as a file for one system. Who is not in it is told, each with the reason."""
    kept, withheld, problems = [], [], []
    for row in rows:
        if export.by_address and row.unfit:
            action = f"not exported: {export.name} tells contacts apart by their address"
            problems.append(Problem("deliver", "error", row.unfit, action, member_id=row.member_id))
        elif export.sends and row.no_email:
            withheld.append((row.member_id, row.no_email))
        else:
            kept.append({heading: getattr(row, field) for heading, field in export.columns})
    headings = tuple(heading for heading, _ in export.columns)
    data = csv_table(headings, kept)
    if not export.byte_order_mark:
        data = data.removeprefix(codecs.BOM_UTF8)
    return Exported(data, len(kept), tuple(withheld), tuple(problems))
