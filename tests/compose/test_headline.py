"""What everybody reads: what was paid, what came back, how many times that is; and nothing the figures do not carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.compose.statements import composed, plain, settings_saying, texts
from tests.valuations import (
    AMARA,
    ANNELIESE,
    FIRM,
    below_fee_example,
    empty_example,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    valuation,
    worked_example,
    worked_lines,
)
from valuereport.model.member import Member
from valuereport.model.statement import Detail, Headline, Statement
from valuereport.model.valuation import Earlier, Range, Valuation
from valuereport.wording import wording_for

CAUTIOUS = "A cautious estimate of what you got back"


def value_of(found: Detail | None) -> str:
    return plain(found.value) if found else ""


def values(made: Statement) -> tuple[str, str, str]:
    """Return the fee, the estimate and the ratio; empty where there is none."""
    return value_of(made.headline.fee), value_of(made.headline.estimate), value_of(made.headline.ratio)


def test_a_single_figure_is_what_you_got_back() -> None:
    made = composed(worked_example()).headline
    assert made.lead == ""
    assert made.fee == Detail("Fee that you paid", "£325")
    assert made.estimate == Detail("What you got back", "£1,147")
    assert made.ratio == Detail("your fee", "3.5\u00a0times")
    assert plain(made.note) == "Without what we won for everybody: £1,129, 3.4 times your fee."


def test_of_a_range_the_cautious_estimate_is_large_and_the_others_are_a_sentence() -> None:
    made = composed(ranged_example())
    assert made.headline.estimate == Detail(CAUTIOUS, "£902")
    assert value_of(made.headline.ratio) == "2.7 times"  # 2.7767, rounded down
    first, without = plain(made.headline.note).split(". ")
    assert first == "Best estimate £1,147, high estimate £1,421"
    assert without == "Without what we won for everybody: £889, 2.7 times your fee."


def test_nothing_is_said_of_policy_wins_where_there_are_none() -> None:
    assert composed(valuation(worked_lines()[:4])).headline.note == ""


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        (ANNELIESE, ("325 €", "902 €", "das 2,7-Fache")),
        (FIRM, ("325 €", "902 €", "2,7 fois")),
    ],
)
def test_the_same_figures_in_german_and_french(member: Member, shown: tuple[str, str, str]) -> None:
    made, english = composed(ranged_example(member), member), composed(ranged_example())
    assert values(made) == shown
    assert not {each.label for each in labelled(made)} & {each.label for each in labelled(english)}
    assert (made.locale, made.direction) == (member.locale, "ltr")


def labelled(made: Statement) -> list[Detail]:
    return [each for each in (made.headline.fee, made.headline.estimate, made.headline.ratio) if each]


@pytest.mark.parametrize("edition", ["standard", "first-year", "below-fee", "light-use"])
@pytest.mark.parametrize("fee", [100.0, 1147.2493150684932, 1147.26, 0.0, float("nan")])
def test_the_ratio_is_said_only_where_the_low_estimate_covers_a_paid_fee(edition: Any, fee: float) -> None:
    made = composed(replace(worked_example(), edition=edition, fee=fee))
    low = worked_example().total.low
    said = edition in ("standard", "first-year") and fee > 0 and low >= fee
    assert bool(made.headline.ratio) is said
    assert ("your fee" in made.headline.note) is said


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "fr-FR"])
def test_a_fee_that_was_only_invoiced_is_never_called_paid(locale: str) -> None:
    member, words = replace(AMARA, locale=locale), wording_for(locale)
    for basis, label in (("paid", "Fee that you paid"), ("invoiced", "Your fee")):
        made = composed(replace(ranged_example(), fee_basis=basis), member)
        assert made.headline.fee
        assert made.headline.fee.label == words.gettext(label)
    assert not any(words.gettext("Fee that you paid") in text for text in texts(made))


@pytest.mark.parametrize(("fee", "shown"), [(315.0, "£315"), (315.5, "£315.50"), (0.0, ""), (float("nan"), "")])
def test_the_fee_stands_as_it_was_paid_and_none_where_none_is_recorded(fee: float, shown: str) -> None:
    assert values(composed(replace(worked_example(), fee=fee)))[0] == shown


def test_below_the_fee_says_a_cautious_estimate_without_a_ratio() -> None:
    made = composed(below_fee_example()).headline
    assert made.estimate == Detail(CAUTIOUS, "£162")
    assert made.ratio is None
    assert made.note == "Best estimate £168, high estimate £173. Without what we won for everybody: £150."


def test_a_first_year_has_its_figures_and_does_not_count_days() -> None:
    joined = replace(AMARA, joined=date(2026, 1, 7))
    made = composed(first_year_example(joined), joined)
    assert values(made) == ("£250", "£341", "1.3 times")
    assert not any("days from joining" in text for text in texts(made))  # for the organisation's eyes only


def test_a_light_user_reads_of_no_money_but_the_fee() -> None:
    prices = line("savings", "handbook", 2, 24.0, spread=0.2)
    made = composed(replace(light_use_example(), lines=(*light_use_example().lines, prices)))
    assert [text for text in texts(made) if "£" in text] == ["£325"]
    assert not any("worth" in text for text in texts(made))
    assert (made.chart, made.counted.total, made.counted.subtotals, made.method.paragraphs) == (None, None, (), ())
    assert made.counted.rows
    assert made.policy is not None
    assert made.headline == Headline(
        "There is more in your membership",
        Detail("Fee that you paid", "£325"),
        None,
        None,
        "Below are parts of your membership that members like you found useful.",
    )


def test_a_light_user_reads_the_organisations_own_words_of_what_more_there_is() -> None:
    own = settings_saying("light-use", more={"en": "Come and see us.", "de": "Besuchen Sie uns."})
    assert composed(light_use_example(), settings=own).headline.note == "Come and see us."
    assert composed(empty_example(), settings=own).headline.note == "Come and see us."
    german = composed(replace(light_use_example(ANNELIESE)), ANNELIESE, own)
    assert german.headline.note == "Besuchen Sie uns."
    assert "Come" not in composed(ranged_example(), settings=own).headline.note


def test_no_headline_boasts_of_nothing() -> None:
    unlikely = [line("leads", "referral", 1, 0.0, value=Range(0.0, 0.0, 25.0))]
    made = composed(valuation(unlikely)).headline
    assert (made.lead, made.estimate, made.ratio, made.note) == (
        *("Your membership year, and what is yours to use", None, None),
        "",
    )
    first = composed(valuation(unlikely, edition="first-year")).headline
    assert first.lead == "Your first year with us, and what is yours to use"


def test_where_the_cautious_estimate_is_nothing_the_best_one_is_large_and_called_so() -> None:
    """What is left without policy wins is then the best estimate, too: £0 beside £23 would say that nothing was."""
    possible = line("leads", "referral", 1, 5.0, value=Range(0.0, 5.0, 25.0))
    made = composed(valuation([possible])).headline
    assert made.estimate == Detail("Our best estimate of what you got back", "£5")
    assert (made.ratio, made.note) == (None, "High estimate £25.")
    won = replace(worked_lines()[4], value=Range(0.4, 18.0, 30.0))
    made = composed(valuation([possible, won])).headline
    assert made.note == "High estimate £55. Without what we won for everybody: £5."


EARLIER = Earlier(date(2025, 1, 1), date(2026, 1, 1), "GBP", 1000.0)


@pytest.mark.parametrize(("before", "change"), [(1000.0, "+£147.25"), (1147.2493, "£0.00"), (2000.5, "-£853.25")])
def test_the_year_before_is_a_sentence_with_the_change(before: float, change: str) -> None:
    made = composed(ranged_example(), earlier=replace(EARLIER, central=before)).headline
    without = composed(ranged_example()).headline
    value = wording_for("en-GB").money(before, "GBP")
    told = made.note.removeprefix(without.note).replace("−", "-")
    assert told == f" In 2025 the best estimate was {value} ({change} since then)."
    assert replace(made, note="") == replace(without, note="")


@pytest.mark.parametrize(
    ("case", "earlier"),
    [
        (ranged_example(), None),
        (ranged_example(), replace(EARLIER, currency="EUR")),
        (light_use_example(), EARLIER),
        (first_year_example(), EARLIER),
        (below_fee_example(), EARLIER),
        (replace(ranged_example(), edition="light-use"), EARLIER),
    ],
    ids=["no run", "another currency", "light use", "first year", "below the fee", "light use with value"],
)
def test_the_year_before_is_left_out(case: Valuation, earlier: Earlier | None) -> None:
    made = composed(case, earlier=earlier)
    assert made == composed(case)
    assert not any("2025" in text for text in texts(made.headline))


def test_a_period_over_two_years_is_named_by_both() -> None:
    earlier = replace(EARLIER, start=date(2024, 7, 1), end=date(2025, 7, 1))
    assert "In 2024/25 the best estimate was £1,000.00" in composed(ranged_example(), earlier=earlier).headline.note
