"""All insights of a run: each analysis is a part, and what cannot be had says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from valuereport.model.flywheel import Advocates, Flywheel
from valuereport.model.insight import (
    AlertCount,
    Cohorts,
    Decay,
    FirstValue,
    Health,
    Influences,
    MemberList,
    Tree,
    Withheld,
)
from valuereport.model.listening import Priorities, Surveys


@dataclass(frozen=True, slots=True)
class ActiveMeaning:
    """The one meaning of "active": so many uses of these activities within so many days."""

    activities: tuple[str, ...]  # empty: all
    uses: int
    days: int


@dataclass(frozen=True, slots=True)
class LostWord:
    """A word of a source that no activity matches, and how many uses are lost by it."""

    source: str
    owner: str
    word: str
    uses: int


SECTIONS: Final = (
    *("tree", "influence", "cohorts", "first_value", "health", "decay", "surveys", "priorities", "flywheel"),
    *("advocates", "risk", "lifetime", "forecast", "trial", "alerts"),
)
"""Parts of the answer; one that cannot be had is None, and `withheld` says why."""


@dataclass(frozen=True, slots=True)
class Insights:
    """Everything that leadership reads of a run, and the lists of members for staff."""

    run: str
    organisation: str
    start: date
    end: date  # the day after the period's last one
    as_at: date
    currency: str
    members: int  # of today: nothing that counts each of them once can stand on more
    smallest: int  # groups under this many members are folded
    active: ActiveMeaning
    lost_words: tuple[LostWord, ...]
    activity_labels: Mapping[str, Mapping[str, str]]  # id -> text by language
    tree: Tree | None = None
    influence: Influences | None = None
    cohorts: Cohorts | None = None
    first_value: FirstValue | None = None
    health: Health | None = None
    decay: Decay | None = None
    surveys: Surveys | None = None
    priorities: Priorities | None = None
    flywheel: Flywheel | None = None
    advocates: Advocates | None = None
    alerts: tuple[AlertCount, ...] = ()
    alert_members: int = 0  # different members with an open alert
    withheld: Mapping[str, Withheld] = field(default_factory=dict)  # section, or section.part -> why
    lists: tuple[MemberList, ...] = ()
