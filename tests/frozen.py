"""A pull that is there already, for tests that read pulls and fetch nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from valuereport.pulls import FINISHED, Frozen, Row, rows_file, write_about, write_rows

_SOURCE = """
[[connection]]
name = "capsule"

[[source]]
name = "capsule-enquiries"
pull = "capsule"
preset = "capsule-opportunities"
[source.columns]
activity = { value = "referral" }
"""
_ASKED = {"opportunities": ["closedOn", "id", "name", "party.id", "value.amount", "value.currency"]}


def with_pulls(settings: Path, member: str) -> Path:
    """Let a workspace read one record of a member from a pull; a second pull waits until the system takes calls."""
    settings.write_text(settings.read_text(encoding="utf-8") + _SOURCE, encoding="utf-8")
    folder = settings.parent / "pulls" / "capsule"
    pull = folder / "20261101T101500Z"
    values = {"id": 1, "party.id": member, "closedOn": "2026-05-12", "name": "An enquiry", "value.amount": 100}
    count, sha256 = write_rows(rows_file(pull, "opportunities"), [Row("1", {**values, "value.currency": "GBP"})])
    records = {"opportunities": {"rows": count, "sha256": sha256, "complete": True}}
    about = Frozen("capsule", "capsule", "2026-11-01T10:15:00+00:00", "1", calls=1, asked=_ASKED, records=records)
    write_about(pull, replace(about, state=FINISHED, finished=about.started))
    later = replace(about, started="2026-11-02T08:00:00+00:00", records={}, base=pull.name, base_sha256=about.sha256)
    waits = "the system takes no calls for a while"
    write_about(folder / "20261102T080000Z", replace(later, waits_until="2026-11-02T12:00:00+00:00", waits_for=waits))
    return settings
