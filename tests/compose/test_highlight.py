"""What a letter dwells on, and what it says is still the member's to use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.compose.statements import composed, plain, settings_entitling, texts
from tests.valuations import (
    AMARA,
    ANNELIESE,
    below_fee_example,
    empty_example,
    evidence,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    unpriced,
    valuation,
)
from valuereport.compose import compose
from valuereport.model.statement import Highlight, Left, Statement
from valuereport.model.valuation import EntitlementLeft, Suggestion, Valuation
from valuereport.settings.entitlements import Entitlement


def highlight_of(made: Statement) -> Highlight:
    assert made.highlight
    return made.highlight


def items(found: Highlight | Left | None) -> list[tuple[str, str, str]]:
    assert found
    return [(plain(each.lead), plain(each.title), plain(each.note)) for each in found.items]


def test_the_best_moments_begin_with_what_they_were_worth() -> None:
    made = highlight_of(composed(ranged_example()))
    assert (made.kind, made.heading, made.note) == ("moments", "What was worth most", "")
    assert items(made) == [
        ("£600.00 on 14 Sept 2026", "Quay wall inspection, Avonmouth", ""),
        ("£60.00 on 2 Apr 2026", "Survey of a slipway", ""),
        ("£60.00 on 21 Jun 2026", "Enquiry on a marina", ""),
    ]


def test_what_has_no_title_is_called_by_its_activity() -> None:
    bare = evidence(["", ""], date(2026, 1, 19), 1, 1, 5.0)
    made = highlight_of(composed(valuation([line("savings", "handbook", 2, 10.0, evidence=bare)])))
    assert [(item.title, item.language) for item in made.items] == [("Handbooks at the member price", "en-GB")] * 2


def test_the_first_year_tells_the_first_steps() -> None:
    joined = replace(AMARA, joined=date(2026, 1, 7))
    made = highlight_of(composed(first_year_example(joined), joined))
    assert (made.kind, made.heading) == ("steps", "Your first steps with us")
    assert items(made) == [
        ("7 Jan 2026", "You joined", ""),
        ("19 Jan 2026", "Templates and model documents", ""),
        ("11 Feb 2026", "CPD webinars", ""),
    ]


def test_a_first_step_needs_no_price() -> None:
    joined = replace(AMARA, joined=date(2026, 1, 7))
    used = unpriced("committee", 2, 2.0)
    alone = valuation([], edition="first-year", unpriced=(used,), community=(("committee", 2.0, 2),), engagements=2)
    made = highlight_of(composed(alone, joined))
    assert items(made) == [("7 Jan 2026", "You joined", ""), ("8 Jan 2026", "Committee meetings", "")]


@pytest.mark.parametrize(("case", "gives"), [(light_use_example(), True), (below_fee_example(), False)])
def test_who_used_little_is_neither_told_of_value_nor_scolded(case: Valuation, gives: bool) -> None:
    made = composed(case)
    everything = " ".join(texts(made)).lower()
    assert not any(word in everything for word in ("only", "should", "unfortunately", "worthwhile", "times your fee"))
    found = highlight_of(made)
    assert (found.kind, found.heading) == ("suggestions", "What members like you use")
    assert items(found) == [
        ("7 of 12 members like you", "Templates and model documents", "Time saved" if gives else ""),
        ("5 of 12 members like you", "Referrals from Find a Surveyor", "New business" if gives else ""),
        ("1 of 12 members like you", "Committee meetings", "Community" if gives else ""),
    ]
    assert found.note == "Members like you share your grade and sector."


def test_what_members_have_in_common_is_not_said_where_nothing_is() -> None:
    assert highlight_of(composed(replace(light_use_example(), peer_group=()))).note == ""


def test_at_most_three_suggestions() -> None:
    four = tuple(Suggestion(name, 3, 12) for name in ("template-download", "referral", "committee", "mentoring"))
    assert len(highlight_of(composed(replace(light_use_example(), suggestions=four))).items) == 3


@pytest.mark.parametrize("case", [empty_example(), valuation([])], ids=["light use", "standard"])
def test_there_is_none_where_there_is_nothing_to_show(case: Valuation) -> None:
    assert composed(case).highlight is None


ENTITLED = settings_entitling(
    Entitlement(activity="referral", quantity=4, where="https://www.ihs.example/find/"),
    Entitlement(activity="cpd-webinar", quantity=16, where={"en": "by telephone", "de": "telefonisch"}),
)
LEFT = (
    EntitlementLeft(0, "referral", 4.0, 2.0, 2.0, date(2027, 3, 31)),
    EntitlementLeft(1, "cpd-webinar", 16.0, 1.5, 14.5, date(2026, 12, 31)),
)


def test_what_is_left_is_one_line_beside_what_was_used() -> None:
    made = composed(replace(ranged_example(), entitlements=LEFT), settings=ENTITLED).left
    assert made
    assert (made.heading, made.items) == ("Still yours to use", ())
    assert plain(made.line) == "Referrals from Find a Surveyor: 2 of 4 times until 31 Mar 2027"


def test_a_light_user_reads_what_is_left_and_where_it_is_had() -> None:
    case = replace(light_use_example(), entitlements=LEFT)
    made = composed(case, settings=ENTITLED).left
    assert made
    assert made.line == ""
    assert items(made) == [
        ("2 of 4 times until 31 Mar 2027", "Referrals from Find a Surveyor", "ihs.example/find"),
        ("14.5 of 16 hours until 31 Dec 2026", "CPD webinars", "by telephone"),
    ]
    german = composed(replace(case, currency="EUR"), ANNELIESE, ENTITLED).left
    assert items(german)[1][1:] == ("Fortbildungs-Webinare", "telefonisch")
    assert len(items(composed(replace(case, entitlements=LEFT * 2), settings=ENTITLED).left)) == 3


def test_nothing_is_said_where_nothing_is_left() -> None:
    assert composed(ranged_example(), settings=ENTITLED).left is None


def test_where_it_is_had_is_told_where_nobody_translated_it() -> None:
    english = settings_entitling(Entitlement(activity="referral", quantity=4, where={"en": "by telephone"}))
    case = replace(light_use_example(ANNELIESE), entitlements=LEFT[:1], suggestions=())
    (made,), problems = compose(ANNELIESE, case, english)
    assert made.left
    assert made.left.items[0].note == "by telephone"
    assert [found.column for found in problems] == ["entitlement 1: where"]
