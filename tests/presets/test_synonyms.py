"""Synonyms: every column in every language, nothing ambiguous but what is marked as weak."""

from __future__ import annotations

import pytest

from valuereport.model.tables import MADE_BY_LOADERS, TABLES
from valuereport.notation.headings import plain
from valuereport.presets.statuses import statuses
from valuereport.presets.synonyms import CONSENT_YES, LANGUAGES, PARTS, against, synonyms

LISTED = [*TABLES, "opt_outs"]


def meanings(table: str, heading: str) -> list[str]:
    return [one.column for one in synonyms(table).get(plain(heading), ()) if not one.weak]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_word_in_every_language(table: str) -> None:
    there = {(one.column, one.language) for each in synonyms(table).values() for one in each}
    columns = [name for name in TABLES[table] if name not in MADE_BY_LOADERS]  # type: ignore[index]
    if table == "engagements":
        columns = [name for name in columns if name != "end"]
    missing = [
        f"{column} {language}" for column in columns for language in LANGUAGES if (column, language) not in there
    ]
    assert not missing


@pytest.mark.parametrize("table", LISTED)
def test_a_strong_word_means_one_column(table: str) -> None:
    several = {
        word: [one.column for one in each if not one.weak]
        for word, each in synonyms(table).items()
        if sum(not one.weak for one in each) > 1
    }
    assert not several


@pytest.mark.parametrize("table", LISTED)
def test_no_word_speaks_against_itself(table: str) -> None:
    odd = [
        (word, one.column, found)
        for word, each in synonyms(table).items()
        for one in each
        if not one.weak and (found := against(table, one.column, word))
    ]
    assert not odd


def test_known_names() -> None:
    for table in LISTED:
        columns = {one.column for each in synonyms(table).values() for one in each}
        assert columns <= {*TABLES.get(table, ("emails",)), *PARTS, CONSENT_YES}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("table", "heading", "column"),
    [
        ("members", "Mitglieds-Nr.", "member_id"),
        ("members", "N° adhérent", "member_id"),
        ("members", "Adhérent depuis", "joined"),
        ("members", "Eintrittsdatum", "joined"),
        ("members", "Courriel", "emails"),
        ("members", "E-Mail-Adresse", "emails"),
        ("members", "PLZ", "postcode"),
        ("members", "Cotisation", "fee"),
        ("members", "会員番号", "member_id"),
        ("members", "氏名", "name"),
        ("members", "メール", "emails"),
        ("members", "MITGLIEDSNUMMER", "member_id"),
        ("members", "Accepte les e-mails", "consent_yes"),
        ("members", "Do Not Mail", "no_post"),
        ("members", "Do Not Email", "no_email"),
        ("fees", "Betrag", "amount"),
        ("fees", "Montant", "amount"),
        ("fees", "Date de paiement", "paid"),
        ("fees", "Zahlungsdatum", "paid"),
        ("engagements", "Event Start Date", "date"),
        ("engagements", "ساعات التدريب", "quantity"),
        ("opt_outs", "Adresse e-mail", "emails"),
    ],
)
def test_headings_of_real_exports(table: str, heading: str, column: str) -> None:
    assert meanings(table, heading) == [column]


@pytest.mark.parametrize(
    ("table", "heading"),
    [
        *(
            ("members", one)
            for one in ("Status", "Date", "Type", "Name", "ID", "Lead Status", "Last Contacted", "Close Date")
        ),
        *(
            ("members", one)
            for one in ("Approval Status", "Created", "Membership Start Date", "Opt-in", "Do Not Phone")
        ),
        *(("fees", one) for one in ("Amount Refunded", "Fees Paid", "Due Date", "Tax", "Net Amount", "Date", "Total")),
        *(("engagements", one) for one in ("Order Date", "Registration Time", "Fees Paid", "Amount", "Quantity")),
    ],
)
def test_what_is_not_enough_alone(table: str, heading: str) -> None:
    assert not meanings(table, heading)


def test_words_against() -> None:
    assert against("fees", "amount", "Amount Refunded") == ("refunded",)
    assert against("members", "joined", "Last Contacted")
    assert against("members", "status", "Lead Status") == ("lead",)
    assert against("fees", "amount", "返金額") == ("返金",)
    assert not against("members", "emails", "Email optional")


def test_statuses() -> None:
    words = statuses("membership")
    expected = {
        "Lapsed": "ended",
        "Ausgetreten": "ended",
        "Verstorben": "died",
        "退会": "ended",
        "Pending - New": "waiting",
    }
    assert {word: words[plain(word)][0] for word in expected} == expected
    assert statuses("payment")[plain("Teilweise bezahlt")] == ("unpaid", "de")
    assert statuses("attendance")[plain("Checked In")] == ("attended", "en")
    assert statuses("attendance")[plain("Not Attending")] == ("not_attended", "en")
    for subject, meant in (("membership", 4), ("payment", 4), ("attendance", 3)):
        there = {*statuses(subject).values()}  # type: ignore[arg-type]
        assert {language for _, language in there} == {*LANGUAGES}
        assert len({meaning for meaning, _ in there}) == meant
