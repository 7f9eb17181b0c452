"""The classes of features become those of activities, and what is not live is not on offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.insights.surveys.example import Heard, histories, settings
from tests.insights.surveys.example import said as surveys_of
from valuereport.insights.statement_order import classes_in_force, order_by_kano, order_problems, statement_order
from valuereport.insights.surveys.priorities import priorities
from valuereport.model.insight import Figure, Withheld
from valuereport.model.listening import FeatureKano, KanoClass, Priorities, WaveKind
from valuereport.model.statement_order import BY_VALUE, ActivityClass, NotOnOffer, Place, StatementOrder
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Feature, Stage

NOTHING = Figure(None, None, None, 0)


def feature(name: str, *activities: str, part_of: str = "", stage: Stage = "live") -> Feature:
    return Feature(id=name, label={"en": name}, activities=activities, part_of=part_of, stage=stage)


def order(features: Sequence[Feature], **classes: KanoClass) -> StatementOrder:
    """Return the order where features, with "_" for "-", have classes."""
    names = {name.replace("_", "-"): kano for name, kano in classes.items()}
    return statement_order(features, {name: ActivityClass(kano, name, "s", "w") for name, kano in names.items()})


INSIGHT = feature("insight")
REPORTS = feature("reports", "report", part_of="insight")


def test_a_feature_without_a_class_has_that_of_what_it_is_a_part_of() -> None:
    features = [INSIGHT, REPORTS, feature("members-only", "digest", part_of="reports")]
    found = order(features, insight="performance")
    assert found.classes == {name: ActivityClass("performance", "insight", "s", "w") for name in ("report", "digest")}
    assert order(features, insight="performance", reports="basic").classes["digest"].feature == "reports"
    assert order(features).classes == {}


def test_the_most_specific_feature_counts() -> None:
    """A benefit that lists all activities of its parts says nothing of those that a part lists."""
    features = [feature("insight", "report", "webinar"), REPORTS]
    found = order(features, insight="reverse", reports="attractive")
    assert {name: one.kano for name, one in found.classes.items()} == {"report": "attractive", "webinar": "reverse"}
    divided = order(features, insight="reverse", reports="mixed")  # they were asked, and are divided
    assert divided.place("report") == Place.NEUTRAL


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("reverse", "basic", Place.REVERSE),
        ("basic", "attractive", Place.BASIC),
        ("indifferent", "performance", Place.NEUTRAL),
        ("mixed", "attractive", Place.NEUTRAL),
        ("attractive", "performance", Place.FIRST),
    ],
)
def test_of_two_features_the_more_careful_class_counts(one: KanoClass, other: KanoClass, place: Place) -> None:
    for features in ([feature("a", "use"), feature("b", "use")], [feature("b", "use"), feature("a", "use")]):
        assert order(features, a=one, b=other).place("use") == place
    assert order([feature("a", "use"), feature("b", "use")], b=other).classes["use"].feature == "b"  # a says nothing


@pytest.mark.parametrize("stage", ["proposed", "pilot", "stopped"])
def test_what_is_not_live_is_neither_offered_nor_put_first(stage: Stage) -> None:
    found = order([feature("mentoring", "mentor-hour", stage=stage)], mentoring="attractive")
    assert not found.offers("mentor-hour")
    assert found.place("mentor-hour") == Place.NEUTRAL
    assert found.not_on_offer == {"mentor-hour": NotOnOffer("mentoring", stage)}
    below = order([feature("careers", stage=stage), feature("mentoring", "mentor-hour", part_of="careers")])
    assert below.not_on_offer == {"mentor-hour": NotOnOffer("careers", stage)}
    careful = order([feature("mentoring", "mentor-hour", stage=stage)], mentoring="reverse")
    assert careful.place("mentor-hour") == Place.REVERSE


def test_an_activity_of_a_live_feature_and_one_that_is_not_is_held_back_and_said() -> None:
    features = [feature("webinars", "webinar"), feature("recordings", "webinar", "replay", stage="proposed")]
    found = order(features, webinars="performance")
    assert not found.offers("webinar")
    (said,) = order_problems(features, found, "surveys.toml")
    assert (said.severity, said.file, said.value) == ("warning", "surveys.toml", "webinar")
    assert said.reason == "it belongs to recordings, which is proposed, and to webinars, which is live"


def test_no_class_at_all_is_said() -> None:
    assert [one.severity for one in order_problems([REPORTS], order([REPORTS]), "surveys.toml")] == ["warning"]
    assert list(order_problems([REPORTS], order([REPORTS], reports="basic"), "surveys.toml")) == []
    assert list(order_problems([REPORTS], BY_VALUE, "surveys.toml")) == []


def test_a_circle_of_parts_has_an_end() -> None:
    found = order([feature("a", "use", part_of="b"), feature("b", part_of="a")], b="basic")
    assert found.place("use") == Place.BASIC


def said(wave: str, kano: KanoClass, kind: WaveKind = "members", by: str = "", of: str = "mentoring") -> FeatureKano:
    """Return what a wave says; its name is its day, its year, or neither."""
    figures: dict[str, Any] = dict.fromkeys(
        ("better", "worse", "total_strength", "functional", "dysfunctional", "importance"), NOTHING
    )
    numbers: dict[str, Any] = dict.fromkeys(
        ("category_strength", "top", "second", "p", "functional_sd", "dysfunctional_sd")
    )
    return FeatureKano(
        survey="benefits",
        wave=wave,
        kind=kind,
        feature=of,
        by=by,
        group="Fellow" if by else "",
        counts={},
        shares={},
        n=0,
        fong_difference=0,
        fong_limit=0.0,
        kano_class=kano,
        day=date.fromisoformat(f"{wave}-05-04"[:10]) if wave[0].isdigit() else None,
        **figures,
        **numbers,
    )


def newest(*kano: FeatureKano) -> tuple[KanoClass, str] | None:
    found = classes_in_force(kano).get("mentoring")
    return (found.kano, found.wave) if found else None


def test_the_newest_wave_of_members_says_the_class() -> None:
    earlier, later = said("2025", "attractive"), said("2026", "basic")
    assert newest(earlier, later) == ("basic", "2026")
    assert newest(earlier, said("2026", "mixed")) == ("mixed", "2026")  # divided now: no longer put first
    assert newest(earlier, said("2026", "too_few")) == ("attractive", "2025")
    assert newest(said("2024", "reverse"), said("2025", "too_few"), said("2026", "too_few")) == ("reverse", "2024")


def test_a_class_outlives_newer_waves_of_too_few_for_three_years() -> None:
    few = said("2026-05-04", "too_few")
    assert newest(said("2023-05-04", "attractive"), few) == ("attractive", "2023-05-04")
    assert newest(said("2023-05-03", "attractive"), few) is None  # too_few: nothing is known of today
    assert newest(said("2023-05-03", "attractive")) == ("attractive", "2023-05-03")  # nobody has asked since
    assert newest(said("undated", "attractive"), few) is None  # nobody knows how old it is
    assert newest(said("undated", "attractive")) == ("attractive", "undated")


@pytest.mark.parametrize(("smallest", "kano"), [(10, "attractive"), (100, None)])
def test_page_priorities_and_letters_have_one_class(smallest: int, kano: KanoClass | None) -> None:
    heard = Heard()
    heard.pairs({"A": 60}, wave="2025", day="2025-05-04")
    heard.pairs({"M": 49}, wave="2026", day="2026-05-04")  # one too few
    found, wanted = histories(heard), settings([{"id": "mentorship", "activities": ["cpd-webinar"]}])
    told = order_by_kano(found, wanted, smallest).classes
    assert {each.kano for each in told.values()} == ({kano} if kano else set())
    heard_of = surveys_of(found, wanted, smallest)
    first = priorities(found, heard_of, wanted, InsightRules(smallest=smallest))
    if kano is None:  # sixty are too few to be told of, too
        assert first == Withheld("no_surveys")
    else:
        assert isinstance(first, Priorities)
        assert [(one.kano_class, one.wave, one.action) for one in first.rows] == [(kano, "2025", "promote")]
        assert {each.wave for each in told.values()} == {"2025"}


def test_neither_a_guess_of_staff_nor_a_segment_says_a_class() -> None:
    assert newest(said("2026", "basic", by="grade"), said("workshop", "attractive", "staff-guess")) is None


def test_the_record_of_an_order_gives_the_order_back() -> None:
    found = order([REPORTS, feature("mentoring", "mentor-hour", stage="pilot")], reports="performance")
    assert StatementOrder.of_record(found.record()) == found
    record = found.record()
    assert record["classes"]["report"] == {"kano": "performance", "feature": "reports", "survey": "s", "wave": "w"}
    for wrong in ({}, {**record, "by": "luck"}, {**record, "classes": {"report": {"kano": "best"}}}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            StatementOrder.of_record(wrong)
