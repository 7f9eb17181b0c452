"""Wild Apricot: searches in the background, labels of the account, tokens that end, words that mean nothing."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling, row
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply
from tests.fakes.wild_apricot import ACCOUNT, WildApricot
from valuereport.connect import systems
from valuereport.connect.auth import ClientCredentials
from valuereport.connect.systems.wild_apricot import WILD_APRICOT

_CONTACTS = """
[[source]]
name = "people"
pull = "wild-apricot"
preset = "wild-apricot-contacts"
[source.columns]
kind = { value = "person" }
region = "fields.Chapter"
"""
_PAYMENTS = """
[[source]]
name = "payments"
pull = "wild-apricot"
preset = "wild-apricot-payments"
"""
_PEOPLE = organisation(400)
_SETTINGS = f'base_url = "{{url}}/v2.2/accounts/{{account}}"\noptions = {{ account = "{ACCOUNT}" }}'


@contextmanager
def served(fake: WildApricot, folder: Path, sources: str = _CONTACTS) -> Iterator[Pulling]:
    """Serve a fake that gives out its tokens itself."""
    settings = _SETTINGS.replace("{account}", ACCOUNT)
    with (
        pulling(fake, folder, sources, connection="wild-apricot", settings=settings) as found,
        pytest.MonkeyPatch.context() as patched,
    ):
        assert isinstance(WILD_APRICOT.auth, ClientCredentials)
        auth = replace(WILD_APRICOT.auth, url=f"{fake.url}/auth/token")
        patched.setattr(systems, "SYSTEMS", (replace(WILD_APRICOT, auth=auth),))
        yield found


@pytest.fixture
def apricot(tmp_path: Path) -> Iterator[Pulling]:
    with served(WildApricot(_PEOPLE), tmp_path) as found:
        yield found


def fake_of(pulled: Pulling) -> WildApricot:
    assert isinstance(pulled.fake, WildApricot)
    return pulled.fake


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    everyone = organisation()
    with served(WildApricot(everyone), tmp_path, _CONTACTS + _PAYMENTS) as apricot:
        pulled = apricot.pull()
        paid = [one for one in everyone.payments if one.is_paid]
        assert [(one.records, one.there) for one in pulled.changes] == [("contacts", 3000), ("payments", len(paid))]
        members = apricot.table("members", "people")
        assert members["member_id"].tolist() == [str(one.number) for one in everyone.people]
        assert members["name"].tolist() == [one.name for one in everyone.people]
        assert members["emails"].tolist() == [one.email for one in everyone.people]
        assert members["grade"].tolist() == [one.grade for one in everyone.people]
        assert members["region"].tolist() == [one.city for one in everyone.people]
        assert members["joined"].dt.date.tolist() == [one.joined for one in everyone.people]
        fees = apricot.table("fees", "payments")
        assert fees["member"].tolist() == [str(one.person.number) for one in paid]
        assert fees["amount"].round(2).tolist() == [(one.amount - one.refunded) / 100 for one in paid]
        assert fees["paid"].dt.to_pydatetime().tolist() == [one.paid.replace(tzinfo=None) for one in paid]


def test_a_search_is_asked_for_by_its_number_until_it_is_complete(apricot: Pulling) -> None:
    apricot.pull()
    contacts = [one.query for one in apricot.fake.asked if one.path.endswith("contacts")]
    assert [one.get("resultId") for one in contacts] == [None, "s-1", "s-1", "s-1", None, "s-2", "s-2", "s-2"]
    assert {tuple(one) for one in contacts if "resultId" in one} == {("resultId",)}
    assert not [one for one in contacts if "$async" in one]
    assert apricot.time.slept == [3.0] * 6


def test_a_search_that_never_ends_and_one_that_fails(apricot: Pulling) -> None:
    fake_of(apricot).polls = 1000
    assert "it was still working on it after 201 questions" in apricot.failing()
    fake_of(apricot).polls, fake_of(apricot).fails = 0, True
    assert "its search failed: Search is too complex" in apricot.failing()


def test_never_and_clear_are_no_days(apricot: Pulling) -> None:
    apricot.pull()
    members = apricot.table("members", "people")
    lifelong = [one.number % 50 in (0, 1) for one in _PEOPLE.people]
    assert members["renewal"].isna().tolist() == lifelong
    assert set(members["renewal"].dropna()) == {datetime(2027, 1, 1)}  # noqa: DTZ001 - as the column has it
    assert not [one for one in apricot.problems() if one.column == "fields.Renewal due"]


def test_fields_are_asked_for_by_the_labels_of_the_account(tmp_path: Path) -> None:
    named = 'joined = "fields.Mitglied seit"\nrenewal = "fields.Beitrag\'s Tag"\nsector = "fields.Interests"\n'
    with served(WildApricot(_PEOPLE, "Mitglied seit", "Beitrag's Tag"), tmp_path, _CONTACTS + named) as apricot:
        apricot.pull()
        found = row(apricot.table("members", "people"), "member_id", "7")
        assert (found["joined"].date(), found["sector"]) == (_PEOPLE.people[6].joined, "Safety;Law")  # type: ignore[attr-defined]
        selected = {one.query["$select"] for one in apricot.fake.asked if "$select" in one.query}
        assert selected == {"'Beitrag''s Tag','Chapter','Interests','Mitglied seit'"}
        pages = b"".join(gzip.decompress(one.read_bytes()) for one in apricot.folder.rglob("*.gz"))
        assert b"Secret remark" not in pages


def test_a_field_that_the_account_does_not_have_is_said(tmp_path: Path) -> None:
    with served(WildApricot(_PEOPLE, "Mitglied seit"), tmp_path) as apricot:
        assert "its search failed: Unknown field Member since" in apricot.failing()


def test_a_change_and_a_deletion_arrive_by_the_next_pull(apricot: Pulling) -> None:
    apricot.pull()
    fake = fake_of(apricot)
    del fake.contacts[7]
    fake.contacts[8] |= {"Status": "Lapsed"}  # by itself: its profile was not updated
    (contacts,) = apricot.pull().changes
    assert (contacts.there, contacts.gone) == (399, ("7",))
    assert row(apricot.table("members", "people"), "member_id", "8")["status"] == "Lapsed"


def test_a_token_that_ends_is_renewed_and_a_page_that_is_clamped_loses_nothing(apricot: Pulling) -> None:
    fake = fake_of(apricot)
    fake.clamp = 150
    fake.before = lambda asked, number: fake.revoke() if number == 6 else None
    fake.plant(Reply(429, {"message": "Too many requests"}), where="contacts")
    assert apricot.pull().changes[0].there == 400
    assert fake.tokens == 2


def test_payments_are_kept_without_remarks(tmp_path: Path) -> None:
    with served(WildApricot(_PEOPLE), tmp_path, _PAYMENTS) as apricot:
        apricot.pull()
        assert not [one for one in apricot.fake.asked if one.path.endswith("contacts")]
        pages = b"".join(gzip.decompress(one.read_bytes()) for one in apricot.folder.rglob("*.gz"))
        assert b"Secret remark" not in pages
        assert fake_of(apricot).access.encode() not in pages


def test_a_wrong_key_is_said_without_the_key(apricot: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_WILD_APRICOT_TOKEN", "wrong-key-4711")
    why = apricot.failing()
    assert "no access token was given (400)" in why
    assert "4711" not in why
