"""What a statement says first: by value, or what members would miss most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compose.statements import SETTINGS, plain, settings_entitling
from tests.compose.test_highlight import ENTITLED, LEFT, highlight_of, items
from tests.sheets import Desk
from tests.story_pages import stories
from tests.valuations import (
    AMARA,
    below_fee_example,
    evidence,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    unpriced,
    valuation,
)
from valuereport.compose import compose
from valuereport.compose.story import compose_story
from valuereport.model.listening import KanoClass
from valuereport.model.member import Member
from valuereport.model.statement import Statement
from valuereport.model.statement_order import BY_VALUE, PLACES, ActivityClass, NotOnOffer, StatementOrder
from valuereport.model.story_page import Section, StoryPage
from valuereport.model.valuation import Suggestion, Valuation
from valuereport.settings import Settings


def by_kano(classes: Mapping[str, KanoClass], *not_on_offer: str) -> StatementOrder:
    found = {name: ActivityClass(kano, name, "benefits", "2026") for name, kano in classes.items()}
    return StatementOrder("kano", found, {name: NotOnOffer(name, "stopped") for name in not_on_offer})


def ordered(case: Valuation, order: StatementOrder, member: Member = AMARA, settings: Settings = SETTINGS) -> Statement:
    (made,), problems = compose(member, case, settings, order=order)
    assert problems == ()
    return made


def titles(made: Statement) -> list[str]:
    return [title for _, title, _ in items(made.highlight)] if made.highlight else []


def test_an_order_without_classes_changes_no_place() -> None:
    for case in (ranged_example(), light_use_example(), below_fee_example()):
        made, by_value = ordered(case, by_kano({})), ordered(case, BY_VALUE)
        heading = {"What was worth most": "Highlights of your year"}
        assert made.highlight
        assert by_value.highlight
        assert made.highlight.heading == heading.get(by_value.highlight.heading, by_value.highlight.heading)
        assert replace(made, highlight=by_value.highlight) == by_value


def test_what_members_would_miss_most_comes_first_by_value() -> None:
    made = ordered(ranged_example(), by_kano({"cpd-webinar": "performance", "template-download": "attractive"}))
    assert highlight_of(made).heading == "Highlights of your year"  # they are not what was worth most
    worth = [plain(item.lead).partition(" on ")[0] for item in highlight_of(made).items]
    assert len(worth) == 3
    assert worth == sorted(worth, key=lambda text: -float(text.removeprefix("£").replace(",", "")))
    by_value = titles(ordered(ranged_example(), BY_VALUE))
    assert not {*titles(made)} & {*by_value}  # referrals and savings were worth more


@pytest.mark.parametrize("kano", ["basic", "reverse"])
def test_basic_and_reverse_ones_are_never_shown_off(kano: KanoClass) -> None:
    shown = {each.activity for each in ranged_example().lines if each.benefit != "policy"}
    assert ordered(ranged_example(), by_kano(dict.fromkeys(shown, kano))).highlight is None
    made = ordered(ranged_example(), by_kano({"referral": kano}))
    assert "Survey of a slipway" not in titles(made)
    table = ordered(ranged_example(), BY_VALUE).counted
    assert made.counted == table  # the account is what it was


def test_a_delighter_without_a_price_is_a_highlight_with_its_day() -> None:
    savings = line("savings", "handbook", 1, 10.0, evidence=evidence(["A handbook"], date(2026, 1, 19), 1, 1, 10.0))
    case = valuation([savings], unpriced=(unpriced("committee", 2, 2.0),), engagements=3)
    assert [item.lead for item in highlight_of(ordered(case, by_kano({}))).items] == ["£10.00 on 19\u00a0Jan\u00a02026"]
    made = ordered(case, by_kano({"committee": "attractive"}))
    assert items(made.highlight)[0] == ("8 Jan 2026", "A committee", "")
    stopped = ordered(case, by_kano({"committee": "attractive"}, "committee"))
    assert titles(stopped) == ["A handbook"]


def test_what_is_not_live_is_no_longer_put_first() -> None:
    webinars: Mapping[str, KanoClass] = {"cpd-webinar": "attractive"}
    assert titles(ordered(ranged_example(), by_kano(webinars, "cpd-webinar"))) == titles(
        ordered(ranged_example(), BY_VALUE)
    )


def test_a_light_user_is_offered_what_delights_first_and_never_what_is_unwelcome() -> None:
    case = replace(
        light_use_example(),
        suggestions=tuple(
            Suggestion(name, users, 12)
            for name, users in (("template-download", 9), ("referral", 7), ("committee", 5), ("handbook", 4))
        ),
    )
    classes: Mapping[str, KanoClass] = {"template-download": "basic", "referral": "reverse", "handbook": "performance"}
    made = ordered(case, by_kano(classes))
    assert [lead for lead, _, _ in items(made.highlight)] == [
        "4 of 12 members like you",
        "5 of 12 members like you",
        "9 of 12 members like you",
    ]
    assert titles(made)[2] == "Templates and model documents"  # a basic one is offered last
    assert "Templates and model documents" not in titles(ordered(case, by_kano(classes, "template-download")))
    every = ("template-download", "referral", "committee", "handbook")
    nothing = ordered(case, by_kano({}, *every))
    assert nothing.highlight is None
    assert nothing.headline.note == ""  # nothing is below that members like this one found useful


def test_what_is_left_is_told_in_the_same_order() -> None:
    case = replace(light_use_example(), entitlements=LEFT)

    def left(order: StatementOrder, example: Valuation = case) -> list[str]:
        found = ordered(example, order, settings=ENTITLED).left
        return [title for _, title, _ in items(found)] if found and found.items else [found.line] if found else []

    referrals, webinars = "Referrals from Find a Surveyor", "CPD webinars"
    assert left(BY_VALUE) == [referrals, webinars]
    assert left(by_kano({"cpd-webinar": "performance"})) == [webinars, referrals]
    assert left(by_kano({"referral": "basic"})) == [webinars, referrals]
    assert left(by_kano({"referral": "reverse"})) == [webinars]
    assert left(by_kano({"cpd-webinar": "attractive"}, "cpd-webinar")) == [referrals]
    assert left(by_kano({}, "cpd-webinar", "referral")) == []
    one = replace(ranged_example(), entitlements=LEFT)
    assert left(by_kano({"referral": "basic"}), one)[0].startswith(webinars)


def test_the_bars_of_benefits_that_delight_come_first() -> None:
    def bars(order: StatementOrder) -> list[str]:
        made = ordered(ranged_example(), order)
        assert made.chart
        return [bar.label for bar in made.chart.bars if bar.high]

    by_value = bars(BY_VALUE)
    learning = next(label for label in by_value if "development" in label)
    assert by_value.index(learning) > 0
    assert bars(by_kano({"cpd-webinar": "performance"})) == [learning, *(one for one in by_value if one != learning)]
    assert bars(by_kano({"referral": "reverse"}))[-1].startswith("referral")
    everything = by_kano({each.activity: "reverse" for each in ranged_example().lines})
    assert bars(everything)[0].startswith("policy")  # no survey asks about a win by the activity's id


def test_first_steps_stay_in_the_order_of_their_days() -> None:
    joined = replace(AMARA, joined=date(2026, 1, 7))
    case = first_year_example(joined)
    assert (
        ordered(case, by_kano({"cpd-webinar": "attractive"}), joined).highlight
        == ordered(case, BY_VALUE, joined).highlight
    )
    assert "CPD webinars" not in titles(ordered(case, by_kano({"cpd-webinar": "reverse"}), joined))


IDS = [one.id for one in SETTINGS.judgement.taxonomy.activity]
EVERY = ("cpd-webinar", "template-download", "referral", "handbook", "committee", "mentoring")


@given(
    st.dictionaries(st.sampled_from(EVERY), st.sampled_from(list(PLACES))),
    st.sets(st.sampled_from(EVERY)),
)
def test_whatever_members_say_no_place_is_out_of_order(classes: dict[str, KanoClass], stopped: set[str]) -> None:
    order = by_kano(classes, *stopped)
    case = replace(
        light_use_example(),
        suggestions=tuple(Suggestion(name, 12 - at, 12) for at, name in enumerate(EVERY)),
        entitlements=LEFT,
    )
    made = ordered(case, order, settings=ENTITLED)
    names = {SETTINGS.judgement.taxonomy.activity[at].label["en"]: each for at, each in enumerate(IDS)}
    for part in (made.highlight, made.left):
        shown = [names[item.title] for item in part.items] if part else []
        assert [order.place(name) for name in shown] == sorted(order.place(name) for name in shown)
        assert all(order.offers(name) and classes.get(name) != "reverse" and name not in stopped for name in shown)
    offered = [name for name in EVERY if order.offers(name)]
    assert len(made.highlight.items if made.highlight else ()) == min(3, len(offered))
    standard = ordered(ranged_example(), order)
    everything = ordered(ranged_example(), BY_VALUE)
    assert standard.counted == everything.counted
    assert standard.headline == everything.headline
    assert standard.chart
    assert everything.chart
    assert sorted(bar.label for bar in standard.chart.bars) == sorted(bar.label for bar in everything.chart.bars)


def test_a_text_that_no_longer_stands_there_is_not_missed() -> None:
    untranslated = settings_entitling()
    assert compose(AMARA, light_use_example(), untranslated, order=by_kano({}, "referral"))[1] == ()


def story(classes: Mapping[str, KanoClass]) -> StoryPage:
    told = replace(stories(), order=by_kano(classes))
    return compose_story(told, Desk().settings, "en-GB")


def section(found: StoryPage, name: str) -> Section:
    return next(each for each in found.sections if each.name == name)


LEARNING = ("cpd-webinar", "cpd-course", "conference")
LEADS = ("referral", "directory-enquiry")


def test_stories_put_first_what_delights_and_show_off_nothing_basic() -> None:
    found = story({"conference": "attractive", "referral": "basic", "directory-enquiry": "reverse"})
    assert found.hero.label == "of professional development with us in 2026"
    assert found.sentences[0].startswith("Our members spent 2,900\u00a0hours on professional development")
    assert not any("referral" in said for said in found.sentences)
    assert [card.label for card in section(found, "received").figures] == [
        "Hours saved",
        "Members reached by policy wins",
    ]
    benefits = [row.label for row in section(found, "benefits").tables[0].rows]
    assert benefits[:3] == ["Professional development", "Time saved", "Member prices"]
    assert benefits[-2:] == ["New business", "Total, best estimate"]
    assert section(found, "portraits").portraits[0].facts[0].label.startswith("Hours of")


def test_a_benefit_of_both_kinds_stays_where_its_value_puts_it() -> None:
    mixed = {"conference": "attractive", "cpd-course": "basic"}
    assert story(mixed) == story({}) == compose_story(stories(), Desk().settings, "en-GB")


def test_no_figure_of_a_story_stands_twice_in_any_order() -> None:
    found = story({"partner-discount": "performance"})
    assert found.hero.label == "saved by our members in 2026, by our estimate"
    assert found.sentences[0].startswith("Our members saved an estimated £31,000 on member prices")
