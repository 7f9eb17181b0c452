"""The activities and figures that a new workspace may begin with; a figure counts only where somebody signs it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from valuereport.model.benefits import ACTIVITY_ROLES, DISCOUNTS
from valuereport.settings.judgement import Activity as TaxonomyActivity
from valuereport.settings.judgement import Taxonomy

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that exports may hold; `roles`: its assumptions by role."""

    id: str
    benefit: str
    unit: str
    label: Mapping[str, str]
    words: re.Pattern[str]
    names: frozenset[str]  # that mean it and nothing else, in small letters
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
            frozenset({one["id"], *map(str.casefold, one["label"].values())}),
            {role: one[role] for role in (*ACTIVITY_ROLES, *DISCOUNTS) if role in one},
        )
        for one in data["activity"]
    )


@cache
def assumptions() -> Mapping[str, Assumption]:
    """Return the figures by id."""
    data = tomllib.loads((_HERE / "assumptions.toml").read_text(encoding="utf-8"))
    return {name: Assumption(**one) for name, one in data["assumption"].items()}


def of_taxonomy(taxonomy: Taxonomy) -> tuple[Activity, ...]:
    """Return the activities of a workspace's own taxonomy, which know the words of their labels and matches."""
    return tuple(
        Activity(
            one.id,
            one.benefit,
            one.unit,
            one.label,
            _likely_words(one),
            frozenset(map(str.casefold, (one.id, *one.matches, *one.label.values()))),
            {role: name for role in (*ACTIVITY_ROLES, *DISCOUNTS) if (name := getattr(one, role))},
        )
        for one in taxonomy.activity
    )


def _likely_words(one: TaxonomyActivity) -> re.Pattern[str]:
    """Return the words of the starter's activity that is like one of a workspace's own, else its own names."""
    named = " ".join((one.id, *one.label.values()))
    like = next((each.words for each in activities() if each.words.search(named)), None)
    return like or re.compile("|".join(map(re.escape, (one.id, *one.matches))), re.IGNORECASE)


def activity_for(word: str, known: Sequence[Activity], example: str = "") -> str:
    """Return the activity that a word names, else the first whose words stand in it or an example; `none` for none."""
    named = (one.id for one in known if word.strip().casefold() in one.names)
    likely = (one.id for one in known if one.words.search(f"{word} {example}"))
    return next(chain(named, likely), "none")


def needed_by(activity: Activity) -> tuple[str, ...]:
    """Return the ids of the figures that an activity needs."""
    hour = ("hour-of-work",) if activity.benefit == "time_saved" else ()
    return (*activity.roles.values(), *hour)
