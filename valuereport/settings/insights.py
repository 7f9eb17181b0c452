"""[insights], [scoring] and [[alert]]: what counts as active, when a membership is due, which groups are too small."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from valuereport.settings.fields import Strict

_TARGET: Final = re.compile(r"(?P<change>change )?(?P<sign>>=|<=) (?P<number>-?\d+(?:\.\d+)?)")


def _is_target(text: str) -> str:
    if text and not _TARGET.fullmatch(text):
        raise ValueError('a target such as ">= 0.85", "<= 14" or "change >= 0.10"')
    return text


Target = Annotated[str, AfterValidator(_is_target)]
"""`>= 0.85`, `<= 14`, or `change >= 0.10`: relative to the period before. Empty: none."""


def target_parts(target: str) -> tuple[bool, Literal[">=", "<="], float]:
    """Return whether a target is of the change, its sign and its number; the target is not empty."""
    found = _TARGET.fullmatch(target)
    if found is None:
        raise ValueError(f"not a target: {target}")
    return bool(found["change"]), ">=" if found["sign"] == ">=" else "<=", float(found["number"])


class Active(Strict):
    """The one meaning of "active" for all departments: at least `uses` of these activities within so many days."""

    activities: tuple[str, ...] = ()  # ids of the taxonomy; empty: all of them
    uses: Annotated[int, Field(ge=1)] = 1
    days: Annotated[int, Field(ge=1, le=3660)] = 365


class HealthWeights(Strict):
    """What each part of the health score weighs; the score divides by their sum."""

    recency: Annotated[float, Field(ge=0)] = 30
    breadth: Annotated[float, Field(ge=0)] = 20
    depth: Annotated[float, Field(ge=0)] = 25
    contribution: Annotated[float, Field(ge=0)] = 10
    relationship: Annotated[float, Field(ge=0)] = 15

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not any((self.recency, self.breadth, self.depth, self.contribution, self.relationship)):
            raise ValueError("one weight over zero at least")
        return self


class HalfLives(Strict):
    """After how many months half of the details are wrong; measured from own bounces where there are enough of them."""

    email: Annotated[float, Field(gt=0)] = 33
    phone: Annotated[float, Field(gt=0)] = 48
    address: Annotated[float, Field(gt=0)] = 84
    job_title: Annotated[float, Field(gt=0)] = 30
    employer: Annotated[float, Field(gt=0)] = 47


class InsightRules(Strict):
    """[insights]."""

    active: Active = Active()
    smallest: Annotated[int, Field(ge=5, le=1000)] = 10  # groups under this many members are folded
    term_months: Annotated[int, Field(ge=1, le=120)] = 12  # a longer row of a membership log is several terms
    grace_days: Annotated[int, Field(ge=0, le=366)] = 60  # who renews within them has not lapsed
    excused: tuple[str, ...] = ("Deceased", "Retired")  # reasons and statuses of an end that is no lapse
    complimentary: tuple[str, ...] = ("Honorary", "Complimentary")  # grades that are never due
    cohorts: Literal["year", "quarter", "month"] = "year"
    by: tuple[str, ...] = ()  # by which every figure is divided, besides what drivers.toml says of it
    contribution: tuple[str, ...] = ()  # activities by which members give to others; empty: those of community
    health: HealthWeights = HealthWeights()
    half_life: HalfLives = HalfLives()
    owners: Mapping[str, str] = {}  # source -> who answers for its words


FICTIONAL_ASSESSOR: Final = "Priya Nandakumar"
"""Who assessed scoring at the sample's organisation: nobody who could answer for real persons."""


class Scoring(Strict):
    """[scoring]: who answers for ranking and grading persons. Nothing is scored before all three are given."""

    lawful_basis: str = ""  # legitimate interests: ..., or consent
    assessed_by: str = ""
    assessed_on: date | None = None

    @property
    def allowed(self) -> bool:
        """Return whether somebody answers for it."""
        return bool(self.lawful_basis.strip() and self.assessed_by.strip() and self.assessed_on)

    @property
    def fictional(self) -> bool:
        """Return whether it is still the sample's: copied with its settings, and true of its members alone."""
        return FICTIONAL_ASSESSOR.casefold() in self.assessed_by.casefold()


class AlertRule(Strict):
    """[[alert]]: a figure of the tree, or a measure of members, that crosses a threshold."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    node: str = ""  # of the driver tree
    measure: Literal["", "health", "days_since_use", "days_to_renewal", "uses"] = ""  # of members
    when: Target  # "<= 0.80": raised where the figure is so
    also: Mapping[Literal["health", "days_since_use", "days_to_renewal", "uses"], Target] = {}  # and these hold, too
    owner: Annotated[str, Field(min_length=1)]  # an address, or a name
    within_days: Annotated[int, Field(ge=0, le=366)] = 7  # how soon somebody should have acted

    @property
    def limits(self) -> Mapping[str, Target]:
        """Return the target of each figure that has to cross, by node or measure; the rule's own first."""
        return dict([(self.node or self.measure, self.when), *self.also.items()])

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if bool(self.node) == bool(self.measure):
            raise ValueError("node or measure, one of them")
        if not self.when:
            raise ValueError('when, such as "<= 0.80"')
        if self.node and self.also:
            raise ValueError("also beside a measure of members alone")
        if not all(self.also.values()):
            raise ValueError('a level for each measure in also, such as "<= 60"')
        if self.measure and any(target_parts(one)[0] for one in (self.when, *self.also.values())):
            raise ValueError('a level such as "<= 40": of a member there is no change from the period before')
        return self
