"""What a wizard should say about each file of a folder: see README.md for the keys."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Heading = str | list[str]
MATTERS: Final = frozenset(
    [
        "member_id",
        "contact_id",
        "member",
        "respondent",
        "email",
        "emails",
        "name",
        "joined",
        "renewal",
        "status",
        "grade",
        "fee",
        "amount",
        "paid",
        "date",
        "end",
        "no_email",
        "no_post",
        "price_paid",
        "list_price",
        "currency",
        "year",
    ]
)
"""Canonical columns in which a wrong heading does harm."""


@dataclass(frozen=True, slots=True)
class Folder:
    """An organisation's folder: the bytes of its files, and the truth about each."""

    about: str
    files: dict[str, bytes] = field(default_factory=dict)
    truths: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, content: bytes, truth: dict[str, Any]) -> None:
        """Add a file with its truth."""
        self.files[name] = content
        self.truths[name] = truth

    def truth(self) -> bytes:
        """Return truth.json."""
        said = {"about": self.about, "files": self.truths}
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def source(
    preset: str | None,
    table: str,
    columns: Mapping[str, Heading],
    *,
    encoding: str | None = "utf-8",
    delimiter: str | None = ",",
    heading_row: int | None = 1,
    sheet: str | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    accept: Mapping[str, Sequence[Any]] | None = None,
    optional: Sequence[str] = (),
    never: Mapping[str, Sequence[str]] | None = None,
    asks: Sequence[str] = (),
    source: str = "",
) -> dict[str, Any]:
    """Return the truth about a file that feeds a table."""
    return {
        "preset": preset,
        "table": table,
        "encoding": encoding,
        "delimiter": delimiter,
        "heading_row": heading_row,
        "sheet": sheet,
        "decimal": decimal,
        "date_order": date_order,
        "columns": dict(columns),
        "matters": [name for name in columns if name in MATTERS],
        "values": dict(values or {}),
        "accept": dict(accept or {}),
        "optional": list(optional),
        "never": {name: list(headings) for name, headings in (never or {}).items()},
        "asks": list(asks),
        "source": source,
    }


def no_source(why: str, *, preset: str | None = None, accept: Sequence[str | None] = (), **more: Any) -> dict[str, Any]:
    """Return the truth about a file that feeds nothing."""
    accepted = {"accept": {"table": list(accept)}} if accept else {}
    return {"preset": preset, "table": None, "why": why, **accepted, **more}
