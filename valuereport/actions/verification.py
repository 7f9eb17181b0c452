"""Which details of a member somebody should verify, as the newest list of insights has them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from valuereport.actions.kept import of_file
from valuereport.actions.workspace import Workspace
from valuereport.files import cell_as_given
from valuereport.model.directory import ListedMember, ToVerify

_LIST: Final = "*/insights/lists/verification.csv"


def to_verify(workspace: Workspace, member: ListedMember) -> tuple[ToVerify, ...]:
    """Return what should be verified of a member; nothing without a list that can be read: a search goes on.

    Email addresses that the member no longer has are left out: they were mended since.
    """
    try:
        newest = max(workspace.output.glob(_LIST), key=lambda file: file.stat().st_mtime, default=None)
    except OSError:
        return ()
    listed = of_file(workspace.kept, "verification", newest, _read) if newest else {}
    found = listed.get(member.member_id, ())
    return tuple(one for one in found if one.field != "email" or one.value in member.emails)


def _read(file: Path) -> Mapping[str, tuple[ToVerify, ...]]:
    try:
        return parse_verification(file.read_bytes())
    except (OSError, ValueError, KeyError, csv.Error):
        return {}


def parse_verification(data: bytes) -> Mapping[str, tuple[ToVerify, ...]]:
    """Return the rows of verification.csv by member, in its order. Raises ValueError, KeyError: it is another."""
    found = defaultdict[str, list[ToVerify]](list)
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        member_id, value = cell_as_given(row["member_id"]), cell_as_given(row["value"])
        found[member_id].append(ToVerify(row["field"], value, float(row["p_stale"]), row["why"]))
    return {member_id: tuple(rows) for member_id, rows in found.items()}
