"""Small organisations for tests of stories, a row a member; and the sample's run without its PDFs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.batch import RunFolder, manifest_csv, problems_csv, write_contributions
from valuereport.calculator import contributions
from valuereport.files import digest
from valuereport.model.benefits import Benefit
from valuereport.model.contributions import Contributions, Term
from valuereport.model.run import Planned, Result
from valuereport.model.story import Cell, Published
from valuereport.pipeline.batch import run_inputs
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import figures_of, load_and_calculate
from valuereport.pipeline.plan import Scope, plan
from valuereport.settings import load_settings

SAMPLE = Path(__file__).parent.parent.parent / "sample_data" / "valuereport.toml"
BENEFITS: tuple[Benefit, ...] = ("time_saved", "leads", "cpd", "policy", "savings")


@dataclass(frozen=True, slots=True)
class Someone:
    """One member: where it belongs, what it pays, and its weight in the term of each benefit."""

    weights: tuple[float, float, float, float, float] = (1, 0, 0, 0, 0)
    sector: str = "Housing"
    region: str = "Munster"
    fee: float = 100.0
    currency: str = "GBP"
    rate: float = 1.0
    hours: float = 0.0
    leads: float = 0.0


def organisation(
    members: Sequence[Someone], units: NDArray[np.float64] | None = None, *, name: str = "r", year: int = 2026
) -> Contributions:
    """Return the contributions of some members; `units`: five terms x draws, one term a benefit."""
    units = np.full((5, 11), 100.0) if units is None else units
    weights = np.array([one.weights for one in members], dtype=np.float64).reshape(-1, 5)
    rate = np.array([one.rate for one in members], dtype=np.float64)
    draws = weights @ units
    low, high = (np.percentile(draws, share, axis=1) / rate for share in (10, 90))
    central = draws.mean(axis=1) / rate  # every assumption at its mean
    of_benefit = [(weights[:, [at]] * units[at]).mean(axis=1) for at in range(5)]
    frame = pd.DataFrame(
        {
            "member_id": [f"M{number}" for number in range(len(members))],
            "sector": pd.array([one.sector for one in members], dtype="str"),
            "region": pd.array([one.region for one in members], dtype="str"),
            "grade": pd.array(["Member"] * len(members), dtype="str"),
            "kind": pd.array(["person"] * len(members), dtype="str"),
            "locale": "en-GB",
            "edition": "standard",
            "currency": pd.array([one.currency for one in members], dtype="str"),
            "rate": rate,
            "fee": np.array([one.fee for one in members], dtype=np.float64),
            "low": low,
            "central": central,
            "high": high,
            "first_period": False,
            "hours_saved": np.array([one.hours for one in members], dtype=np.float64),
            "cpd_hours": 0.0,
            "leads": np.array([one.leads for one in members], dtype=np.float64),
            "policy_wins": (weights[:, 3] > 0).astype(np.intp),
            **dict(zip(("time_value", "lead_value", "cpd_value", "policy_value", "savings"), of_benefit, strict=True)),
        }
    )
    terms = (
        Term("template", "estimated", (("hours_saved", "hours", "reported"), ("hourly_value", "hourly", "estimated"))),
        Term("referral", "reported", (("margin", "margin", "reported"), ("deadweight", "anyway", "estimated"))),
        Term("webinar", "recorded", ()),
        Term("win", "estimated", (("worth", "worth", "estimated"),)),
        Term("purchase", "recorded", ()),
    )
    return Contributions(
        *(name, date(year, 1, 1), date(year + 1, 1, 1), "GBP", frame, weights, units, BENEFITS, terms),
        hour_weights=np.array([[one.hours] for one in members]).reshape(-1, 1),
        hour_units=units[[0]] / (np.median(units[0]) or 1),  # what a use saves is as uncertain as what it is worth
        hour_terms=(Term("template", "reported", (("hours_saved", "hours", "reported"),)),),
    )


def all_shown(cells: Sequence[Cell], smallest: int = 10) -> tuple[Published, ...]:
    """Return cells as if the threshold were the only rule, unrounded."""
    return tuple(_published(cell, smallest) for cell in cells)


def _published(cell: Cell, smallest: int) -> Published:
    if cell.members < smallest:
        return Published(cell.measure, cell.segment, None, None, None, None, cell.unit, "threshold")
    return Published(cell.measure, cell.segment, cell.members, cell.value, cell.low, cell.high, cell.unit, "")


@cache
def sample() -> CalculatedMembers:
    """Return the sample, valued: it is read, never changed."""
    return load_and_calculate(load_settings(SAMPLE))


def run_of(valued: CalculatedMembers, folder: Path) -> Contributions:
    """Write a finished run as a batch leaves it, the statements themselves being any file; return its contributions."""
    planned, _ = plan(valued, Scope())
    run = RunFolder.begin(folder, run_inputs(valued, Scope()))
    done = list(_made(planned, folder))
    made = [one for one, result in done if result.status == "rendered"]
    found = contributions(valued.valuations, [one.row for one in made], [one.locale for one in made], folder.name)
    write_contributions(folder, found)
    run.finish(manifest_csv((one, result, figures_of(valued, one.row)) for one, result in done), problems_csv(()))
    return found


def _made(planned: Sequence[Planned], folder: Path) -> Iterator[tuple[Planned, Result]]:
    for one in planned:
        if one.reason:
            yield one, Result(one.member_id, "skipped", problem=one.reason)
            continue
        data = f"the statement of {one.member_id}".encode()
        (folder / one.file).parent.mkdir(parents=True, exist_ok=True)
        (folder / one.file).write_bytes(data)
        yield one, Result(one.member_id, "rendered", 2, len(data), digest(data))
