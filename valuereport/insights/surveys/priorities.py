"""What to do first: the class of each feature, how satisfied members are with it, and who uses it -> a list.

The rules, in their order:

    fix      a basic that does not satisfy as many as it should, or is not there
    invest   performance: the more of it, the better
    pilot    attractive and not live: try it
    promote  attractive and live: more members should know it
    stop     indifferent or reverse, and there
    keep     a basic that satisfies
    leave    indifferent or reverse, and not there: do not begin
    ask      mixed, or too few responses: ask more members, or by segment

Within an action features are in the order of a score from 0 to 1:

    fix, keep     |worse| x share not satisfied      (all of them, where it is not there)
    invest        (better + |worse|) / 2 x share not satisfied
    pilot         better
    promote       better x share of members who have not used it
    stop, leave   share of pairs that are reverse + half of that of indifferent ones
    ask           (better + |worse|) / 2

A share that nobody knows counts as a half. Where scores are alike to two decimals, first what costs more (stop), then
what was said to be more important, then the order of the settings.

Sensitivity: better, worse and satisfaction of one feature are taken at either end of their intervals, all that can be
combined, while the others stay as they are: `others` are the actions, `place_low` to `place_high` the places that
follow. Of a class that is not named they are those of its two most frequent letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.surveys.adoption import used_by
from valuereport.insights.uses import uses
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Withheld
from valuereport.model.kano_in_force import in_force
from valuereport.model.listening import (
    ACTIONS,
    CLASS_OF,
    Action,
    FeatureKano,
    KanoClass,
    Priorities,
    Priority,
    Satisfaction,
    Surveys,
)
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Feature, Stage
from valuereport.settings.surveys import Surveys as SurveySettings

_UNKNOWN: Final = 0.5
_THERE: Final[frozenset[Stage]] = frozenset(("pilot", "live"))
_YEAR: Final = 365.25  # days


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the rules look at of one feature; shares from 0 to 1, None where nobody knows."""

    stage: Stage
    kano_class: KanoClass
    better: float
    worse: float  # from 0 to 1
    unwanted: float  # the share of pairs that are reverse, and half of those that are indifferent
    satisfied: float | None
    previous: Figure | None  # satisfaction about a year before
    used: float | None


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A feature at its place in the list: what it is ordered by."""

    standing: _Standing
    cost: float
    importance: float
    order: int  # in the settings


def priorities(
    histories: Histories, said: Surveys | Withheld, wanted: SurveySettings, rules: InsightRules
) -> Priorities | Withheld:
    """Return what to do first; or why that cannot be said. `said`: what `surveys` returns of the same histories."""
    if isinstance(said, Withheld):
        return said
    told = {name: one for name, one in in_force(said.kano).items() if one.counts}
    features = [one for one in wanted.feature if one.id in told]
    if not features:
        return Withheld("no_surveys")
    ratings = _newest_ratings(said.satisfaction)
    usage = {one.id: _use(one, wanted, histories, rules.smallest) for one in features}
    ranked = {
        one.id: _Ranked(
            _standing(one, told[one.id], ratings.get(one.id), usage[one.id][0]),
            one.cost or 0.0,
            told[one.id].importance.value or 0.0,
            order,
        )
        for order, one in enumerate(features)
    }
    target = wanted.targets.csat_basic
    order = sorted(ranked, key=lambda name: _key(ranked[name], target))
    rows = tuple(
        _row(place, name, features, told, ratings, usage, ranked, target) for place, name in enumerate(order, start=1)
    )
    return Priorities(rows, target)


def action(standing: _Standing, target: str) -> Action:
    """Return what the rules say of a feature. `target`: of the satisfaction with basics."""
    there = standing.stage in _THERE
    match standing.kano_class:
        case "basic":
            return "keep" if there and _satisfies(standing, target) else "fix"
        case "performance":
            return "invest"
        case "attractive":
            return "promote" if standing.stage == "live" else "pilot"
        case "indifferent" | "reverse":
            return "stop" if there else "leave"
        case _:
            return "ask"


def score(standing: _Standing, what: Action) -> float:
    """Return the score that orders features of one action."""
    lacking = 1 - (_UNKNOWN if standing.satisfied is None else standing.satisfied)
    both = (standing.better + standing.worse) / 2
    match what:
        case "fix" | "keep":
            return standing.worse * (lacking if standing.stage in _THERE else 1.0)
        case "invest":
            return both * lacking
        case "pilot":
            return standing.better
        case "promote":
            return standing.better * (1 - (_UNKNOWN if standing.used is None else standing.used))
        case "stop" | "leave":
            return standing.unwanted
        case _:
            return both


def _satisfies(standing: _Standing, target: str) -> bool:
    """Return whether satisfaction, taken as certain, meets its target; where nobody knows, it is not said to fail."""
    if standing.satisfied is None or not target:
        return True
    return judged(Figure(standing.satisfied), target, standing.previous).verdict != "missed"


def _key(one: _Ranked, target: str) -> tuple[int, float, float, float, int]:
    what = action(one.standing, target)
    dear = -one.cost if what == "stop" else 0.0
    return ACTIONS.index(what), -round(score(one.standing, what), 2), dear, -one.importance, one.order


def _standing(feature: Feature, told: FeatureKano, rated: Satisfaction | None, use: Figure) -> _Standing:
    pairs = sum(told.counts.values())
    return _Standing(
        stage=feature.stage,
        kano_class=told.kano_class,
        better=told.better.value or 0.0,
        worse=-(told.worse.value or 0.0),
        unwanted=(told.counts["R"] + told.counts["I"] / 2) / pairs,
        satisfied=rated.figure.value if rated else None,
        previous=rated.previous if rated else None,
        used=use.value,
    )


def _newest_ratings(said: Sequence[Satisfaction]) -> Mapping[str, Satisfaction]:
    """Return how satisfied members are with each feature, in the newest wave that asks."""
    return {one.feature: one for one in said if one.kind == "members" and not one.by and one.figure.value is not None}


def _use(feature: Feature, wanted: SurveySettings, histories: Histories, smallest: int) -> tuple[Figure, float | None]:
    """Return which share of today's members used a feature in the run's period, and what it cost for each of them."""
    used = used_by(feature, wanted, histories)
    current = histories.members["current"].to_numpy(dtype=np.bool_)
    begin, until = np.datetime64(histories.start), min(np.datetime64(histories.end), np.datetime64(histories.as_at))
    if not used.any() or current.sum() < smallest or not uses(histories.engagements).begin < until:  # NaT, too
        return Figure(None), None
    day = histories.engagements["date"].to_numpy().astype("datetime64[D]")
    within = (day >= begin) & (day < until) & used[histories.engagements["activity"].to_numpy()]
    users = np.zeros(len(current), dtype=np.bool_)
    users[histories.engagements["member"].to_numpy()[within]] = True
    count = int((users & current).sum())
    years = (histories.end - histories.start).days / _YEAR
    dear = feature.cost * years / int(users.sum()) if feature.cost is not None and users.any() else None
    return proportion(count, int(current.sum())), dear


def _row(
    place: int,
    name: str,
    features: Sequence[Feature],
    told: Mapping[str, FeatureKano],
    ratings: Mapping[str, Satisfaction],
    usage: Mapping[str, tuple[Figure, float | None]],
    ranked: Mapping[str, _Ranked],
    target: str,
) -> Priority:
    feature = next(one for one in features if one.id == name)
    found, own, rated = told[name], ranked[name], ratings.get(name)
    what = action(own.standing, target)
    keys = [_key(one, target) for other, one in ranked.items() if other != name]
    places, actions = {place}, {what}
    for standing in _alternatives(own.standing, found, rated):
        key = _key(replace(own, standing=standing), target)
        places.add(1 + sum(other < key for other in keys))
        actions.add(action(standing, target))
    use, dear = usage[name]
    return Priority(
        place=place,
        feature=name,
        action=what,
        kano_class=found.kano_class,
        score=score(own.standing, what),
        better=found.better,
        worse=found.worse,
        importance=found.importance,
        satisfied=rated.figure if rated else Figure(None),
        use=use,
        cost=feature.cost,
        cost_per_user=dear,
        others=tuple(one for one in ACTIONS if one in actions - {what}),
        place_low=min(places),
        place_high=max(places),
        survey=found.survey,
        wave=found.wave,
    )


def _alternatives(standing: _Standing, told: FeatureKano, rated: Satisfaction | None) -> Iterator[_Standing]:
    """Yield a feature with its figures at the ends of their intervals, and with the classes that it may have."""
    kano_classes = {standing.kano_class}
    if standing.kano_class in ("mixed", "too_few"):
        kano_classes |= {CLASS_OF[letter] for letter in (told.top, told.second) if letter}
    betters = _ends(told.better) or [standing.better]
    worses = [-one for one in _ends(told.worse)] or [standing.worse]
    happy: list[float | None] = [*_ends(rated.figure)] if rated else []
    for kano_class, better, worse, satisfied in product(
        sorted(kano_classes), betters, worses, happy or [standing.satisfied]
    ):
        yield replace(standing, kano_class=kano_class, better=better, worse=worse, satisfied=satisfied)


def _ends(figure: Figure) -> list[float]:
    return [one for one in (figure.low, figure.high) if one is not None]
