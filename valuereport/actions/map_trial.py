"""What would come of a mapping: the workspace of the answers is loaded and planned, and nothing of it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuereport.actions.batch import BatchPlan
from valuereport.actions.delivery.stop_lists import stop_lists
from valuereport.actions.map import LEAVE_OUT, Mapped, files_to_write
from valuereport.actions.plan_summary import PlanSummary, plan_summary
from valuereport.actions.rights import needs
from valuereport.events import SILENT, Events, step
from valuereport.model.history import Tally
from valuereport.model.person import Person
from valuereport.model.stop_list import StopList
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.plan import Scope, plan
from valuereport.settings import load_settings


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the rows of each source, whom a batch would make a statement for, and every kind of problem.

    `figures`: how many of our figures could price what members used; `left_out`: how many of these are left out.
    """

    tallies: tuple[Tally, ...]
    plan: PlanSummary
    stop_lists: tuple[StopList, ...]
    figures: int
    left_out: int


@needs("operator")
def try_out(person: Person, mapped: Mapped, answers: Mapping[str, str], events: Events = SILENT) -> Trial:
    """Load and plan what the answers make of the exports. Raises SettingsError, SourceError, StoppedError."""
    proposed = files_to_write(mapped, answers)
    settings = load_settings(proposed.settings, {path: text.encode() for path, text in proposed.texts.items()})
    step(events, "plan", 0, 2)
    valued = load_and_calculate(settings)
    step(events, "plan", 1, 2)
    planned, of_plan = plan(valued, Scope())
    lists = stop_lists(settings, valued.history)
    problems = (*valued.problems, *of_plan, *(problem for one in lists for problem in one.problems))
    members = valued.history.members
    names = dict(zip(members["member_id"].astype(str), members["name"].astype(str), strict=True))
    figures = [answers.get(one.id) for one in mapped.questions if one.kind == "figure"]
    summary = plan_summary(BatchPlan(tuple(planned), problems), names)
    return Trial(tuple(valued.history.tallies), summary, lists, len(figures), figures.count(LEAVE_OUT))
