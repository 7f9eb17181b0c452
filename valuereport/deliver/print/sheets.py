"""What was printed: the files, and the table that maps their sheets to members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from valuereport.deliver.print.imposition import Place
from valuereport.deliver.print.singles import PrintJob
from valuereport.files import csv_table

_COLUMNS = (
    *("sequence", "file", "first_sheet", "sheets", "first_page", "pages", "blank_pages"),
    *("member_id", "name", "postcode", "country", "sha256"),
)


@dataclass(frozen=True, slots=True)
class PrintFile:
    """One file for the mail house; `pages` with the blank ones."""

    file: Path
    sha256: str
    sheets: int
    pages: int
    members: int


@dataclass(frozen=True, slots=True)
class Printed:
    """One member's statement in a print file."""

    job: PrintJob
    file: str  # the print file's name
    place: Place


def sheets_csv(printed: Sequence[Printed]) -> bytes:
    """Return the table: one row a member, in the order of the sheets."""
    return csv_table(_COLUMNS, (_row(each) for each in printed))


def _row(printed: Printed) -> dict[str, object]:
    job, place = printed.job, printed.place
    return {
        "sequence": place.sequence,
        "file": printed.file,
        "first_sheet": place.first_sheet,
        "sheets": place.sheets,
        "first_page": place.first_page,
        "pages": place.pages,
        "blank_pages": place.blanks,
        "member_id": job.member_id,
        "name": job.name,
        "postcode": job.postcode,
        "country": job.country,
        "sha256": job.sha256,
    }
