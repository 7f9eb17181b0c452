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

from tests.cover_notes import PAGE, STOP, notes_for, rendered, row_of, settings_with
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
from valuereport.compose.headline import headline
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.compose.summary import summary
from valuereport.model.cover_note import CoverNote
from valuereport.model.member import Member
from valuereport.model.statement import Detail, Headline
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
    if is_dataclass(part):
        return [text for field in fields(part) for text in texts(getattr(part, field.name))]
    return [] if part is None else [part]


def said_in_the_statement(case: Valuation, locale: str) -> tuple[Headline, tuple[Detail, ...]]:
    """Return the headline of a valuation's statement, and the facts beside it."""
    settings = Desk().settings
    context = StatementContext(MEMBER, case, organisation_texts_for(settings, wording_for(locale, settings.catalogues)))
    return headline(context), summary(context)


def test_the_figures_are_those_of_the_statement() -> None:
    (made,) = notes_for(ranged_example())
    lead = "Your membership was worth to you, at a cautious estimate,"
    assert made.headline == Headline(lead, "£902", "best estimate", "£1,147")
    assert [(fact.label, fact.value.replace("\u00a0", " ")) for fact in made.facts] == [
        ("Fee that you paid", "£325.00"),
        ("Times the fee, cautiously", "2.7 times"),
    ]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("example", EXAMPLES)
def test_they_are_so_in_every_language(example: str, locale: str) -> None:
    case = EXAMPLES[example](MEMBER)
    (made,) = notes_for(case, locale)
    said, facts = said_in_the_statement(case, locale)
    assert made.headline == said
    assert set(made.facts) <= set(facts)
    assert bool(made.facts) == (case.edition in ("standard", "first-year"))


amounts = st.floats(0, 1e7)
fees = st.just(0.0) | st.floats(0.001, 1e6)


@given(amounts, amounts, amounts, fees, st.sampled_from(["standard", "first-year", "below-fee", "light-use"]))
def test_whatever_the_figures_mail_and_statement_agree(
    a: float, b: float, c: float, fee: float, edition: Edition
) -> None:
    low, central, high = sorted((a, b, c))
    case = valuation([], total=Range(low, central, high), fee=fee, edition=edition)
    (made,) = notes_for(case)
    said, facts = said_in_the_statement(case, "en-GB")
    if row_of(case).low:
        assert made.headline == said
    else:
        assert (made.headline.low, made.headline.central) == ("", "")
    assert set(made.facts) <= set(facts)


@given(st.floats(0.01, 1e6), st.floats(-0.02, 0.02))
def test_a_ratio_at_the_very_edge_is_said_only_where_the_statement_says_it(fee: float, above: float) -> None:
    low = max(0.0, fee + above)
    case = valuation([], total=Range(low, low + 50, low + 90), fee=fee)
    (made,) = notes_for(case)
    _, facts = said_in_the_statement(case, "en-GB")
    assert set(made.facts) <= set(facts)


def test_half_a_penny_does_not_part_the_message_from_the_statement() -> None:
    case = valuation([], total=Range(901.9964, 1137.4971, 1300.0), fee=250.5649)  # 902.00, 1137.50, 250.56
    (made,) = notes_for(case)
    said, facts = said_in_the_statement(case, "en-GB")
    assert (made.headline, set(made.facts) <= set(facts)) == (said, True)
    assert [made.headline.low, made.facts[-1].value] == ["£902", "3.5\u00a0times"]  # 902.00 / 250.56 = 3.59993


@pytest.mark.parametrize(("low", "said"), [(324.98, False), (325.02, True)])
def test_a_value_below_the_fee_is_not_held_against_it(low: float, said: bool) -> None:
    (made,) = notes_for(valuation([], total=Range(low, 400, 500), fee=325.0))
    assert bool(made.facts) is said


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("why", ["no figures", "nothing at all", "a low of nought"])
def test_where_there_is_nothing_to_say_no_figure_is_said(edition: Edition, why: str) -> None:
    total = Range(0.004, 12, 30) if why == "a low of nought" else Range(0, 0, 0)
    case = replace(empty_example(), edition=edition, total=total, fee=325.0)
    (made,) = compose_cover_note(MEMBER, row_of(case, total=why != "no figures"), settings_with(), "", STOP)
    assert made.headline.lead
    assert (made.headline.low, made.headline.joint, made.headline.central, made.facts) == ("", "", "", ())
    assert made.headline.lead.startswith("Your first year" if edition == "first-year" else "Your membership year")
    assert "counted" not in made.opening


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
    # Of a light user's message the figures alone are empty: it holds no money.
    assert all(texts(replace(made, correction=(), headline=() if edition == "light-use" else made.headline)))  # type: ignore[arg-type]
    assert made.headline.lead
    assert "".join(phrase.text for phrase in made.correction)
    assert (made.locale, made.edition) == (planned, edition)
    assert not any("{" in text or "}" in text for text in texts(made))
    if not locale.startswith("en"):
        (english,) = notes_for(EDITIONS[edition](MEMBER), "en-GB", attach=attach)
        own = ("subject", "preview", "opening", "closing", "reason")
        assert not [name for name in own if getattr(made, name) == getattr(english, name)]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_figure_stands_in_a_sentence_or_where_other_people_see_it(locale: str) -> None:
    (made,) = notes_for(ranged_example(), locale)
    for text in (made.preview, made.opening, made.greeting, made.reason, made.headline.lead, made.headline.joint):
        assert not re.search(r"\d", text), text
    assert re.findall(r"\d+", made.subject) == ["2026"]
    assert MEMBER.name not in made.subject
    assert made.member_id not in made.subject


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_beside_an_encrypted_statement_nothing_is_told_of_its_figures(edition: str, locale: str) -> None:
    case = EDITIONS[edition](MEMBER)
    (open_,), (closed,) = notes_for(case, locale), notes_for(case, locale, encrypt=True, secret_hint=HINT)
    others = replace(case, currency="JPY", fee=1.0, total=Range(0, 0, 0))
    assert notes_for(others, locale, encrypt=True, secret_hint=HINT) == (closed,)  # not even that there are any
    assert closed.headline.lead
    assert (closed.headline.low, closed.headline.joint, closed.headline.central, closed.facts) == ("", "", "", ())
    assert closed.password
    assert closed.preview == open_.preview
    assert closed.preview in closed.opening
    message = rendered(closed)
    figures = [open_.headline.low, open_.headline.central, *(fact.value for fact in open_.facts)]
    row = row_of(case)
    figures += [f"{figure}" for figure in (row.fee, row.low, row.central, row.high, row.benefit_cost_ratio) if figure]
    for text in (message.subject, message.text, message.html, closed.preview):
        numbers = set(re.findall(r"\d+", without_separators(text)))
        for figure in filter(None, figures):
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
    assert welsh.headline.low == english.headline.low
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
    (made,) = compose_cover_note(MEMBER, row_of(ranged_example()), settings)
    assert made.subject == f"Your membership value statement, {years}"


def test_it_says_where_the_statement_is() -> None:
    (attached,) = notes_for(ranged_example())
    (linked,) = notes_for(ranged_example(), attach=False)
    both = compose_cover_note(MEMBER, row_of(ranged_example()), settings_with(), PAGE, STOP)[0]
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
        compose_cover_note(MEMBER, row_of(ranged_example()), settings_with(attach=False))


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
    (otherwise,) = compose_cover_note(MEMBER, row_of(ranged_example()), settings_with())
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
