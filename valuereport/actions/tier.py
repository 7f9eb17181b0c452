"""The tier of one member and what comes next, as the newest insights have them, where scoring is allowed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from valuereport.actions.kept import of_file
from valuereport.actions.workspace import Workspace
from valuereport.files import cell_as_given
from valuereport.insights.flywheel.lists import ASKED, THANKED
from valuereport.model.flywheel import TIERS
from valuereport.model.member_record import Advocacy

_INSIGHTS: Final = "*/insights/insights.json"
_LIST: Final = "lists/advocates.csv"


def tiers(workspace: Workspace) -> Mapping[str, Advocacy] | None:
    """Return by member what the newest insights say; None where they have no tiers, or there are none."""
    try:
        newest = max(workspace.output.glob(_INSIGHTS), key=lambda file: file.stat().st_mtime, default=None)
        return of_file(workspace.kept, "tiers", newest.parent / _LIST, _read) if newest else None
    except OSError:
        return None


def _read(file: Path) -> Mapping[str, Advocacy] | None:
    try:
        return parse_tiers(file.read_bytes(), file.parent.parent.parent.name)
    except (OSError, ValueError, KeyError, csv.Error):
        return None  # a list of another version: the insights can be made again


def parse_tiers(data: bytes, run: str) -> Mapping[str, Advocacy]:
    """Return the rows of advocates.csv by member. Raises ValueError, KeyError: it is another."""
    asks = {text: ask for ask, text in ASKED.items()}
    thanks = {text: one for one, text in THANKED.items()}
    known = {tier: tier for tier in TIERS}
    return {
        cell_as_given(row["member_id"]): Advocacy(
            tier=known[row["tier"]],  # type: ignore[index] # a KeyError tells a word that is none
            next=asks[row["next"]],
            thanks=tuple(thanks[one] for one in row["thank_for"].split("; ") if one),
            run=run,
        )
        for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    }
