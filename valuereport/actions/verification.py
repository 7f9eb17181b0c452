"""Which details of a member somebody should verify, as the newest list of insights has them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from valuereport.files import cell_as_given
from valuereport.model.directory import ToVerify

_LIST: Final = "*/insights/lists/verification.csv"


def to_verify(output: Path) -> Mapping[str, tuple[ToVerify, ...]]:
    """Return by member what should be verified; nothing without a list that can be read: a search goes on."""
    try:
        newest = max(output.glob(_LIST), key=lambda file: file.stat().st_mtime, default=None)
        return parse_verification(newest.read_bytes()) if newest else {}
    except (OSError, ValueError, KeyError, csv.Error):
        return {}


def parse_verification(data: bytes) -> Mapping[str, tuple[ToVerify, ...]]:
    """Return the rows of verification.csv by member, in its order. Raises ValueError, KeyError: it is another."""
    found = defaultdict[str, list[ToVerify]](list)
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        member_id, value = cell_as_given(row["member_id"]), cell_as_given(row["value"])
        found[member_id].append(ToVerify(row["field"], value, float(row["p_stale"]), row["why"]))
    return {member_id: tuple(rows) for member_id, rows in found.items()}
