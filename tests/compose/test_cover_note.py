"""What the message beside a statement says: the statement's own figures, and no more than the statement says."""

from __future__ import annotations

import pickle
import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cover_notes import PAGE, STOP, TODAY, notes_for, rendered, row_of, settings_with
from tests.sheets import LOCALES, MEMBER, Desk
from tests.valuations import (
    below_fee_example,
    empty_example,
    first_year_example,
    light_use_example,
    ranged_example,
    valuation,
    worked_example,
)
from valuereport.compose import compose, compose_cover_note
from valuereport.compose.context import StatementContext
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.model.cover_note import CoverNote
from valuereport.model.member import Member
from valuereport.model.statement import Detail, Phrase
from valuereport.model.valuation import Edition, Range, Valuation
from valuereport.wording import resolve_locale, translations_for, wording_for

HINT = {"en": "your date of birth as 31-12-1980", "de": "Ihr Geburtsdatum als 31-12-1980"}
EXAMPLES: dict[str, Callable[[Member], Valuation]] = {
    "standard": ranged_example,
    "one figure": lambda _: worked_example(),
    "first-year": first_year_example,
    "below-fee": below_fee_example,
    "light-use": light_use_example,
}
EDITIONS = {
    "standard": ranged_example,
    "first-year": first_year_example,
    "below-fee": below_fee_example,
    "light-use": light_use_example,
}


def texts(part: Any) -> list[str]:
    """Return every text of a cover note."""
    if isinstance(part, tuple):
        return [text for each in part for text in texts(each)]
    if isinstance(part, Phrase):
        return [part.text, part.address]
    if is_dataclass(part):
        return [text for field in fields(part) for text in texts(getattr(part, field.name))]
    return [] if part is None else [part]


def context_of(case: Valuation, locale: str = "en-GB") -> StatementContext:
    """Return what a valuation's statement is composed from."""
    settings = Desk().settings
    return StatementContext(MEMBER, case, organisation_texts_for(settings, wording_for(locale, settings.catalogues)))


def values(note: CoverNote) -> tuple[str | None, str | None, str | None]:
    """Return the three figures of a note: the fee, the estimate, the ratio."""
    fee, estimate, ratio = (fact and fact.value for fact in (note.fee, note.estimate, note.ratio))
    return fee, estimate, ratio


def test_the_three_facts_are_those_of_the_statement() -> None:
    (made,) = notes_for(ranged_example())
    assert made.fee == Detail("Fee that you paid", "£325")
    assert made.estimate == Detail("A cautious estimate of what you got back", "£902")
    assert made.ratio == Detail("your fee", context_of(ranged_example()).times_the_fee(902))
    assert "2.7" in made.ratio.value


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("standard", (True, True, True)),
        ("one figure", (True, True, True)),
        ("first-year", (True, True, True)),
        ("below-fee", (True, True, False)),
        ("light-use", (True, False, False)),
    ],
)
def test_each_edition_has_its_facts(name: str, said: tuple[bool, bool, bool]) -> None:
    (made,) = notes_for(EXAMPLES[name](MEMBER))
    assert tuple(value is not None for value in values(made)) == said


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("example", EXAMPLES)
def test_they_are_so_in_every_language(example: str, locale: str) -> None:
    case = EXAMPLES[example](MEMBER)
    (made,) = notes_for(case, locale)
    context = context_of(case, locale)
    _, estimate, ratio = values(made)
    assert estimate == (context.headline_money(case.total.low) if context.shows_money else None)
    assert ratio == (context.times_the_fee(case.total.low) if context.shows_ratio else None)


@pytest.mark.parametrize(("fee", "said"), [(315.0, "£315"), (315.5, "£315.50"), (0.0, None), (float("nan"), None)])
def test_the_fee_is_said_as_it_was_paid(fee: float, said: str | None) -> None:
    (made,) = notes_for(valuation([], total=Range(900, 1000, 1100), fee=fee))
    assert values(made)[0] == said
    assert bool(made.ratio) is (said is not None)


def test_a_fee_that_was_only_invoiced_is_not_called_paid() -> None:
    (made,) = notes_for(replace(ranged_example(), fee_basis="invoiced"))
    assert made.fee
    assert made.fee.label == "Your fee"


amounts = st.floats(0, 1e7)
fees = st.just(0.0) | st.floats(0.001, 1e6)


@given(amounts, amounts, amounts, fees, st.sampled_from(["standard", "first-year", "below-fee", "light-use"]))
def test_whatever_the_figures_mail_and_statement_agree(
    a: float, b: float, c: float, fee: float, edition: Edition
) -> None:
    low, central, high = sorted((a, b, c))
    case = valuation([], total=Range(low, central, high), fee=fee, edition=edition)
    (made,) = notes_for(case)
    context = context_of(case)
    _, estimate, ratio = values(made)
    large = low if context.printed(low) >= 1 else central
    assert estimate in (None, context.headline_money(large))
    assert ratio is None or (context.shows_ratio and estimate and ratio == context.times_the_fee(low))
    assert not (estimate and edition == "light-use")
    assert bool(estimate) is (context.shows_money and context.printed(central) >= 1)


@given(st.floats(1, 1e6), st.floats(-0.02, 0.02))
def test_a_ratio_at_the_very_edge_is_said_only_where_the_statement_says_it(fee: float, above: float) -> None:
    case = valuation([], total=Range(fee + above, fee + 50, fee + 90), fee=fee)
    (made,) = notes_for(case)
    assert made.ratio is None or context_of(case).shows_ratio


def test_half_a_penny_does_not_part_the_message_from_the_statement() -> None:
    case = valuation([], total=Range(901.9964, 1137.4971, 1300.0), fee=250.5649)  # 902.00, 1137.50, 250.56
    (made,) = notes_for(case)
    assert values(made) == ("£250.56", "£902", context_of(case).times_the_fee(901.9964))  # 902.00 / 250.56 = 3.59993
    assert made.ratio
    assert "3.5" in made.ratio.value


@pytest.mark.parametrize(("low", "said"), [(324.98, False), (325.02, True)])
def test_a_value_below_the_fee_is_not_held_against_it(low: float, said: bool) -> None:
    (made,) = notes_for(valuation([], total=Range(low, 400, 500), fee=325.0))
    assert bool(made.ratio) is said


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("why", ["no figures", "nothing at all"])
def test_where_there_is_no_estimate_none_is_said(edition: Edition, why: str) -> None:
    case = replace(empty_example(), edition=edition, total=Range(0, 0, 0), fee=325.0)
    row = row_of(case, total=why != "no figures")
    (made,) = compose_cover_note(MEMBER, row, settings_with(), "", STOP, today=TODAY)
    assert values(made) == (None if why == "no figures" else "£325", None, None)
    beginning = {"first-year": "Your first year", "light-use": "There is more"}.get(edition, "Your membership year")
    assert made.headline.startswith(beginning)
    assert "counted" not in made.opening


def test_where_the_cautious_estimate_is_nothing_the_best_one_is_said_and_called_so() -> None:
    (made,) = notes_for(valuation([], total=Range(0.004, 12, 30)))
    assert made.estimate == Detail("Our best estimate of what you got back", "£12")
    assert made.ratio is None


def test_the_opening_fits_the_edition() -> None:
    openings = {name: notes_for(make(MEMBER))[0].opening for name, make in EDITIONS.items()}
    assert openings["first-year"].startswith("Thank you for joining us. ")
    assert openings["light-use"].endswith("please ask us.")
    assert openings["below-fee"].endswith("please ask us.")
    assert len(set(openings.values())) == 4


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("attach", [True, False])
@pytest.mark.parametrize("edition", EDITIONS)
def test_each_edition_is_whole_in_each_language(edition: str, attach: bool, locale: str) -> None:
    planned, _ = resolve_locale(locale, "en-GB")
    noted = getattr(translations_for(planned, Desk().settings.catalogues), "missing", [])
    noted.clear()
    (closed,) = notes_for(EDITIONS[edition](MEMBER), locale, attach=attach, encrypt=True, secret_hint=HINT)
    (made,) = notes_for(EDITIONS[edition](MEMBER), locale, attach=attach)
    made = replace(made, password=closed.password)
    assert noted == []
    assert all(texts(replace(made, correction=())))
    assert "".join(phrase.text for phrase in made.correction)
    assert (made.locale, made.edition) == (planned, edition)
    assert not any("{" in text or "}" in text for text in texts(made))
    if not locale.startswith("en"):
        (english,) = notes_for(EDITIONS[edition](MEMBER), "en-GB", attach=attach)
        own = ("subject", "preview", "headline", "opening", "renew", "closing", "reason")
        assert not [name for name in own if getattr(made, name) == getattr(english, name)]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_figure_stands_in_a_sentence_or_where_other_people_see_it(locale: str) -> None:
    (made,) = notes_for(ranged_example(), locale)
    day = wording_for(locale).date(date(2027, 1, 1))
    assert day in made.renew.text
    assert made.preview.startswith(made.renew.text)
    sentences = (made.preview.replace(day, ""), made.opening, made.greeting, made.reason)
    assert not [text for text in sentences if re.search(r"\d", text)]
    assert [re.findall(r"\d+", text) for text in (made.subject, made.headline)] == [["2026"]] * 2
    assert MEMBER.name not in made.subject
    assert made.member_id not in made.subject


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_beside_an_encrypted_statement_nothing_is_told_of_its_figures(edition: str, locale: str) -> None:
    case = EDITIONS[edition](MEMBER)
    (open_,), (closed,) = notes_for(case, locale), notes_for(case, locale, encrypt=True, secret_hint=HINT)
    others = replace(case, currency="JPY", fee=1.0, total=Range(0, 0, 0))
    assert notes_for(others, locale, encrypt=True, secret_hint=HINT) == (closed,)  # not even that there are any
    assert values(closed) == (None, None, None)
    if edition != "first-year":  # nor which edition it is
        assert notes_for(ranged_example(), locale, encrypt=True, secret_hint=HINT) == (closed,)
    assert closed.password
    assert not re.search(r"\d", closed.preview)
    assert closed.preview in closed.opening
    assert closed.renew == open_.renew
    message = rendered(closed)
    row = row_of(case)
    figures = [value for value in values(open_) if value]
    figures += [f"{figure}" for figure in (row.fee, row.low, row.central, row.high, row.benefit_cost_ratio) if figure]
    for text in (message.subject, message.text, message.html, closed.preview):
        numbers = set(re.findall(r"\d+", without_separators(text)))
        for figure in figures:
            assert figure not in text
            assert without_separators(figure) not in numbers


def without_separators(text: str) -> str:
    """Return a text with its digits as one number each, however its language groups them."""
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<=\d)[\s.,'٬٫\u2019](?=\d)", "", plain)


@given(
    amounts,
    amounts,
    amounts,
    fees,
    st.sampled_from(["standard", "first-year", "below-fee", "light-use"]),
    st.booleans(),
)
def test_whatever_the_figures_the_message_beside_an_encrypted_statement_is_the_same(
    a: float, b: float, c: float, fee: float, edition: Edition, attach: bool
) -> None:
    low, central, high = sorted((a, b, c))
    case = valuation([], total=Range(low, central, high), fee=fee, edition=edition)
    (closed,) = notes_for(case, encrypt=True, secret_hint=HINT, attach=attach)
    nothing = valuation([], total=Range(0, 0, 0), fee=0.0, edition=edition)
    assert (closed,) == notes_for(nothing, encrypt=True, secret_hint=HINT, attach=attach)


def test_two_languages_are_two_parts_of_one_message() -> None:
    welsh, english = notes_for(light_use_example(), "cy-GB+en-GB")
    assert [welsh.locale, english.locale] == ["cy-GB", "en-GB"]
    assert [welsh.language, english.language] == ["Cymraeg", "English"]
    assert values(welsh) == values(english)
    assert welsh.opening != english.opening


def test_the_language_is_the_statements_not_what_the_member_has_today() -> None:
    (made,) = notes_for(ranged_example(), "fr-FR", replace(MEMBER, locale="de-DE"))
    assert made.locale == "fr-FR"


def test_arabic_is_set_from_the_right() -> None:
    (made,) = notes_for(first_year_example(), "ar-EG")
    assert made.direction == "rtl"


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [(date(2026, 1, 1), date(2027, 1, 1), "2026"), (date(2025, 7, 1), date(2026, 7, 1), "2025/26")],
)
def test_the_subject_says_which_year(start: date, end: date, years: str) -> None:
    settings = settings_with()
    period = settings.workspace.period.model_copy(update={"start": start, "end": end})
    settings = settings.model_copy(update={"workspace": settings.workspace.model_copy(update={"period": period})})
    (made,) = compose_cover_note(MEMBER, row_of(ranged_example()), settings, today=TODAY)
    assert made.subject == f"Your membership value statement, {years}"
    assert made.headline == f"What your membership gave you in {years}"


@pytest.mark.parametrize(
    ("renewal", "words"),
    [
        (date(2027, 2, 1), "Renew by 1\u00a0February 2027"),
        (TODAY, "Renew by 30\u00a0November 2026"),
        (date(2026, 11, 29), "Renew your membership"),  # a day that has passed is no day to renew by
        (None, "Renew your membership"),
    ],
)
def test_the_button_says_until_when(renewal: date | None, words: str) -> None:
    (made,) = notes_for(ranged_example(), member=replace(MEMBER, renewal=renewal))
    assert made.renew.text == words
    assert made.preview == f"{words} · Your statement is attached to this message as a PDF."


@pytest.mark.parametrize("page", ["https://renew.example/{member_id}?by=mail", ""])
def test_the_button_leads_where_the_code_of_the_statement_leads(page: str) -> None:
    settings, member = settings_with(), replace(MEMBER, member_id="M 1/7")
    organisation = settings.workspace.organisation.model_copy(update={"renewal_page": page})
    workspace = settings.workspace.model_copy(update={"organisation": organisation})
    settings = settings.model_copy(update={"workspace": workspace})
    (made,) = compose_cover_note(member, row_of(ranged_example()), settings, "", STOP, today=TODAY)
    assert made.renew.address == ("https://renew.example/M%201%2F7?by=mail" if page else organisation.website)


def test_it_says_where_the_statement_is() -> None:
    (attached,) = notes_for(ranged_example())
    (linked,) = notes_for(ranged_example(), attach=False)
    both = compose_cover_note(MEMBER, row_of(ranged_example()), settings_with(), PAGE, STOP, today=TODAY)[0]
    assert "attached" in attached.opening
    assert attached.read is None
    assert "attached" not in linked.opening
    assert "online" in linked.opening
    assert linked.read
    assert linked.read.address == PAGE
    assert "attached" in both.opening
    assert both.read == linked.read


def test_a_message_that_would_lead_nowhere_is_not_made() -> None:
    with pytest.raises(ValueError, match="page"):
        compose_cover_note(MEMBER, row_of(ranged_example()), settings_with(attach=False), today=TODAY)


def test_the_password_is_hinted_at_only_where_the_attachment_is_encrypted() -> None:
    hinted = {"encrypt": True, "secret_hint": HINT}
    (made,) = notes_for(ranged_example(), **hinted)
    assert made.password == Detail("Password for the PDF", "your date of birth as 31-12-1980")
    (german,) = notes_for(ranged_example(), "de-DE", **hinted)
    assert german.password == Detail("Passwort für die PDF-Datei", "Ihr Geburtsdatum als 31-12-1980")
    for email in ({"encrypt": False, "secret_hint": HINT}, {"attach": False, **hinted}):
        (made,) = notes_for(ranged_example(), **email)
        assert made.password is None


@pytest.mark.parametrize(("locale", "told"), [("fr-FR", ["email.secret_hint"]), ("de-DE", []), ("en-GB", [])])
def test_a_hint_that_is_not_translated_is_told_while_the_statement_is_made(locale: str, told: list[str]) -> None:
    member, settings = replace(MEMBER, locale=locale), settings_with(encrypt=True, secret_hint=HINT)
    _, problems = compose(member, empty_example(member), settings)
    assert [problem.column for problem in problems] == told


def test_the_secret_itself_is_never_said() -> None:
    member = replace(MEMBER, secret="31-12-1979")  # noqa: S106
    (made,) = notes_for(ranged_example(), member=member, encrypt=True, secret_hint=HINT)
    assert not any("31-12-1979" in text for text in texts(made))


def test_there_is_always_a_way_to_stop() -> None:
    (given_one,) = notes_for(ranged_example())
    assert given_one.stop.address == STOP
    (otherwise,) = compose_cover_note(MEMBER, row_of(ranged_example()), settings_with(), today=TODAY)
    assert otherwise.stop.address == f"mailto:{settings_with().workspace.organisation.email}"


def test_it_says_whom_to_ask_and_who_writes() -> None:
    organisation = settings_with().workspace.organisation
    (made,) = notes_for(ranged_example())
    assert f"mailto:{organisation.email}" in [phrase.address for phrase in made.correction]
    assert made.reference == Detail("Member number", MEMBER.member_id)
    assert (made.sender, made.signatory, made.address) == (
        organisation.name,
        organisation.signatory,
        organisation.address,
    )


def test_it_can_be_handed_to_another_process() -> None:
    made = notes_for(ranged_example(), "cy-GB+en-GB")
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301
    assert all(isinstance(each, CoverNote) for each in made)
