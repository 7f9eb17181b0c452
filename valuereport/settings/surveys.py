"""surveys.toml: what members are offered, which questions ask about it, the waves, and what is aimed at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from valuereport.settings.fields import Strict, Texts
from valuereport.settings.insights import Target

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]

Stage = Literal["proposed", "pilot", "live", "stopped"]
Asks = Literal[
    "functional",  # how would you feel if it were there
    "dysfunctional",  # and if it were not
    "importance",  # from 1 to 9
    "satisfaction",  # how satisfied with it
    "removal",  # how would you feel if it were removed: beside satisfaction a hint, no Kano pair
    "csat",  # how satisfied with it, from 1 to 5
    "nps",  # how likely to recommend, from 0 to 10
    "heard-from",  # where a new member heard of us
    "text",  # in own words
    "useful",  # what was most useful
    "correct",  # whether the statement is right
    "correction",  # what is wrong in it, in own words: proposed until somebody accepts it
    "suggestion",
]
OF_FEATURES: frozenset[Asks] = frozenset(
    ("functional", "dysfunctional", "importance", "satisfaction", "removal", "csat")
)
"""Questions about one feature."""
FEELINGS: Final[frozenset[Asks]] = frozenset(("functional", "dysfunctional", "removal"))
"""Questions that are answered by one of KANO_ANSWERS."""
NUMBERS: Final[Mapping[Asks, int]] = {"importance": 9, "satisfaction": 5, "csat": 5, "nps": 11}
"""Questions that are answered by a number, and how many points their scale has where the settings do not say it."""
YES_NO: Final[Asks] = "correct"


class Feature(Strict):
    """[[feature]]: something that members are offered, or might be; it may be a part of another one."""

    id: Id
    label: Texts
    part_of: str = ""  # the feature that it is a part of
    activities: tuple[str, ...] = ()  # of the taxonomy: their uses are uses of it
    stage: Stage = "live"
    launched: date | None = None
    cost: Annotated[float, Field(ge=0, le=1e12)] | None = None  # a year, in the organisation's currency
    owner: str = ""


class Survey(Strict):
    """[[survey]]: a questionnaire, which is sent in waves."""

    id: Id
    label: Texts
    anonymous: bool = False  # nobody's response is joined to a member, whatever the export holds


class Wave(Strict):
    """[[wave]]: one round of a survey. A wave of the exports that is not listed here counts as one of members."""

    survey: str
    id: Annotated[str, Field(min_length=1)]  # as the source's `wave` says
    kind: Literal["members", "staff-guess"] = "members"
    sent: date | None = None  # responses without a date are of this day
    invited: Annotated[int, Field(ge=1)] | None = None  # how many were asked
    anonymous: bool = False


class Question(Strict):
    """[[question]]: what a column of an export asks."""

    id: Id
    survey: str
    asks: Asks
    feature: str = ""
    headings: tuple[str, ...] = ()  # as exports call it, also in earlier waves; the id where none is given
    text: Texts | None = None  # as it is asked
    points: Annotated[int, Field(ge=2, le=11)] | None = None  # of a scale of numbers: 5 is 1 to 5, 11 is 0 to 10
    words: Mapping[str, str] = {}  # a word of the source -> what it means ("": no answer), where ours do not know it


def numbers_of(question: Question) -> range:
    """Return the numbers with which a question may be answered; none where it is answered by words."""
    points = question.points or NUMBERS.get(question.asks, 0)
    return range(11) if points == 11 else range(1, points + 1)


class SurveyTargets(Strict):
    """[targets] of surveys.toml."""

    csat_basic: Target = ">= 0.90"
    csat_performance: Target = "change >= 0.05"
    nps: Target = ">= 50"
    nps_change: Annotated[float, Field(ge=0, le=200)] = 10  # points a year
    adoption: Target = ">= 0.25"  # of a delighter, of those who were members at its launch, within adoption_days
    adoption_days: Annotated[int, Field(ge=1, le=1830)] = 182
    positive: Target = ">= 0.75"  # ratings of a delighter
    referrals: Target = ">= 0.15"
    cost_per_member: Target = "change <= -0.05"
    churn: Target = "change <= -0.05"
    contribution: Target = "change >= 0.10"


class Surveys(Strict):
    """The whole of surveys.toml."""

    most_asked: Annotated[int, Field(ge=1, le=52)] = 3  # surveys a member a year; who had more is not asked
    feature: tuple[Feature, ...] = ()
    survey: tuple[Survey, ...] = ()
    wave: tuple[Wave, ...] = ()
    question: tuple[Question, ...] = ()
    targets: SurveyTargets = SurveyTargets()

    def is_anonymous(self, survey: str, wave: str) -> bool:
        """Return whether nobody is to be known in a wave: by its survey, or by itself."""
        whole = any(one.anonymous for one in self.survey if one.id == survey)
        return whole or any(one.anonymous for one in self.wave if (one.survey, one.id) == (survey, wave))

    def question_of(self, survey: str, asks: Asks) -> Question | None:
        """Return the first question of a survey that asks something."""
        return next((one for one in self.question if one.survey == survey and one.asks == asks), None)
