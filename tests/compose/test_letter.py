"""The letter around the figures: to whom, from whom, its sentences, and what the member can do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from tests.compose.statements import (
    SETTINGS,
    composed,
    facts,
    plain,
    settings_saying,
    settings_with,
    texts,
)
from tests.valuations import (
    AMARA,
    ANNELIESE,
    FIRM,
    empty_example,
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
from valuereport.model.member import Contact
from valuereport.model.statement import Detail
from valuereport.model.valuation import Valuation
from valuereport.settings import Settings


def organisation_with(**changed: Any) -> Settings:
    return settings_with(organisation=SETTINGS.workspace.organisation.model_copy(update=changed))


def test_the_sender_the_title_and_the_footer() -> None:
    made = composed(worked_example())
    assert made.title == "Your membership value statement: Amara Okafor, Institute of Harbour Surveyors"
    assert made.letterhead.name == "Institute of Harbour Surveyors"
    assert made.letterhead.strapline.startswith("The professional body")
    assert composed(worked_example(), settings=organisation_with(strapline=None)).letterhead.strapline == ""
    assert made.footer == Detail("Member number", "M-0117")


@pytest.mark.parametrize(
    ("joined", "since"),
    [
        (date(2012, 9, 30), "2012 (14 years)"),
        (date(2014, 1, 1), "2014 (13 years)"),
        (date(2026, 1, 1), "2026 (1 year)"),
        (date(2026, 3, 3), "3 Mar 2026"),
        (None, None),
    ],
)
def test_it_says_since_when_and_how_many_whole_years_that_is(joined: date | None, since: str | None) -> None:
    found = facts(composed(worked_example(), replace(AMARA, joined=joined)).reference)
    assert found.get("Member since") == since
    assert (found["Member number"], found["Grade"]) == ("M-0117", "Chartered")
    assert found["Membership year"] == "1 Jan – 31 Dec 2026"


def test_a_grade_that_is_not_known_is_not_mentioned_above() -> None:
    assert "Grade" not in facts(composed(worked_example(), replace(AMARA, grade="")).reference)


def test_who_decides_in_a_firm_is_greeted_and_stands_second_in_the_address() -> None:
    decider = Contact("Maëlle Le Goff", "maelle@kervadec.example", "Gérante", "Madame Le Goff", decides=True)
    firm = replace(FIRM, contacts=(*FIRM.contacts, decider))
    made = composed(ranged_example(firm), firm)
    assert made.recipient[:3] == ("Kervadec & Associés Hydrographie", "Maëlle Le Goff", "8, quai de la Douane")
    assert "Madame Le Goff" in made.greeting
    bare = replace(firm, contacts=(replace(decider, salutation=""),))
    assert "Maëlle Le Goff" in composed(ranged_example(bare), bare).greeting
    nobody = composed(ranged_example(FIRM), FIRM)
    assert nobody.recipient[:2] == ("Kervadec & Associés Hydrographie", "8, quai de la Douane")
    assert "Kervadec & Associés Hydrographie" in nobody.greeting


def test_the_country_is_named_only_across_a_border() -> None:
    assert composed(worked_example()).recipient == ("Amara Okafor", "17 Ropewalk Row", "Bristol", "BS1 6UX")
    assert composed(ranged_example(FIRM), FIRM).recipient[-2:] == ("29200 Brest", "FRANCE")


@pytest.mark.parametrize("country", ["", "GG", "Atlantis"])
def test_without_a_known_country_the_address_is_written_as_at_home(country: str) -> None:
    lines = composed(worked_example(), replace(AMARA, country=country)).recipient
    assert lines[2:4] == ("Bristol", "BS1 6UX")
    assert lines[4:] == {"": (), "GG": ("GUERNSEY",), "Atlantis": ("ATLANTIS",)}[country]


def test_an_organisation_elsewhere_writes_an_address_without_a_country_as_it_is_used_to() -> None:
    moved = organisation_with(locale="de-DE")
    (made,), _ = compose(replace(ANNELIESE, country=""), worked_example(), moved)
    assert made.recipient[-1] == "24103 Kiel"


def test_braces_in_a_name_stay_as_they_are() -> None:
    named = replace(AMARA, name="{0.__class__} {low}", salutation="{name} %(x)s {{ 7*7 }}")
    made = composed(worked_example(), named)
    assert made.greeting == "Dear {name} %(x)s {{ 7*7 }},"
    assert made.recipient[0] == "{0.__class__} {low}"


YEAR = "from 1 January to 31 December 2026"
NOTHING = f"Our records hold nothing that you used {YEAR}; if something is missing, please tell us."
OTHER_SIDE = "The other side shows what we counted and how we worked it out."


@pytest.mark.parametrize(
    ("case", "thanks"),
    [
        (
            ranged_example(),
            f"Thank you for being a member. This is what you used {YEAR}, and what it was worth. {OTHER_SIDE}",
        ),
        (light_use_example(), f"Thank you for being a member. This is what you used {YEAR}."),
        (empty_example(), f"Thank you for being a member. {NOTHING}"),
        (
            valuation(worked_lines()[4:], edition="light-use"),
            f"Thank you for being a member. {NOTHING} Our policy work counts for you all the same.",
        ),
        (first_year_example(), f"Thank you for joining us. These were your first steps. {OTHER_SIDE}"),
        (valuation([], edition="first-year"), f"Thank you for joining us. {NOTHING}"),
    ],
    ids=["standard", "light use", "nothing", "policy wins alone", "first year", "a first year of nothing"],
)
def test_the_thanks_fit_what_was_used(case: Valuation, thanks: str) -> None:
    assert plain(composed(case).thanks) == thanks


def test_an_organisation_thanks_in_its_own_words_by_edition_and_language() -> None:
    own = settings_saying("standard", thanks={"en": "A good year.", "de": "Ein gutes Jahr."})
    assert composed(ranged_example(), settings=own).thanks == "A good year."
    assert composed(ranged_example(ANNELIESE), ANNELIESE, own).thanks == "Ein gutes Jahr."
    assert composed(light_use_example(), settings=own).thanks.startswith("Thank you for being a member.")
    _, problems = compose(FIRM, ranged_example(FIRM), own)
    assert [found.column for found in problems] == ["texts.standard.thanks"]


def test_a_member_with_nothing_at_all_gets_a_letter() -> None:
    made = composed(empty_example())
    assert made.headline.lead == "There is more in your membership"
    assert (made.headline.fee, made.headline.note) == (None, "")
    assert "please tell us" in made.thanks
    assert (made.year, made.chart, made.highlight, made.left, made.policy) == (None,) * 5
    assert (made.counted.rows, made.method.paragraphs) == ((), ())
    assert made.details
    assert not any("£" in text for text in texts(made))


def test_a_member_with_policy_wins_alone_gets_a_letter() -> None:
    made = composed(valuation(worked_lines()[4:], edition="light-use"))
    assert made.policy is not None
    assert made.policy.wins[0].title == "Dredging licences issued in eight weeks, not twenty"
    assert plain(made.policy.wins[0].since) == "In force since 2 July 2026"
    assert made.policy.wins[0].value == ""


def test_three_policy_wins_and_what_the_others_come_to() -> None:
    wins = [
        line("policy", name, 1, worth)
        for name, worth in zip(["dredging", "survey-data"] * 3, range(6, 0, -1), strict=True)
    ]
    made = composed(valuation(wins)).policy
    assert made
    assert [win.value for win in made.wins] == ["£6.00", "£5.00", "£4.00"]
    assert made.more == Detail("and 3\u00a0other wins, worth", "£6.00")


def test_own_estimates_are_marked_and_ranges_shown() -> None:
    bases = {basis.label: basis for basis in composed(ranged_example()).method.bases}
    margin = bases["What is left of a sale after its costs"]
    assert (margin.figure, margin.source) == ("40% (30% to 50%)", "our own estimate, 2025")
    hour = bases["An hour of your time"]
    assert plain(hour.figure) == "£40.00 (£34.00 to £46.00)"
    assert hour.source == "Office for National Statistics, Annual Survey of Hours and Earnings, 2025"


def test_a_rate_that_was_used_is_said() -> None:
    rated = replace(worked_lines()[1], factors=(*worked_lines()[1].factors, factor("rate", 0.85, "GBP for one EUR")))
    made = composed(valuation([rated], member=ANNELIESE), ANNELIESE)
    assert any("0,85 GBP für 1 EUR" in text for text in texts(made))


def test_the_details_say_what_is_not_recorded() -> None:
    made = facts(composed(worked_example(), replace(AMARA, job_title="", region="")).details)
    assert (made["Job title"], made["Sector"]) == ("not recorded", "Ports")
    assert "Region" not in made  # no export has it: the organisation records it of nobody


@pytest.mark.parametrize("fee", [325.0, 0.0, 0.001, float("nan")])
def test_a_fee_is_among_the_details_only_where_none_is_recorded(fee: float) -> None:
    found = facts(composed(replace(worked_example(), fee=fee)).details)
    assert found.get("Your fee this year") == (None if fee > 1 else "not recorded")


def test_a_firm_sees_the_contacts_we_hold() -> None:
    details = {detail.label: detail.value for detail in composed(ranged_example(FIRM), FIRM).details}
    assert details["Contacts"] == "Yann Kervadec, Maëlle Le Goff et 1\u00a0autre"
    assert "Fonction" not in details


def test_what_is_wrong_is_corrected_by_email_or_by_telephone_where_there_is_one() -> None:
    made = composed(worked_example())
    assert [phrase.address for phrase in made.correction if phrase.address] == [
        "mailto:membership@harbour-surveyors.example"
    ]
    said = plain("".join(phrase.text for phrase in made.correction))
    assert "write to membership@harbour-surveyors.example or call +44 117 496 0142 and quote" in said
    silent = composed(worked_example(), settings=organisation_with(phone=""))
    assert "call" not in "".join(phrase.text for phrase in silent.correction)


@pytest.mark.parametrize(
    ("renewal", "heading"), [(date(2027, 2, 1), "Renew by 1 February 2027"), (None, "Renew your membership")]
)
def test_the_next_step_says_until_when(renewal: date | None, heading: str) -> None:
    made = composed(worked_example(), replace(AMARA, renewal=renewal)).next_step
    assert plain(made.heading) == heading
    assert made.text == "You can renew, or ask us anything before you decide, at"


@pytest.mark.parametrize("member_id", ["M-0117", "a/b c", "é&=#?", "../x"])
def test_the_way_to_renew_and_its_code_may_hold_the_member_number(member_id: str) -> None:
    own = organisation_with(renewal_page="https://www.ihs.example/renew/{member_id}/")
    made = composed(ranged_example(), replace(AMARA, member_id=member_id), own).next_step
    number = quote(member_id, safe="")
    assert made.address == made.code.address == f"https://www.ihs.example/renew/{number}/"
    assert (made.shown, made.site) == (f"ihs.example/renew/{number}", "ihs.example")
    assert made.code.alternative == f"QR code that leads to {made.shown}"
    assert made.code.caption == "Scan to renew"


def test_without_a_page_for_renewals_it_is_the_website() -> None:
    assert composed(worked_example()).next_step.address == SETTINGS.workspace.organisation.website


def test_an_organisation_says_in_its_own_words_what_comes_next() -> None:
    own = settings_saying("light-use", next={"en": "Come to our open day."})
    assert composed(light_use_example(), settings=own).next_step.text == "Come to our open day."
    assert "open day" not in composed(ranged_example(), settings=own).next_step.text
