"""What a statement says first, by what members say: the classes of features become those of activities.

An activity belongs to the features that list it; of these the most specific count, those without a part that lists it,
too. Where they disagree, the more careful one counts: not live before live; reverse, basic, neither of them, and only
then performance and attractive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from valuereport.errors import Problem
from valuereport.insights.surveys.answers import answers
from valuereport.insights.surveys.kano import kano
from valuereport.insights.surveys.pairs import pairs
from valuereport.model.histories import Histories
from valuereport.model.kano_in_force import in_force
from valuereport.model.listening import FeatureKano
from valuereport.model.statement_order import PLACES, ActivityClass, NotOnOffer, StatementOrder
from valuereport.settings.surveys import Feature, Surveys


def order_by_kano(histories: Histories, wanted: Surveys, smallest: int) -> StatementOrder:
    """Return the order that the responses of a run say. `smallest`: fewer answers to a wave are not told at all."""
    found, _ = answers(histories, wanted)
    return statement_order(wanted.feature, classes_in_force(kano(found, pairs(found), smallest)))


def classes_in_force(told: Sequence[FeatureKano]) -> dict[str, ActivityClass]:
    """Return the class of each feature of which enough have been asked. `told`: in the order of time."""
    return {
        name: ActivityClass(one.kano_class, name, one.survey, one.wave)
        for name, one in in_force(told).items()
        if one.kano_class != "too_few"
    }


def statement_order(features: Sequence[Feature], classes: Mapping[str, ActivityClass]) -> StatementOrder:
    """Return the order by Kano; `classes`: of the features of which there is one."""
    by_id = {feature.id: feature for feature in features}
    found: dict[str, ActivityClass] = {}
    not_on_offer: dict[str, NotOnOffer] = {}
    for activity in dict.fromkeys(each for feature in features for each in feature.activities):
        counting = most_specific(activity, by_id)
        said = [one for feature in counting if (one := _class_of(feature, by_id, classes))]
        if said:
            found[activity] = max(said, key=lambda one: PLACES[one.kano])
        held_back = [missing for feature in counting if (missing := _not_live(feature, by_id))]
        if held_back:
            not_on_offer[activity] = NotOnOffer(held_back[0].id, held_back[0].stage)
    return StatementOrder("kano", found, not_on_offer)


def order_problems(features: Sequence[Feature], order: StatementOrder, file: str) -> Iterator[Problem]:
    """Yield what a person should look at. `file`: where the features stand."""
    if order.by == "value":
        return
    if not order.classes:
        reason = "no wave of members names the class of a feature that lists an activity: there is nothing to order by"
        yield Problem("insights", "warning", reason, "the order is by value; what is not live is not offered", file)
    by_id = {feature.id: feature for feature in features}
    for activity, held_back in order.not_on_offer.items():
        if live := next((one for one in most_specific(activity, by_id) if not _not_live(one, by_id)), None):
            reason = f"it belongs to {held_back.feature}, which is {held_back.stage}, and to {live.id}, which is live"
            action = "no statement offers it; take it out of one of the two"
            yield Problem("insights", "warning", reason, action, file, column="activities", value=activity)


def most_specific(activity: str, features: Mapping[str, Feature]) -> list[Feature]:
    """Return the features that list an activity, without those of which another one of them is a part."""
    listing = [feature for feature in features.values() if activity in feature.activities]
    wholes = {above.id for feature in listing for above in _upwards(feature, features) if above is not feature}
    return [feature for feature in listing if feature.id not in wholes]


def _class_of(
    feature: Feature, features: Mapping[str, Feature], classes: Mapping[str, ActivityClass]
) -> ActivityClass | None:
    return next((classes[one.id] for one in _upwards(feature, features) if one.id in classes), None)


def _not_live(feature: Feature, features: Mapping[str, Feature]) -> Feature | None:
    """Return why a feature is not there: itself, or what it is a part of, where that is not live."""
    return next((one for one in _upwards(feature, features) if one.stage != "live"), None)


def _upwards(feature: Feature, features: Mapping[str, Feature]) -> Iterator[Feature]:
    """Yield a feature, what it is a part of, and so on; each once."""
    seen: set[str] = set()
    above: Feature | None = feature
    while above is not None and above.id not in seen:
        seen.add(above.id)
        yield above
        above = features.get(above.part_of)
