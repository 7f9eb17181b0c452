"""The legal helpline's cases, with tabs between the columns and a count at the end."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from valuereport.sample.activity import addresses, draw_visits, texts
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import LANGUAGES, titles

FILE: Final = "helpline.tsv"
_HEADINGS: Final = ("Case", "Opened", "Closed", "Member No", "Email", "Language", "Question", "Outcome")


def write(scene: Scene, folder: Path) -> Written:
    """Write the cases and return their number."""
    rng, actors = scene.stream("helpline"), scene.actors
    visits = draw_visits(rng, actors, 0.75)
    emails, names = addresses(rng, actors, visits.actor), titles("helpline")
    rows: list[list[str]] = []
    for actor, when, email in zip(visits.actor.tolist(), texts(visits.time), emails.tolist(), strict=True):
        closed = datetime.fromisoformat(when)
        opened = closed - timedelta(days=int(rng.integers(0, 6)))
        number = "" if actors.for_firm[actor] or rng.random() < 0.4 else actors.member_no[actor]
        outcome = "Answered" if rng.random() < 0.94 else "Passed to a solicitor"
        language = LANGUAGES[actors.language[actor]]
        question = names[int(rng.integers(len(names)))][actors.language[actor]]
        case = f"H-{len(rows) + 2601:05d}"
        days = f"{opened:%d/%m/%Y %H:%M}", f"{closed:%d/%m/%Y %H:%M}"
        rows.append([case, *days, number, email, language, question, outcome])
    for row in rows[20::260]:
        row[2] = "31/06/2026 10:15"
    for row in rows[33::170]:
        row[3], row[4] = "", "caller.unknown@guests.example"
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        cases = csv.writer(stream, delimiter="\t", lineterminator="\n")
        cases.writerow(_HEADINGS)
        cases.writerows(rows)
        cases.writerow([f"Cases: {len(rows)}"])
    return Written(len(rows))
