"""A batch's plan in counts: how many statements, which editions and languages, who is skipped and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from valuereport.actions.batch import BatchPlan, BatchRequest, plan_batch
from valuereport.actions.calculated import calculated
from valuereport.actions.delivery.reason_counts import ReasonCount, reason_counts
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.model.problem_kind import ProblemKind
from valuereport.model.review import Count
from valuereport.problem_kinds import kinds


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a batch would do, in counts, the commonest first.

    `held_back`: members whose statement is made, and must not be delivered before a person has clarified a cell.
    """

    members: int
    statements: int
    editions: tuple[Count, ...]
    locales: tuple[Count, ...]
    skipped: tuple[ReasonCount, ...]
    held_back: tuple[ReasonCount, ...]
    problems: tuple[ProblemKind, ...]


@needs("operator")
def planned_run(workspace: Workspace, request: BatchRequest) -> PlanSummary:
    """Return what a batch would do, with members' names; nothing is made. Raises what `plan_batch` raises."""
    plan = plan_batch(workspace, request)
    members = calculated(workspace, request.due).history.members
    return plan_summary(plan, dict(zip(members["member_id"].tolist(), members["name"].tolist(), strict=True)))


def plan_summary(plan: BatchPlan, names: Mapping[str, str] | None = None) -> PlanSummary:
    """Return a plan in counts; `names`: of members by id, where they are known."""
    made = [one for one in plan.planned if one.action == "render"]
    known = names or {}
    return PlanSummary(
        len(plan.planned),
        len(made),
        counted(one.edition for one in made),
        counted(one.locale for one in made),
        reason_counts(((one.member_id, one.reason) for one in plan.planned if one.action == "skip"), known),
        reason_counts(((one.member_id, one.reason) for one in made if one.reason), known),
        kinds(plan.problems),
    )


def counted(labels: Iterable[str]) -> tuple[Count, ...]:
    """Return how often each label is there, the commonest first."""
    found = sorted(Counter(labels).items(), key=lambda each: (-each[1], each[0]))
    return tuple(Count(label, number) for label, number in found)
