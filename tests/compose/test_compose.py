"""What a statement says: every figure to the penny, and nothing that the figures do not carry."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.valuations import (
    AMARA,
    ANNELIESE,
    FIRM,
    WORKSPACE,
    below_fee_example,
    empty_example,
    evidence,
    factor,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    unpriced,
    valuation,
    worked_example,
    worked_lines,
)
from valuereport.compose import compose
from valuereport.model.member import Member
from valuereport.model.statement import Detail, Headline, Statement, UseTable
from valuereport.model.valuation import Branch, Earlier, Range, Suggestion, Valuation
from valuereport.settings import Settings, load_settings
from valuereport.wording import wording_for

_SETTINGS = load_settings(WORKSPACE)


@pytest.fixture(scope="module")
def settings() -> Settings:
    return _SETTINGS


@pytest.fixture
def statement(settings: Settings) -> Any:
    """Return a function that composes, and says that there was no problem."""

    def made(case: Valuation, member: Member = AMARA) -> Statement:
        (found,), problems = compose(member, case, settings)
        assert problems == ()
        return found

    return made


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


def facts(found: Sequence[Detail]) -> dict[str, str]:
    return {plain(each.label): plain(each.value) for each in found}


def test_the_worked_example_holds_to_the_penny(statement: Any) -> None:
    made = statement(worked_example())
    assert made.headline == Headline("Your membership was worth to you", "£1,147", "", "")
    summary = facts(made.summary)
    assert (summary["Times the fee, cautiously"], summary["Fee that you paid"]) == ("3.5 times", "£325.00")
    assert summary["Without policy wins"] == "£1,129 · 3.4 times"
    assert [row.value for row in made.counted.rows] == ["£600.00", "£259.20", "£150.00", "£120.00", "£18.05"]
    assert made.counted.total is not None
    assert made.counted.total.value == "£1,147.25"
    assert made.counted.range is None
    assert made.counted.notes == ()
    assert [detail.value for detail in made.counted.subtotals] == ["£150.00", "£997.25"]
    assert made.chart is not None
    assert not made.chart.ranged


def test_a_range_is_said_as_a_cautious_and_the_best_estimate(statement: Any) -> None:
    made = statement(ranged_example())
    lead = "Your membership was worth to you, at a cautious estimate,"
    assert made.headline == Headline(lead, "£902", "best estimate", "£1,147")
    assert plain(made.counted.range.value) == "£902.45 – £1,421.06"
    assert facts(made.summary)["Times the fee, cautiously"] == "2.7 times"  # 2.7767, rounded down


@pytest.mark.parametrize(
    ("member", "figures", "ratio"),
    [
        (ANNELIESE, ("902 €", "1.147 €"), "das 2,7-Fache"),
        (FIRM, ("902 €", "1 147 €"), "2,7 fois"),
    ],
)
def test_the_same_figures_in_german_and_french(
    statement: Any, member: Member, figures: tuple[str, str], ratio: str
) -> None:
    made = statement(ranged_example(member), member)
    assert (plain(made.headline.low), plain(made.headline.central)) == figures
    assert facts(made.summary)[ratio_label(member.locale)] == ratio
    assert made.headline.lead != statement(ranged_example()).headline.lead
    assert (made.locale, made.direction) == (member.locale, "ltr")


def ratio_label(locale: str) -> str:
    return plain(wording_for(locale).gettext("Times the fee, cautiously"))


def ratio_is_said(made: Statement) -> bool:
    return ratio_label("en-GB") in facts(made.summary)


@pytest.mark.parametrize("edition", ["standard", "first-year", "below-fee", "light-use"])
@pytest.mark.parametrize("fee", [100.0, 1147.2493150684932, 1147.26, 0.0, float("nan")])
def test_the_ratio_is_said_only_where_the_low_estimate_covers_a_paid_fee(
    statement: Any, edition: Any, fee: float
) -> None:
    made = statement(replace(worked_example(), edition=edition, fee=fee))
    low = worked_example().total.low
    assert ratio_is_said(made) is (edition in ("standard", "first-year") and fee > 0 and low >= fee)


@pytest.mark.parametrize("fee", [0.0, float("nan")])
def test_a_fee_that_is_not_recorded_is_said_so(statement: Any, fee: float) -> None:
    assert statement(replace(worked_example(), fee=fee)).fees[0].value == "none recorded"


def test_the_first_year_tells_the_first_steps(statement: Any) -> None:
    joined = replace(AMARA, joined=AMARA.renewal and AMARA.renewal.replace(year=2026, day=7))
    made = statement(first_year_example(joined), joined)
    assert made.headline.lead == "What you have used so far was worth, at a cautious estimate,"
    assert made.headline.low == "£341"
    assert not any("days from joining" in text for text in texts(made))  # for the organisation's eyes only
    assert made.highlight is not None
    assert made.highlight.kind == "steps"
    assert [step.title for step in made.highlight.items] == [
        "You joined",
        "Templates and model documents",
        "CPD webinars",
    ]


@pytest.mark.parametrize("case", [light_use_example(), below_fee_example()], ids=["light use", "below the fee"])
def test_who_used_little_is_neither_told_of_value_nor_scolded(statement: Any, case: Valuation) -> None:
    made = statement(case)
    everything = " ".join(texts(made)).lower()
    assert not any(word in everything for word in ("only", "should", "unfortunately", "worthwhile", "times the"))
    assert made.highlight is not None
    assert made.highlight.kind == "suggestions"
    assert [suggestion.note for suggestion in made.highlight.items] == [
        "7 of 12 members like you",
        "5 of 12 members like you",
        "1 of 12 members like you",
    ]
    assert made.highlight.note == "Members like you share your grade and sector."
    assert [card.figure for card in made.cards] == ["10" if case.edition == "below-fee" else "1.5", "1"]


def test_a_light_user_reads_of_no_money_but_the_fee(statement: Any) -> None:
    prices = line("savings", "handbook", 2, 24.0, spread=0.2)
    made = statement(replace(light_use_example(), lines=(*light_use_example().lines, prices)))
    assert [text for text in texts(made) if "£" in text] == ["£325.00"]
    assert not any("worth" in text for text in texts(made))
    assert (made.chart, made.counted.total, made.counted.subtotals, made.method.paragraphs) == (None, None, (), ())
    assert made.counted.rows
    assert made.policy is not None
    assert ("1", "use of a member price", "") in [(card.figure, card.label, card.note) for card in made.cards]
    assert made.headline == Headline("Your membership year, and what is yours to use", "", "", "")


def test_below_the_fee_says_a_cautious_estimate_without_a_ratio(statement: Any) -> None:
    made = statement(below_fee_example())
    lead = "What your membership gave you was worth, at a cautious estimate,"
    assert made.headline == Headline(lead, "£162", "best estimate", "£168")
    assert not ratio_is_said(made)
    assert facts(made.summary)["Without policy wins"] == "£150"
    assert [detail.label for detail in made.counted.subtotals] == [
        "From recorded prices and payments",
        "From estimates",
    ]


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "fr-FR"])
def test_a_fee_that_was_only_invoiced_is_never_called_paid(statement: Any, locale: str) -> None:
    member, words = replace(AMARA, locale=locale), wording_for(locale)
    paid, invoiced = (statement(replace(ranged_example(), fee_basis=basis), member) for basis in ("paid", "invoiced"))
    labels = {made: {each.label for each in (*made.summary, *made.fees)} for made in (paid, invoiced)}
    assert labels[paid] - labels[invoiced] == {words.gettext("Fee that you paid"), words.gettext("Fee paid this year")}
    assert labels[invoiced] - labels[paid] == {words.gettext("Your fee"), words.gettext("Your fee this year")}


def test_at_most_three_suggestions(statement: Any) -> None:
    four = tuple(Suggestion(name, 3, 12) for name in ("template-download", "referral", "committee", "mentoring"))
    assert len(statement(replace(light_use_example(), suggestions=four)).highlight.items) == 3


def test_a_member_with_nothing_at_all_gets_a_letter(statement: Any) -> None:
    made = statement(empty_example())
    assert made.headline == Headline("Your membership year, and what is yours to use", "", "", "")
    assert "please tell us" in made.opening
    assert (made.chart, made.highlight, made.policy) == (None, None, None)
    assert (made.cards, made.counted.rows, made.method.paragraphs) == ((), (), ())
    assert made.details
    assert not any("£0.00" in text for text in texts(made))


def test_a_member_with_policy_wins_alone_gets_a_letter(statement: Any) -> None:
    made = statement(valuation(worked_lines()[4:], edition="light-use"))
    assert "Our policy work counts for you all the same." in made.opening
    assert made.policy is not None
    assert made.policy.wins[0].title == "Dredging licences issued in eight weeks, not twenty"
    assert plain(made.policy.wins[0].since) == "In force since 2 July 2026"
    assert [row.title for row in made.counted.rows] == ["Policy wins in force"]


def test_community_is_counted_and_never_priced(statement: Any) -> None:
    made = statement(replace(ranged_example(), lines=(), community=(("committee", 4.0, 4), ("mentoring", 6.5, 3))))
    (row,) = made.counted.rows
    assert plain(row.title) == "Community – Committee meetings (4 times) and Mentoring (6.5 hours)"
    assert (row.value, made.counted.total.value) == ("not priced", "£1,147.25")


def test_hours_saved_are_what_is_left_after_what_would_have_happened_anyway(statement: Any) -> None:
    card = next(card for card in statement(worked_example()).cards if card.label == "hours saved")
    assert (card.figure, card.note) == ("6.5", "worth £259.20")  # 6 x 1.5 x 0.8 x 0.9 = 6.48


@pytest.mark.parametrize(("member", "rows"), [(AMARA, 14), (replace(FIRM, locale="en-GB", currency="GBP"), 7)])
def test_forty_activities_end_in_a_row_that_says_how_many_more(statement: Any, member: Member, rows: int) -> None:
    lines = [line("savings", "handbook", 1, 10.0 + number) for number in range(40)]
    made = statement(valuation(lines, member=member), member)
    assert len(made.counted.rows) == rows
    assert made.counted.rows[0].value == "£49.00"
    last, others = made.counted.rows[-1], 40 - rows + 1
    assert last.title == f"and {others}\u00a0more activities"
    assert last.value == f"£{sum(10.0 + number for number in range(others)):,.2f}"
    assert made.counted.notes == ()


def test_rows_that_do_not_add_up_are_owned_up_to(statement: Any) -> None:
    thirds = [line("savings", "handbook", 1, 10 / 3), line("cpd", "cpd-webinar", 1, 10 / 3), worked_lines()[3]]
    made = statement(valuation(thirds))  # 3.33 + 3.33 + 600.00 and 606.67
    assert made.counted.notes == ("Figures are rounded, so the rows may not add up to the total.",)
    assert statement(ranged_example()).counted.notes == ()


def test_a_capped_quantity_shows_what_was_counted(statement: Any) -> None:
    made = statement(valuation([line("cpd", "cpd-webinar", 14, 200.0, counted=10.0)]))
    assert plain(made.counted.rows[0].quantity) == "10 of 14 hours"


def test_rows_are_dated_and_name_the_most_valuable_engagement(statement: Any) -> None:
    rows = statement(ranged_example()).counted.rows
    assert plain(rows[1].dates) == "19 Jan – 11 Sept 2026"
    assert plain(rows[1].title) == "Templates and model documents – e.g. Port dues checklist"
    assert plain(rows[0].title) == "Referrals from Find a Surveyor – Quay wall inspection, Avonmouth"


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
    assert details["Contacts"] == "Yann Kervadec, Maëlle Le Goff et 1\u00a0autre"
    assert "Fonction" not in details


def test_the_country_is_named_only_across_a_border(statement: Any) -> None:
    assert statement(worked_example()).recipient == ("Amara Okafor", "17 Ropewalk Row", "Bristol", "BS1 6UX")
    assert statement(ranged_example(FIRM), FIRM).recipient[-2:] == ("29200 Brest", "FRANCE")


@pytest.mark.parametrize("country", ["", "GG", "Atlantis"])
def test_without_a_known_country_the_address_is_written_as_at_home(statement: Any, country: str) -> None:
    lines = statement(worked_example(), replace(AMARA, country=country)).recipient
    assert lines[2:4] == ("Bristol", "BS1 6UX")
    assert lines[4:] == {"": (), "GG": ("GUERNSEY",), "Atlantis": ("ATLANTIS",)}[country]


def test_an_organisation_elsewhere_writes_an_address_without_a_country_as_it_is_used_to(settings: Settings) -> None:
    organisation = settings.workspace.organisation.model_copy(update={"locale": "de-DE"})
    moved = settings.model_copy(
        update={"workspace": settings.workspace.model_copy(update={"organisation": organisation})}
    )
    (made,), _ = compose(replace(ANNELIESE, country=""), worked_example(), moved)
    assert made.recipient[-1] == "24103 Kiel"


def test_an_unknown_locale_is_a_problem_and_the_organisations_is_used(settings: Settings) -> None:
    (made,), problems = compose(replace(AMARA, locale="tlh-KL"), worked_example(), settings)
    assert made.locale == "en-GB"
    assert [(found.member_id, found.column, found.value) for found in problems] == [("M-0117", "locale", "tlh-KL")]


def test_a_text_that_nobody_translated_is_a_problem(settings: Settings) -> None:
    (made,), problems = compose(ANNELIESE, valuation([line("savings", "only-english", 1, 12.5)]), settings)
    assert plain(made.counted.rows[0].title) == "Something nobody translated – A thing"
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
    assert statement(valuation(unlikely)).headline.low == ""
    possible = [line("leads", "referral", 1, 5.0, value=Range(0.0, 5.0, 25.0))]
    made = statement(valuation(possible)).headline
    assert (made.low, made.joint, made.central) == ("£0", "best estimate", "£5")


def test_a_statement_travels_to_a_worker(statement: Any) -> None:
    made = statement(ranged_example())
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes


def test_a_title_does_not_repeat_the_activity(statement: Any) -> None:
    twice = evidence(["CPD webinars, autumn series"], worked_lines()[0].evidence[0].date, 1, 1.0, 5.0)
    rows = statement(valuation([line("cpd", "cpd-webinar", 1, 10.0, evidence=twice)])).counted.rows
    assert plain(rows[0].title) == "CPD webinars – autumn series"


def test_engagements_without_titles(statement: Any) -> None:
    bare = evidence(["", ""], AMARA.joined or AMARA.renewal, 1, 1, 5.0)  # type: ignore[arg-type]
    made = statement(valuation([line("savings", "handbook", 2, 10.0, evidence=bare)]))
    assert made.counted.rows[0].title == "Handbooks at the member price"
    assert [item.title for item in made.highlight.items] == ["Handbooks at the member price"] * 2


def by_contact(names: Sequence[str], values: Sequence[float], meetings: Sequence[str] = ()) -> Valuation:
    """Return a firm's valuation: an engagement of each name and value, community engagements, and a policy win."""
    done = evidence(["Tide tables"] * len(names), date(2026, 2, 2), 5, 1, 0.0)
    told = tuple(one._replace(contact=name, value=value) for one, name, value in zip(done, names, values, strict=True))
    used = line("savings", "handbook", len(names), sum(values), evidence=told)
    met = unpriced("committee", len(meetings), len(meetings))
    said = tuple(one._replace(contact=name) for one, name in zip(met.evidence, meetings, strict=True))
    community = replace(met, evidence=said)
    return valuation(
        [used, worked_lines()[4]],
        member=FIRM,
        unpriced=(community,) if meetings else (),
        engagements=len(names) + len(meetings),
    )


def shown_rows(table: UseTable) -> list[tuple[str, str, str]]:
    return [(row.name, plain(row.times), plain(row.value)) for row in (*table.rows, table.total)]


def test_who_used_what_of_a_firm_in_the_order_of_worth(statement: Any) -> None:
    """Community engagements have no price, and count as often as the summary says."""
    case = by_contact(["Yann", "Maëlle", "Yann", ""], [10.0, 40.0, 15.0, 2.0], ["Yann", "Ronan", ""])
    made, words = statement(case, FIRM), wording_for("fr-FR")
    policy = worked_lines()[4].value.central
    assert shown_rows(made.contacts) == [
        ("Maëlle", plain(words.times(1)), "40,00 €"),
        ("Yann", plain(words.times(3)), "25,00 €"),
        ("Ronan", plain(words.times(1)), "0,00 €"),
        ("L’entreprise dans son ensemble", plain(words.times(2)), plain(words.money(2.0 + policy, "EUR"))),
        ("Total", plain(words.times(7)), plain(words.money(67.0 + policy, "EUR"))),
    ]
    assert made.contacts.note == ""


def test_policy_wins_that_stand_apart_are_no_contacts_and_no_firms() -> None:
    case = by_contact(["Yann"], [10.0])
    ((made,), _) = compose(FIRM, replace(case, total=Range(10.0, 10.0, 10.0)), _SETTINGS)
    assert made.contacts is not None
    assert [(name, value) for name, _, value in shown_rows(made.contacts)] == [
        ("Yann", "10,00 €"),
        ("Total", "10,00 €"),
    ]


def test_a_person_has_no_table_of_contacts(statement: Any) -> None:
    made = statement(by_contact(["Yann"], [10.0]), replace(AMARA, currency="EUR"))
    assert (made.contacts, made.branches) == (None, None)


def test_the_branches_of_a_firm_and_what_all_of_them_used(statement: Any) -> None:
    """A branch without a figure has its number of times all the same."""
    found = [("Brest", 4, 90.5), ("Nantes", 12, None), *((f"Quai {number}", 1, 10.0) for number in range(23))]
    firm = tuple(Branch(f"B{at}", *each) for at, each in enumerate(found))
    made = statement(replace(by_contact(["Yann"], [1.0]), branches=firm), replace(FIRM, locale="en-GB", currency="GBP"))
    rows = shown_rows(made.branches)
    assert [row[0] for row in rows] == ["Brest", "Nantes", "Quai 0", "22 other branches", "Total"]
    assert [cents(row[2]) if row[2] else None for row in rows] == [9050, None, 1000, 22000, 32050]


def cents(shown: str) -> int:
    return int("".join(character for character in shown if character.isdecimal()))


@given(
    st.lists(st.tuples(st.sampled_from(["", *"ABCDEFGHIJ"]), st.integers(0, 10**7)), min_size=1, max_size=30),
    st.lists(st.sampled_from(["", *"ABKLMN"]), max_size=5),
)
def test_the_table_of_contacts_sums_to_the_statements_figures(used: list[tuple[str, int]], met: list[str]) -> None:
    case = by_contact([name for name, _ in used], [value / 100 for _, value in used], met)
    ((made,), _) = compose(FIRM, case, _SETTINGS)
    table = made.contacts
    assert bool(table) is any([*(name for name, _ in used), *met])
    if table:
        rows = sum(cents(row.value) for row in table.rows)
        assert cents(table.total.value) == round(case.total.central * 100)
        assert bool(table.note) is (rows != cents(table.total.value))
        assert abs(rows - cents(table.total.value)) <= len(table.rows)
        assert len(table.rows) <= 4
        assert table.total.times == wording_for("fr-FR").times(case.engagements)


EARLIER = Earlier(date(2025, 1, 1), date(2026, 1, 1), "GBP", 1000.0)


@pytest.mark.parametrize(("before", "change"), [(1000.0, "+£147.25"), (1147.2493, "£0.00"), (2000.5, "-£853.25")])
def test_the_year_before_is_shown_with_the_change(settings: Settings, before: float, change: str) -> None:
    ((made,), _) = compose(AMARA, ranged_example(), settings, replace(EARLIER, central=before))
    found = facts(made.summary)
    assert found["Best estimate in 2025"] == plain(wording_for("en-GB").money(before, "GBP"))
    assert found["Change since then"].replace("−", "-") == change


@pytest.mark.parametrize(
    ("case", "earlier"),
    [
        (ranged_example(), None),
        (ranged_example(), replace(EARLIER, currency="EUR")),
        (light_use_example(), EARLIER),
        (first_year_example(), EARLIER),
        (replace(ranged_example(), edition="light-use"), EARLIER),
    ],
    ids=["no run", "another currency", "light use", "first year", "light use with value"],
)
def test_the_year_before_is_left_out(settings: Settings, case: Valuation, earlier: Earlier | None) -> None:
    ((made,), _) = compose(AMARA, case, settings, earlier)
    ((without,), _) = compose(AMARA, case, settings)
    assert made == without
    assert not any("2025" in text for text in texts(made.summary))


def test_a_period_over_two_years_is_named_by_both(settings: Settings) -> None:
    ((made,), _) = compose(
        AMARA, ranged_example(), settings, replace(EARLIER, start=date(2024, 7, 1), end=date(2025, 7, 1))
    )
    assert facts(made.summary)["Best estimate in 2024/25"] == "£1,000.00"


def test_two_languages_are_two_statements_with_the_same_figures(settings: Settings) -> None:
    made, _ = compose(replace(AMARA, locale="cy-GB+en-GB"), ranged_example(), settings)
    welsh, english = made
    assert (welsh.locale, english.locale) == ("cy-GB", "en-GB")
    sheet = wording_for("cy-GB").gettext("{language}: sheet {number}")
    assert welsh.also == sheet.format(language="English", number="2")
    assert english.also == "Cymraeg: sheet 1"
    assert (welsh.headline.low, welsh.headline.central) == (english.headline.low, english.headline.central)
    assert [row.value for row in welsh.counted.rows[:-1]] == [row.value for row in english.counted.rows[:-1]]
    assert welsh.opening != english.opening


@pytest.mark.parametrize("member_id", ["M-0117", "a/b c", "é&=#?", "../x"])
def test_the_way_to_renew_may_hold_the_member_number(settings: Settings, member_id: str) -> None:
    organisation = settings.workspace.organisation.model_copy(
        update={"renewal_page": "https://www.ihs.example/renew/{member_id}/"}
    )
    workspace = settings.workspace.model_copy(update={"organisation": organisation})
    own = settings.model_copy(update={"workspace": workspace})
    ((made,), _) = compose(replace(AMARA, member_id=member_id), ranged_example(), own)
    number = quote(member_id, safe="")
    assert made.next_step.address == f"https://www.ihs.example/renew/{number}/"
    assert made.next_step.shown == f"ihs.example/renew/{number}"
    assert number in made.next_step.code


def test_three_policy_wins_and_what_the_others_come_to(statement: Any) -> None:
    wins = [
        line("policy", name, 1, worth)
        for name, worth in zip(["dredging", "survey-data"] * 3, range(6, 0, -1), strict=True)
    ]
    made = statement(valuation(wins)).policy
    assert [win.value for win in made.wins] == ["£6.00", "£5.00", "£4.00"]
    assert made.more == Detail("and 3\u00a0other wins, worth", "£6.00")
