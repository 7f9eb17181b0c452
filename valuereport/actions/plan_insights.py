"""What insights of a run can be made of: up to which day, beside which earlier runs, by what, in which languages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from valuereport.actions.insights import InsightsRequest
from valuereport.actions.rights import needs
from valuereport.actions.runs_to_publish import RunToPublish, chosen_folder, runs_to_publish
from valuereport.actions.workspace import Workspace
from valuereport.batch import read_run
from valuereport.errors import ArgumentValue, Remedy
from valuereport.settings.drivers import BY


@dataclass(frozen=True, slots=True)
class InsightsChoices:
    """What there is to choose from.

    `as_at`: the day up to which the run's exports go. `scoring`: somebody answers for grading persons, so that health,
    risk and the lists that rank members are among the insights.
    """

    run: RunToPublish
    as_at: date
    by: tuple[str, ...]
    locales: tuple[str, ...]
    earlier: tuple[str, ...]
    scoring: bool


@needs("operator")
def insights_choices(workspace: Workspace, run: str) -> InsightsChoices:
    """Return what there is to choose from. Raises RequestError, RunError."""
    folder, runs = chosen_folder(workspace, run), runs_to_publish(workspace)
    spoken = sorted({locale for row in read_run(folder).rows for locale in row.locale.split("+") if locale})
    own = next(one for one in runs if one.name == run)
    record = json.loads((folder / "run.json").read_bytes())
    return InsightsChoices(
        run=own,
        as_at=date.fromisoformat(record.get("as_at") or str(own.last_day)),
        by=BY,
        locales=tuple(dict.fromkeys([workspace.settings.workspace.organisation.locale, *spoken])),
        earlier=tuple(one.name for one in runs if one.start < own.start),
        scoring=workspace.settings.workspace.scoring.allowed,
    )


def insights_remedy(request: InsightsRequest) -> Remedy:
    """Return the command that a request stands for."""
    given: dict[str, ArgumentValue] = {
        "as_at": str(request.as_at or ""),
        "by": ",".join(request.by),
        "earlier": request.earlier,
        "locale": request.locales,
    }
    return Remedy("insights", run=request.run, **{name: value for name, value in given.items() if value})
