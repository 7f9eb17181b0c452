"""The sales system's deals: referrals with or without an amount, and enquiries through the directory."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

import numpy as np

from valuereport.sample.activity import draw_visits, texts
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import titles

FILE: Final = "hubspot_deals.csv"
_HEADINGS: Final = (
    *("Record ID", "Deal Name", "Pipeline", "Deal Stage", "Amount", "Currency", "Create Date", "Close Date"),
    *("Deal owner", "Associated Company IDs", "Associated Contact IDs"),
)
_CLIENT_ID: Final = 70_000_000_000  # clients are contacts of the sales system too, but no members


def write(scene: Scene, folder: Path) -> Written:
    """Write the deals and return their number."""
    rng = scene.stream("referrals")
    rows = _deals(scene, rng, "Member referrals", "referral", rate=0.32)
    rows += _deals(scene, rng, "Find a practitioner", "directory", rate=0.55)
    rows.sort(key=lambda row: row[7])
    for number, row in enumerate(rows):
        row[0] = str(31_900_400_100 + 53 * number)
    with_amount = [row for row in rows if row[4] and row[3] == "Closed won" and row[7] >= "2026"]
    for row in with_amount[5::300]:
        row[5] = "CHF"  # a job in Switzerland: the settings have no rate for it
    for row in with_amount[9::300]:
        row[4] = "TBD"
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        deals = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        deals.writerow(_HEADINGS)
        deals.writerows(rows)
    return Written(len(rows))


def _deals(scene: Scene, rng: np.random.Generator, pipeline: str, kind: str, rate: float) -> list[list[Any]]:
    actors, names = scene.actors, titles(kind)
    visits = draw_visits(rng, actors, np.where(actors.for_firm, rate * 0.7, rate))
    rows: list[list[Any]] = []
    for actor, when in zip(visits.actor.tolist(), texts(visits.time), strict=True):
        title = names[int(rng.integers(len(names)))][actors.language[actor]]
        scale = 3.0 if actors.for_firm[actor] else 1.0
        amount = round(float(rng.lognormal(7.1, 0.5)) * scale / 10) * 10
        recorded = kind == "referral" and rng.random() < 0.45
        ids = actors.hubspot_id[actor]
        if rng.random() < 0.3:
            ids = f"{_CLIENT_ID + int(rng.integers(10**6))};{ids}"
        stage = "Passed on" if kind == "directory" else "Closed won"
        stage = "Closed lost" if rng.random() < 0.07 else stage
        money = [f"{amount:.2f}" if recorded else "", actors.currency[actor] if recorded else ""]
        rows.append(["", title, pipeline, stage, *money, when[:16], when[:16], "R. Amadi", "", ids])
    return rows
