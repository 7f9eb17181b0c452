"""The activities and figures that a new workspace may begin with; a figure counts only where somebody signs it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from valuereport.model.benefits import ACTIVITY_ROLES, DISCOUNTS

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that exports may hold; `roles`: its assumptions by role."""

    id: str
    benefit: str
    unit: str
    label: Mapping[str, str]
    words: re.Pattern[str]
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure of ours: what it says, its range, and where it is from. `discount`: it takes off from a value."""

    about: str
    unit: str
    low: float
    central: float
    high: float
    source: str
    year: int
    discount: bool = False


@cache
def activities() -> tuple[Activity, ...]:
    """Return the activities, in the order in which their words are looked for."""
    data = tomllib.loads((_HERE / "activities.toml").read_text(encoding="utf-8"))
    return tuple(
        Activity(
            one["id"],
            one["benefit"],
            one.get("unit", "times"),
            one["label"],
            re.compile(one["words"], re.IGNORECASE),
            {role: one[role] for role in (*ACTIVITY_ROLES, *DISCOUNTS) if role in one},
        )
        for one in data["activity"]
    )


@cache
def assumptions() -> Mapping[str, Assumption]:
    """Return the figures by id."""
    data = tomllib.loads((_HERE / "assumptions.toml").read_text(encoding="utf-8"))
    return {name: Assumption(**one) for name, one in data["assumption"].items()}


def activity_for(text: str) -> str:
    """Return the id of the first activity whose words stand in a text, `none` where none do."""
    return next((one.id for one in activities() if one.words.search(text)), "none")


def needed_by(activity: Activity) -> tuple[str, ...]:
    """Return the ids of the figures that an activity needs."""
    hour = ("hour-of-work",) if activity.benefit == "time_saved" else ()
    return (*activity.roles.values(), *hour)
