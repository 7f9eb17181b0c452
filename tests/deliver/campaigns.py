"""A workspace with a finished run of as many members as a test needs; the statements are small PDFs, not typeset."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pikepdf

from tests.workspaces import edited, worked_example
from valuereport.actions.approve import ReviewRequest, review
from valuereport.actions.workspace import open_workspace
from valuereport.batch import Figures, manifest_csv, problems_csv, read_run
from valuereport.files import digest, shard
from valuereport.model.run import FinishedRun, Planned, Result
from valuereport.model.valuation import Range

_COLUMNS = (
    *("Member", "Name", "Email", "Locale", "Currency", "Grade", "Joined", "Renewal"),
    *("Street", "City", "Postcode", "Country", "No email", "No post", "On hold", "Renewed", "Secret"),
)
_PERIOD = date(2026, 1, 1), date(2027, 1, 1)
_MAPPED = """country = "Country"
no_email = "No email"
no_post = "No post"
on_hold = "On hold"
renewed = "Renewed"
secret = "Secret"
"""
_EMAIL = """[email]
unsubscribe_page = "https://guild.example/stop?who={token}"
unsubscribe_email = "stop@guild.example"
a_minute = 60000
retries = 3
first_wait = 0.2
timeout = 3
MORE
[period]"""


def campaign(folder: Path, members: Sequence[Mapping[str, str]], email: str = "", more: str = "") -> Path:
    """Make a workspace of these members (columns of the export by heading) and a run `r`; return its settings.

    `email`: more lines of its [email]; `more`: more sections.
    """
    path = worked_example(folder)
    edited(path, 'country = "Country"\n', _MAPPED)
    edited(path, "[period]", more + _EMAIL.replace("MORE", email))
    write_members(folder, members)
    write_run(folder / "output" / "r", [(one["Member"], one.get("Locale", "en-GB")) for one in members])
    return path


def member(number: int, **other: str) -> dict[str, str]:
    """Return a member's row of the export."""
    return {
        "Member": f"M{number:04}",
        "Name": f"Member {number}",
        "Email": f"m{number:04}@members.example",
        "Locale": "en-GB",
        "Currency": "GBP",
        "Grade": "Member",
        "Joined": "2015-03-01",
        "Renewal": "2027-01-01",
        "Street": f"{number} Sample Street",
        "City": "London",
        "Postcode": "EC1A 1AB",
        "Country": "GB",
    } | other


def write_members(folder: Path, members: Sequence[Mapping[str, str]]) -> None:
    """Write the export of the members."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, _COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(members)
    (folder / "members.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")


def write_run(folder: Path, members: Sequence[tuple[str, str]]) -> None:
    """Write a finished run with a statement for each member id and locale."""
    folder.mkdir(parents=True)
    rows = []
    for number, (member_id, locale) in enumerate(members):
        file = f"statements/{shard(member_id)}/{member_id}.pdf"
        pdf = _pdf(member_id)
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(pdf)
        planned = Planned(number, member_id, locale, "standard", file, "render")
        value = 100.0 + number
        rows.append(
            (
                planned,
                Result(member_id, "rendered", 1, len(pdf), digest(pdf)),
                Figures("GBP", 325.0, Range(value, value + 10, value + 20), value, "paid", *_PERIOD),
            )
        )
    (folder / "manifest.csv").write_bytes(manifest_csv(rows))
    (folder / "problems.csv").write_bytes(problems_csv(()))
    period = dict(zip(("start", "end"), map(str, _PERIOD), strict=True))
    # Without an edition of the value model: a review would look into the assumptions behind its figures.
    frozen = {"settings": {"period": period}, "previous": ""}
    (folder / "run.json").write_text(json.dumps(frozen), encoding="utf-8")


def _pdf(member_id: str) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Title"] = member_id
    stream = io.BytesIO()
    document.save(stream, static_id=True)
    return stream.getvalue()


def run_of(path: Path) -> FinishedRun:
    """Return the run of a campaign."""
    return read_run(path.parent / "output" / "r")


def ledger_url(path: Path) -> str:
    """Return where the commands keep the ledger of a campaign."""
    return f"sqlite:///{path.parent / 'ledger.sqlite'}"


def look(path: Path) -> None:
    """Write the review sheet of a campaign's run."""
    review(open_workspace(path), ReviewRequest("r"))
