"""The sales system's deals: referrals with or without an amount, and enquiries through the directory."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import draw_visits, texts
from valuereport.sample.chance import pick
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import titles

FILE: Final = "hubspot_deals.csv"
_HEADINGS: Final = (
    *("Record ID", "Deal Name", "Pipeline", "Deal Stage", "Deal Type", "Amount", "Currency"),
    *("Amount in company currency", "Deal probability", "Create Date", "Close Date", "Is Closed Won"),
    *("Closed Lost Reason", "Priority", "Original Traffic Source", "Last Activity Date", "Last Modified Date"),
    *("Number of Associated Contacts", "Deal owner", "Associated Company IDs", "Associated Contact IDs"),
)
_STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "Closed won": ("1.0", "true"),
    "Passed on": ("0.1", "false"),
    "Closed lost": ("0.0", "false"),
}
"""Each stage's probability, and whether it counts as won."""
_REASONS: Final = ("No answer", "Price", "Chose another practice", "Project postponed")
_TRAFFIC: Final = ("Direct Traffic", "Organic Search", "Email Marketing", "Referrals", "Offline Sources")
_LAST: Final = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001 - the export has no zone
_EURO: Final = 0.86  # what the sales system takes a euro for, in pounds
Row = dict[str, str]

_CLIENT_ID: Final = 70_000_000_000  # clients are contacts of the sales system too, but no members


def write(scene: Scene, folder: Path) -> Written:
    """Write the deals and return their number."""
    rng = scene.stream("referrals")
    rows = _deals(scene, rng, "Member referrals", "referral", rate=0.32)
    rows += _deals(scene, rng, "Find a practitioner", "directory", rate=0.55)
    rows.sort(key=lambda row: row["Close Date"])
    for number, row in enumerate(rows):
        row["Record ID"] = str(31_900_400_100 + 53 * number)
    won = [row for row in rows if row["Amount"] and row["Deal Stage"] == "Closed won" and row["Close Date"] >= "2026"]
    for row in won[5::300]:
        row["Currency"] = "CHF"  # a job in Switzerland: the settings have no rate for it
    for row in won[9::300]:
        row["Amount"] = "TBD"
    _fill(rows, scene.stream("referrals-properties"))
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        deals = csv.DictWriter(stream, _HEADINGS, lineterminator="\n", quoting=csv.QUOTE_ALL)
        deals.writeheader()
        deals.writerows(rows)
    return Written(len(rows))


def _deals(scene: Scene, rng: np.random.Generator, pipeline: str, kind: str, rate: float) -> list[Row]:
    actors, names = scene.actors, titles(kind)
    visits = draw_visits(rng, actors, np.where(actors.for_firm, rate * 0.7, rate))
    rows: list[Row] = []
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
        rows.append(
            {
                "Deal Name": title,
                "Pipeline": pipeline,
                "Deal Stage": stage,
                "Amount": f"{amount:.2f}" if recorded else "",
                "Currency": actors.currency[actor] if recorded else "",
                "Create Date": when[:16],
                "Close Date": when[:16],
                "Deal owner": "R. Amadi",
                "Associated Contact IDs": ids,
            }
        )
    return rows


def _fill(rows: list[Row], rng: np.random.Generator) -> None:
    """Put in the properties that the sales system exports with every deal, whether anybody needs them or not."""
    for row in rows:
        row["Deal Type"] = "newbusiness"
        row["Deal probability"], row["Is Closed Won"] = _STAGES[row["Deal Stage"]]
        if row["Amount"] not in ("", "TBD") and row["Currency"] != "CHF":
            worth = float(row["Amount"]) * (_EURO if row["Currency"] == "EUR" else 1)
            row["Amount in company currency"] = f"{worth:.2f}"
        if row["Deal Stage"] == "Closed lost":
            row["Closed Lost Reason"] = pick(rng, _REASONS)
        row["Priority"] = "medium" if rng.random() < 0.2 else ""
        row["Original Traffic Source"] = pick(rng, _TRAFFIC)
        closed = datetime.fromisoformat(row["Close Date"])
        touched = min(closed + timedelta(minutes=int(rng.integers(0, 20_000))), _LAST)
        row["Last Activity Date"] = f"{touched:%Y-%m-%d %H:%M}" if rng.random() < 0.6 else ""
        row["Last Modified Date"] = f"{touched + timedelta(minutes=3):%Y-%m-%d %H:%M}"
        row["Number of Associated Contacts"] = str(row["Associated Contact IDs"].count(";") + 1)
