"""A run, or the exports as they are now -> every assumption in use, and what it moves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from valuereport.batch import read_contributions
from valuereport.calculator import OrganisationModel, sampling_of
from valuereport.errors import Remedy, RunError
from valuereport.events import SILENT, Events, step
from valuereport.files import digest
from valuereport.model.assumption_use import UNSIGNED, AssumptionReport, AssumptionUse, concerns
from valuereport.model.review import Count, ReviewedAssumptions
from valuereport.model.run import FinishedRun
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import contributions_of
from valuereport.pipeline.plan import Scope, plan
from valuereport.settings import Assumption, Calculation, Judgement

_MOST_MEMBERS: Final = 100  # whose error of simulation is worked out
_COMPARED: Final = ("unit", "low", "central", "high", "grade", "source", "year", "currency", "price_year")


@dataclass(frozen=True, slots=True)
class Judged:
    """What members contribute, the judgement behind it, and the last day of the period."""

    model: OrganisationModel
    judgement: Judgement
    last_day: date


def judged_now(valued: CalculatedMembers) -> Judged:
    """Return the exports as they are now."""
    planned, _ = plan(valued, Scope())
    rendered = [one for one in planned if one.action == "render"]
    found = contributions_of(valued, [one.row for one in rendered], [one.locale for one in rendered], "")
    settings = valued.settings
    model = OrganisationModel(found, settings.judgement.assumptions, valued.valuations.sampling)
    return Judged(model, settings.judgement, settings.workspace.period.last_day)


def judged_run(run: FinishedRun) -> Judged:
    """Return what a finished run holds. Raises RunError, also where it is from another edition of the value model."""
    if reason := run.other_value_model:
        raise RunError(f"{reason}: make it again to look into its assumptions", Remedy("batch"))
    record = _record(run.folder)
    try:
        judgement = Judgement.model_validate(record["judgement"])
        calculation = Calculation.model_validate(record["settings"]["calculation"])
    except (KeyError, TypeError, ValidationError):
        raise RunError(f"{run.folder}: run.json does not hold the assumptions; name another run") from None
    model = OrganisationModel(
        read_contributions(run.folder), judgement.assumptions, sampling_of(judgement, calculation)
    )
    return Judged(model, judgement, run.end - timedelta(days=1))


def assumption_report(judged: Judged, previous: FinishedRun | None = None, events: Events = SILENT) -> AssumptionReport:
    """Return every assumption in use, the largest swing first. `previous`: the run that they are compared with."""
    model, judgement = judged.model, judged.judgement
    before = _assumptions_of(previous)
    used_by: dict[str, dict[str, None]] = {}
    for term in model.contributions.terms:
        for _, name, _ in term.assumptions:
            used_by.setdefault(name, {})[term.line] = None
    found = []
    names = model.used()
    for number, name in enumerate(names):
        step(events, "assumptions", number, len(names))
        one, moved = judgement.assumptions[name], model.sensitivity(name)
        found.append(
            AssumptionUse(
                id=name,
                **{key: getattr(one, key) for key in ("unit", "low", "central", "high", "mean", "grade", "source")},
                **{key: getattr(one, key) for key in ("url", "year", "signed_by", "signed_on", "valid_until")},
                price_year=one.price_year,
                adjustment=judgement.adjustments.get(name, ""),
                used_by=tuple(used_by[name]),
                members=model.members_of(name),
                total_at_low=moved.total_at_low,
                total_at_high=moved.total_at_high,
                editions_changed=moved.editions_changed,
                switching=moved.switching,
                changed=_changed(one, before, name),
            )
        )
    return AssumptionReport(
        run=model.contributions.name,
        currency=model.contributions.currency,
        last_day=judged.last_day,
        members=len(model.contributions.members),
        fees=model.fees,
        total=model.total(),
        low=model.low(),
        low_error=model.median_low_error(_MOST_MEMBERS),
        assumptions=tuple(sorted(found, key=lambda each: (-each.swing, each.id))),
        previous=previous.name if previous else "",
    )


def reviewed_assumptions(run: FinishedRun, previous: FinishedRun | None) -> ReviewedAssumptions | None:
    """Return what a review says of a run's assumptions; None where the run is from another edition. Raises RunError."""
    if run.other_value_model:
        return None
    judged, record = judged_run(run), _record(run.folder)
    model, assumptions, used = judged.model, judged.judgement.assumptions, judged.model.used()
    before = _assumptions_of(previous)

    def swing(name: str) -> float:
        return abs(model.total({name: assumptions[name].high}) - model.total({name: assumptions[name].low}))

    changed = {name: _changed(assumptions[name], before, name) for name in used}
    found = [
        (name, "; ".join(looked_at))
        for name in used
        for one in [assumptions[name]]
        if (looked_at := concerns(one.signed_by, one.valid_until, judged.last_day, changed[name]))
    ]
    most = min((name for name in used if swing(name)), key=lambda name: (-swing(name), name), default="")
    return ReviewedAssumptions(
        digest=digest(json.dumps(record["judgement"]["assumptions"], sort_keys=True).encode()),
        number=len(used),
        concerns=tuple(sorted(found, key=lambda each: (each[1] == UNSIGNED, each[0]))),
        most=most,
        unit=assumptions[most].unit if most else "",
        mean=assumptions[most].mean if most else 0.0,
        switching=model.switching(most) if most else None,
        above_fees=model.low() > model.fees,
        low_error=model.median_low_error(_MOST_MEMBERS),
        fee_sources=tuple(Count(*one) for one in record.get("fee_sources", {}).items()),
    )


def _record(folder: Path) -> Mapping[str, Any]:
    """Return a run's run.json. Raises RunError."""
    try:
        found = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RunError(f"{folder}: run.json cannot be read; name another run") from None
    return found if isinstance(found, dict) else {}


def _assumptions_of(run: FinishedRun | None) -> Mapping[str, Any] | None:
    """Return the assumptions of a previous run, None where there is none."""
    return _record(run.folder).get("judgement", {}).get("assumptions", {}) if run else None


def _changed(one: Assumption, before: Mapping[str, Any] | None, name: str) -> str:
    """Return what changed of an assumption since a previous run."""
    if before is None:
        return ""
    if name not in before:
        return "new"
    now, then = one.model_dump(mode="json"), before[name]
    return ", ".join(f"{key} {then.get(key)} -> {now[key]}" for key in _COMPARED if then.get(key) != now[key])
