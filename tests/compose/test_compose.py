"""What a statement says: every figure to the penny, and nothing that the figures do not carry."""

from __future__ import annotations

import pickle
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from tests.valuations import (
    AMARA,
    ANNELIESE,
    FIRM,
    WORKSPACE,
    empty_example,
    evidence,
    factor,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    valuation,
    worked_example,
    worked_lines,
)
from valuereport.compose import compose
from valuereport.model.member import Member
from valuereport.model.statement import Phrase, Statement
from valuereport.model.valuation import Range, Suggestion, Valuation
from valuereport.settings import Settings, load_settings


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(WORKSPACE)


@pytest.fixture
def statement(settings: Settings) -> Any:
    """Return a function that composes, and says that there was no problem."""

    def made(case: Valuation, member: Member = AMARA) -> Statement:
        found, problems = compose(member, case, settings)
        assert problems == ()
        return found

    return made


def said(pieces: tuple[Phrase, ...]) -> str:
    return plain("".join(piece.text for piece in pieces))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def texts(part: Any) -> list[str]:
    """Return every text of a statement."""
    if isinstance(part, str):
        return [plain(part)]
    if isinstance(part, tuple):
        return [text for each in part for text in texts(each)]
    if is_dataclass(part):
        return [text for field in fields(part) for text in texts(getattr(part, field.name))]
    return []


def test_the_worked_example_holds_to_the_penny(statement: Any) -> None:
    made = statement(worked_example())
    assert said(made.headline) == "Your membership was worth £1,147.25 to you."
    assert "3.53 times the £325.00" in plain(made.opening[0])
    assert [row.value for row in made.counted.rows] == ["£600.00", "£259.20", "£150.00", "£120.00", "£18.05"]
    assert made.counted.total is not None
    assert made.counted.total.value == "£1,147.25"
    assert made.counted.range is None
    assert made.counted.notes == ()
    assert [detail.value for detail in made.counted.subtotals] == ["£150.00", "£997.25"]
    assert made.chart is not None
    assert not made.chart.ranged


def test_a_range_is_said_as_at_least_and_most_likely(statement: Any) -> None:
    made = statement(ranged_example())
    assert said(made.headline) == "Your membership was worth at least £902.45 to you, most likely £1,138.92."
    assert [piece.text for piece in made.headline if piece.strong] == ["£902.45", "£1,138.92"]
    assert plain(made.counted.range.value) == "£902.45 – £1,421.06"
    assert "2.78 times the £325.00" in plain(made.opening[0])


@pytest.mark.parametrize(
    ("member", "headline", "ratio"),
    [
        (
            ANNELIESE,
            "Ihre Mitgliedschaft war mindestens 902,45 € wert, am wahrscheinlichsten 1.138,92 €.",
            "das 2,78-Fache der 325,00 €",
        ),
        (
            FIRM,
            "Votre adhésion a valu pour vous au moins 902,45 €, le plus probablement 1 138,92 €.",
            "2,78 fois les 325,00 €",
        ),
    ],
)
def test_the_same_figures_in_german_and_french(statement: Any, member: Member, headline: str, ratio: str) -> None:
    made = statement(ranged_example(member), member)
    assert said(made.headline) == headline
    assert ratio in plain(made.opening[0])
    assert (made.locale, made.direction) == (member.locale, "ltr")


def ratio_is_said(made: Statement) -> bool:
    return any(" times the £" in text for text in texts(made))


@pytest.mark.parametrize("edition", ["standard", "first-year", "light-use"])
@pytest.mark.parametrize("fee", [100.0, 1147.2493150684932, 1147.26, 0.0, float("nan")])
def test_the_ratio_is_said_only_where_the_low_estimate_covers_a_paid_fee(
    statement: Any, edition: Any, fee: float
) -> None:
    made = statement(replace(worked_example(), edition=edition, fee=fee))
    low = worked_example().total.low
    assert ratio_is_said(made) is (edition != "light-use" and fee > 0 and low >= fee)


@pytest.mark.parametrize("fee", [0.0, float("nan")])
def test_a_fee_that_is_not_recorded_is_said_so(statement: Any, fee: float) -> None:
    assert statement(replace(worked_example(), fee=fee)).fees[0].value == "none recorded"


def test_the_first_year_tells_the_first_steps(statement: Any) -> None:
    joined = replace(AMARA, joined=AMARA.renewal and AMARA.renewal.replace(year=2026, day=7))
    made = statement(first_year_example(joined), joined)
    assert said(made.headline).startswith("Your first year was worth at least £341.20")
    assert "You took your first step 12 days later." in plain(made.opening[0])
    assert (made.cards[0].figure, made.cards[0].label) == ("12", "days from joining to your first step")
    assert [step.title for step in made.steps] == ["You joined", "Templates and model documents", "CPD webinars"]


def test_light_use_neither_brags_nor_scolds(statement: Any) -> None:
    made = statement(light_use_example())
    everything = " ".join(texts(made)).lower()
    assert not any(word in everything for word in ("only", "should", "unfortunately", "worthwhile", "times the"))
    assert [suggestion.reason for suggestion in made.suggestions] == [
        "7 of 12 members like you",
        "5 of 12 members like you",
        "1 of 12 members like you",
    ]
    assert made.suggestions_note == "Members like you share your grade and sector."
    assert [card.figure for card in made.cards] == ["1.5", "1"]


def test_at_most_three_suggestions(statement: Any) -> None:
    four = tuple(Suggestion(name, 3, 12) for name in ("template-download", "referral", "committee", "mentoring"))
    assert len(statement(replace(light_use_example(), suggestions=four)).suggestions) == 3


def test_a_member_with_nothing_at_all_gets_a_letter(statement: Any) -> None:
    made = statement(empty_example())
    assert said(made.headline) == "Your membership year, and what is yours to use."
    assert "please tell us" in made.opening[0]
    assert (made.chart, made.cards, made.counted.rows, made.policy, made.method.paragraphs) == (None, (), (), None, ())
    assert made.details
    assert not any("£0.00" in text for text in texts(made))


def test_a_member_with_policy_wins_alone_gets_a_letter(statement: Any) -> None:
    made = statement(valuation(worked_lines()[4:], edition="light-use"))
    assert "Our policy work counts for you all the same." in made.opening[0]
    assert made.policy is not None
    assert made.policy.wins[0].title == "Dredging licences issued in eight weeks, not twenty"
    assert plain(made.policy.wins[0].since) == "In force since 2 July 2026"
    assert [row.title for row in made.counted.rows] == ["Policy wins in force"]


def test_community_is_counted_and_never_priced(statement: Any) -> None:
    made = statement(replace(ranged_example(), lines=(), community=(("committee", 4.0, 4), ("mentoring", 6.5, 3))))
    (row,) = made.counted.rows
    assert (row.title, row.value) == ("Community", "not priced")
    assert plain(row.detail) == "Committee meetings (4 ×) and Mentoring (6.5 hours)"


def test_hours_saved_are_what_is_left_after_what_would_have_happened_anyway(statement: Any) -> None:
    card = next(card for card in statement(worked_example()).cards if card.label == "hours saved")
    assert (card.figure, card.note) == ("6.5", "worth £259.20")  # 6 x 1.5 x 0.8 x 0.9 = 6.48


def test_forty_activities_end_in_a_row_that_says_how_many_more(statement: Any) -> None:
    lines = [line("savings", "handbook", 1, 10.0 + number) for number in range(40)]
    made = statement(valuation(lines))
    assert len(made.counted.rows) == 8
    assert made.counted.rows[0].value == "£49.00"
    last = made.counted.rows[-1]
    assert (last.title, last.value) == ("and 33 more activities", f"£{sum(10.0 + number for number in range(33)):.2f}")
    assert made.counted.notes == ()


def test_rows_that_do_not_add_up_are_owned_up_to(statement: Any) -> None:
    thirds = [line("savings", "handbook", 1, 10 / 3), line("cpd", "cpd-webinar", 1, 10 / 3), worked_lines()[3]]
    made = statement(valuation(thirds))  # 3.33 + 3.33 + 600.00 and 606.67
    assert made.counted.notes == ("Figures are rounded, so the rows may not add up to the total.",)
    medians = statement(ranged_example())
    assert medians.counted.notes[0].startswith("Each figure is the most likely one of its own row")


def test_a_capped_quantity_shows_what_was_counted(statement: Any) -> None:
    made = statement(valuation([line("cpd", "cpd-webinar", 14, 200.0, counted=10.0)]))
    assert plain(made.counted.rows[0].quantity) == "10 of 14 hours"


def test_rows_are_dated_and_name_the_most_valuable_engagement(statement: Any) -> None:
    rows = statement(ranged_example()).counted.rows
    assert plain(rows[1].dates) == "19 Jan – 11 Sept 2026"
    assert rows[1].detail == "Port dues checklist and 3 others"
    assert rows[0].detail == "Quay wall inspection, Avonmouth"


def test_own_estimates_are_marked_and_ranges_shown(statement: Any) -> None:
    bases = {basis.label: basis for basis in statement(ranged_example()).method.bases}
    margin = bases["What is left of a sale after its costs"]
    assert (margin.figure, margin.source) == ("40% (30% to 50%)", "our own estimate, 2025")
    hour = bases["An hour of your time"]
    assert plain(hour.figure) == "£40.00 (£34.00 to £46.00)"
    assert hour.source == "Office for National Statistics, Annual Survey of Hours and Earnings, 2025"


def test_a_rate_that_was_used_is_said(statement: Any) -> None:
    rated = replace(worked_lines()[1], factors=(*worked_lines()[1].factors, factor("rate", 0.85, "GBP for one EUR")))
    made = statement(valuation([rated], member=ANNELIESE), ANNELIESE)
    assert any("0,85 GBP für 1 EUR" in text for text in texts(made))


def test_a_firm_sees_the_contacts_we_hold(statement: Any) -> None:
    details = {detail.label: detail.value for detail in statement(ranged_example(FIRM), FIRM).details}
    assert details["Contacts"] == "Yann Kervadec, Maëlle Le Goff et Ronan Tanguy"
    assert "Fonction" not in details


def test_the_country_is_named_only_across_a_border(statement: Any) -> None:
    assert statement(worked_example()).recipient == ("Amara Okafor", "17 Ropewalk Row", "Bristol", "BS1 6UX")
    assert statement(ranged_example(FIRM), FIRM).recipient[-2:] == ("29200 Brest", "FRANCE")


def test_an_unknown_locale_is_a_problem_and_the_organisations_is_used(settings: Settings) -> None:
    made, problems = compose(replace(AMARA, locale="tlh-KL"), worked_example(), settings)
    assert made.locale == "en-GB"
    assert [(found.member_id, found.column, found.value) for found in problems] == [("M-0117", "locale", "tlh-KL")]


def test_a_text_that_nobody_translated_is_a_problem(settings: Settings) -> None:
    made, problems = compose(ANNELIESE, valuation([line("savings", "only-english", 1, 12.5)]), settings)
    assert made.counted.rows[0].title == "Something nobody translated"
    assert [found.column for found in problems] == ["activity only-english: label"]


def test_braces_in_a_name_stay_as_they_are(statement: Any) -> None:
    made = statement(worked_example(), replace(AMARA, name="{0.__class__} {low}", salutation="{name} %(x)s {{ 7*7 }}"))
    assert made.greeting == "Dear {name} %(x)s {{ 7*7 }},"
    assert made.recipient[0] == "{0.__class__} {low}"


@pytest.mark.parametrize("amount", [0.004, 0.005, 0.01, 123_456_789.126, 999_999_999.99])
def test_small_and_large_amounts(statement: Any, amount: float) -> None:
    made = statement(valuation([line("leads", "referral", 1, amount, spread=0.2)]))
    assert made.counted.total is not None
    if made.chart:
        assert made.chart.ticks[-1].value >= made.chart.bars[0].high
        assert 3 <= len(made.chart.ticks) <= 7


def test_no_headline_boasts_of_nothing(statement: Any) -> None:
    unlikely = [line("leads", "referral", 1, 0.0, value=Range(0.0, 0.0, 25.0))]
    assert said(statement(valuation(unlikely)).headline) == "Your membership year, and what is yours to use."
    possible = [line("leads", "referral", 1, 5.0, value=Range(0.0, 5.0, 25.0))]
    assert "at least £0.00 to you, most likely £5.00" in said(statement(valuation(possible)).headline)


def test_a_statement_travels_to_a_worker(statement: Any) -> None:
    made = statement(ranged_example())
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes


def test_a_title_does_not_repeat_the_activity(statement: Any) -> None:
    twice = evidence(["CPD webinars, autumn series"], worked_lines()[0].evidence[0].date, 1, 1.0, 5.0)
    rows = statement(valuation([line("cpd", "cpd-webinar", 1, 10.0, evidence=twice)])).counted.rows
    assert (rows[0].title, rows[0].detail) == ("CPD webinars", "autumn series")


def test_engagements_without_titles(statement: Any) -> None:
    bare = evidence(["", ""], AMARA.joined or AMARA.renewal, 1, 1, 5.0)  # type: ignore[arg-type]
    assert statement(valuation([line("savings", "handbook", 2, 10.0, evidence=bare)])).counted.rows[0].detail == ""
