"""A batch's plan in counts: how many statements, which editions and languages, who is skipped and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuereport.actions.batch import BatchPlan
from valuereport.model.problem_kind import ProblemKind
from valuereport.model.review import Count


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A member as an example; `name` is empty where it is not known."""

    member_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many members there are for one reason, and the first of them."""

    reason: str  # with an ellipsis for what varies
    members: int
    examples: tuple[NamedMember, ...]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a batch would do, in counts: the commonest first.

    `held_back`: members whose statement is made, and must not be delivered before a person has clarified a cell.
    """

    members: int
    statements: int
    editions: tuple[Count, ...]
    locales: tuple[Count, ...]
    skipped: tuple[ReasonCount, ...]
    held_back: tuple[ReasonCount, ...]
    problems: tuple[ProblemKind, ...]


def plan_summary(plan: BatchPlan, names: Mapping[str, str] | None = None) -> PlanSummary:
    """Return a plan in counts; `names`: of members by id, where they are known."""
    raise NotImplementedError
