"""Finished runs for tests, written to disk by the batch's own writers; a statement is any file here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from valuereport.batch import Figures, manifest_csv, problems_csv
from valuereport.errors import Problem
from valuereport.files import digest, safe_name, shard
from valuereport.model.member import Member
from valuereport.model.run import VALUE_MODEL, ManifestRow, Planned, Result, Status
from valuereport.model.valuation import Range


@dataclass(frozen=True, slots=True)
class Told:
    """What a manifest says of one member."""

    member_id: str
    central: float | None = 500.0
    fee: float = 250.0
    edition: str = "standard"
    locale: str = "en-GB"
    currency: str = "GBP"
    status: Status = "rendered"
    problem: str = ""
    engagements: int | None = None

    @property
    def low(self) -> float:
        """Return a low estimate below the central one."""
        return round((self.central or 0) * 0.9, 2)

    def row(self) -> ManifestRow:
        """Return the row of a manifest that says it."""
        figure = None if self.central is None else Decimal(str(self.central))
        low, fee = Decimal(str(self.low)), Decimal(str(self.fee))
        ratio = round(low / fee, 2) if fee else None
        return ManifestRow(
            *(
                self.member_id,
                self.status,
                self.locale,
                self.edition,
                f"statements/aa/{self.member_id}.pdf",
                2,
                9,
                "0" * 64,
            ),
            *(self.currency, fee, low, figure, figure, ratio, self.problem, low, ratio),
            engagements=self.engagements,
        )


def finished_run(
    folder: Path,
    members: Iterable[Told],
    problems: Sequence[Problem] = (),
    start: str = "2026-01-01",
    end: str = "2027-01-01",
    value_model: int = VALUE_MODEL,
) -> Path:
    """Write a finished run into `folder` and return it; `value_model`: the edition of the model, 1 says none."""
    rows = [_row(folder, number, told, start, end) for number, told in enumerate(members)]
    folder.mkdir(parents=True, exist_ok=True)
    frozen: dict[str, object] = {"settings": {"period": {"start": start, "end": end}}}
    if value_model > 1:
        frozen["value_model"] = value_model
    (folder / "run.json").write_text(json.dumps(frozen), encoding="utf-8")
    (folder / "manifest.csv").write_bytes(manifest_csv(rows))
    (folder / "problems.csv").write_bytes(problems_csv(problems))
    return folder


def _row(folder: Path, number: int, told: Told, start: str, end: str) -> tuple[Planned, Result, Figures]:
    file = f"statements/{shard(told.member_id)}/{safe_name(told.member_id)}.pdf"
    planned = Planned(number, told.member_id, told.locale, told.edition, file, "render")
    data = f"the statement of {told.member_id}".encode()
    made = told.status == "rendered"
    if made:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)
    total = None if told.central is None else Range(told.low, told.central, told.central * 1.1)
    period = date.fromisoformat(start), date.fromisoformat(end)
    figures = Figures(told.currency, told.fee, total, told.low, "paid", *period, told.engagements)
    result = Result(told.member_id, told.status, 2 * made, len(data) * made, digest(data) if made else "", told.problem)
    return planned, result, figures


def member(member_id: str, **known: object) -> Member:
    """Return a member of whom little is known but `known`."""
    empty = ("locale", "grade", "sector", "region", "job_title", "street", "street2", "city", "region_line", "postcode")
    facts: dict[str, object] = {
        **dict.fromkeys((*empty, "salutation"), ""),
        **dict.fromkeys(("joined", "renewal")),
        **dict.fromkeys(("no_email", "no_post"), False),
        "kind": "person",
        "name": f"Name of {member_id}",
        "email": f"{member_id}@members.example",
        "currency": "GBP",
        "country": "GB",
        "status": "Active",
        **known,
    }
    return Member(member_id, **facts)  # type: ignore[arg-type]
