"""What a statement says first: what was worth most, or what members would miss most (Kano)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, Literal, NamedTuple, get_args

from valuereport.model.listening import KanoClass

OrderBy = Literal["value", "kano"]


class Place(IntEnum):
    """Where something stands among others; within a place the more valuable comes first."""

    FIRST = 0
    NEUTRAL = 1
    BASIC = 2  # taken for granted: never shown off, and the last to be offered
    REVERSE = 3  # unwelcome: never shown off and never offered


PLACES: Final[Mapping[KanoClass, Place]] = {
    "performance": Place.FIRST,
    "attractive": Place.FIRST,
    "indifferent": Place.NEUTRAL,
    "mixed": Place.NEUTRAL,
    "too_few": Place.NEUTRAL,
    "basic": Place.BASIC,
    "reverse": Place.REVERSE,
}


class ActivityClass(NamedTuple):
    """The class of an activity: that of a feature, as a wave of a survey says."""

    kano: KanoClass
    feature: str
    survey: str
    wave: str


class NotOnOffer(NamedTuple):
    """Why an activity is not to be announced: the feature that holds it back, and its stage."""

    feature: str
    stage: str


@dataclass(frozen=True, slots=True)
class StatementOrder:
    """The order of a run. `classes` and `not_on_offer`: by activity; both are empty where the order is by value."""

    by: OrderBy = "value"
    classes: Mapping[str, ActivityClass] = field(default_factory=dict)
    not_on_offer: Mapping[str, NotOnOffer] = field(default_factory=dict)

    def place(self, activity: str) -> Place:
        """Return the place of an activity. What is not on offer is not put first."""
        found = self.classes.get(activity)
        place = PLACES[found.kano] if found else Place.NEUTRAL
        return max(place, Place.NEUTRAL) if activity in self.not_on_offer else place

    def place_together(self, activities: Iterable[str]) -> Place:
        """Return the place of a benefit with these activities.

        First where one of them is and none is basic or reverse; last where all are basic or reverse; else neutral.
        """
        places = {self.place(activity) for activity in activities} or {Place.NEUTRAL}
        lowest, highest = min(places), max(places)
        if lowest > Place.NEUTRAL:
            return lowest
        return lowest if highest <= Place.NEUTRAL else Place.NEUTRAL

    def shows_off(self, activity: str) -> bool:
        """Return whether an activity may stand in a highlight."""
        return self.place(activity) <= Place.NEUTRAL

    def offers(self, activity: str) -> bool:
        """Return whether an activity may be offered to a member."""
        return activity not in self.not_on_offer and self.place(activity) != Place.REVERSE

    def record(self) -> dict[str, Any]:
        """Return what run.json says of it."""
        return {
            "by": self.by,
            "classes": {activity: one._asdict() for activity, one in sorted(self.classes.items())},
            "not_on_offer": {activity: one._asdict() for activity, one in sorted(self.not_on_offer.items())},
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> StatementOrder:
        """Return the order that run.json says. Raises KeyError, TypeError, ValueError where it says none."""
        by, classes = record["by"], {name: ActivityClass(**one) for name, one in record["classes"].items()}
        if by not in get_args(OrderBy) or any(one.kano not in PLACES for one in classes.values()):
            raise ValueError("an order or a class that is not known")
        return cls(by, classes, {name: NotOnOffer(**one) for name, one in record["not_on_offer"].items()})


BY_VALUE: Final = StatementOrder()
