"""Salesforce: queries that name their fields, cursors, the bin, merges, tokens that end without a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling, row
from tests.fakes.organisation import organisation
from tests.fakes.salesforce import CLIENT, Salesforce, account_id, contact_id
from tests.fakes.serving import Reply

_PEOPLE = """
[[source]]
name = "people"
pull = "salesforce"
preset = "salesforce-api-contacts"
columns.kind = { value = "person" }
"""
_EVERYTHING = f"""{_PEOPLE}
[[source]]
name = "firms"
pull = "salesforce"
preset = "salesforce-api-accounts"
columns.kind = {{ value = "organisation" }}

[[source]]
name = "paid"
pull = "salesforce"
preset = "salesforce-api-opportunities"

[[source]]
name = "terms"
pull = "salesforce"
preset = "salesforce-api-memberships"
"""


def _pulling(folder: Path, sources: str, members: int = 400) -> Iterator[Pulling]:
    fake = Salesforce(organisation(members=members))
    with pulling(fake, folder, sources, connection="salesforce", secrets=CLIENT) as found:
        yield found


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Pulling]:
    yield from _pulling(tmp_path, _PEOPLE)


def _fake(pulling: Pulling) -> Salesforce:
    assert isinstance(pulling.fake, Salesforce)
    return pulling.fake


def _queries(pulling: Pulling) -> list[str]:
    return [one.query["q"] for one in pulling.fake.asked if "q" in one.query]


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    whole = organisation()
    for found in _pulling(tmp_path, _EVERYTHING, members=3000):
        pulled = found.pull()
        there = {one.records: one.there for one in pulled.changes}
        assert there == {"contacts": 3000, "accounts": 300, "opportunities": 3000}
        tables = found.tables({"people": "members", "firms": "members", "paid": "fees", "terms": "memberships"})
        people = tables["people"]
        assert people["member_id"].tolist() == [contact_id(one.number) for one in whole.people]
        assert people["name"].tolist() == [one.name for one in whole.people]
        assert people["emails"].tolist() == [f"{one.email}\x1fhome.{one.email}" for one in whole.people]
        assert people["street"].tolist() == [one.street for one in whole.people]
        assert people["no_email"].tolist() == [one.opted_out or one.number == 12 for one in whole.people]
        assert people.loc[people["no_post"], "member_id"].tolist() == [contact_id(12)]
        assert tables["firms"]["name"].tolist() == [one.name for one in whole.firms]
        won = [one for one in whole.payments if one.is_paid]
        assert tables["paid"]["amount"].tolist() == [one.amount / 100 for one in won]
        assert tables["paid"]["member"].tolist() == [contact_id(one.person.number) for one in won]
        assert tables["paid"]["paid"].dt.date.tolist() == [one.paid.date() for one in won]
        assert tables["terms"]["grade"].tolist() == [one.person.grade for one in won]
        assert {*tables["terms"]["ends"].dt.date.astype(str)} == {"2026-12-31"}


def test_only_what_is_read_is_asked_for(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _EVERYTHING):
        found.pull()
        queries = _queries(found)
        assert (
            "SELECT Id, AccountId, Amount, CloseDate, StageName, npe01__Member_Level__c, "
            "npe01__Membership_End_Date__c, npe01__Membership_Start_Date__c, npsp__Primary_Contact__c FROM Opportunity"
        ) in queries
        assert "SELECT Id, MasterRecordId FROM Contact WHERE IsDeleted = true" in queries
        assert "SELECT Id FROM Opportunity WHERE IsDeleted = true" in queries
        assert len(queries) == 6


def test_changes_deletions_and_merges_arrive_by_the_next_pull(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _PEOPLE, members=60):
        _merge_and_delete(found)


def _merge_and_delete(people: Pulling) -> None:
    fake = _fake(people)
    fake.merge(contact_id(1), contact_id(2), people.time.moment - timedelta(days=3))  # before anything was pulled
    assert people.pull().aliases == (contact_id(2),)
    now = people.time.moment
    fake.change("Contact", contact_id(59), now - timedelta(minutes=5), LastName="Newname")  # in the overlap
    fake.delete("Contact", contact_id(7), now)
    fake.delete("Contact", contact_id(8), now)
    fake.empty_the_bin()
    fake.delete("Contact", contact_id(9), now)
    fake.merge(contact_id(10), contact_id(20), now)
    fake.merge(contact_id(30), contact_id(10), now)
    fake.batch = 2  # the bin has several pages, and their address says query
    pulled = people.pull()
    (contacts,) = pulled.changes
    assert sorted(contacts.gone) == [contact_id(number) for number in (7, 8, 9, 10, 20)]
    assert contacts.merged == {contact_id(10): contact_id(30), contact_id(20): contact_id(30)}
    assert pulled.aliases == (contact_id(10), contact_id(20))
    members = people.table("members", "people")
    assert str(row(members, "member_id", contact_id(59))["name"]).endswith("Newname")
    assert row(members, "member_id", contact_id(30))["other_ids"] == f"{contact_id(10)}\x1f{contact_id(20)}"
    assert [one.path for one in fake.asked if one.path.endswith("queryAll")] == ["/services/data/v67.0/queryAll"] * 2


def test_a_session_that_ends_is_begun_again(people: Pulling) -> None:
    fake = _fake(people)
    fake.batch = 100

    def end(asked: object, number: int) -> None:
        if number == 4:
            fake.token = "ended"  # noqa: S105

    fake.before = end
    assert people.pull().changes[0].there == 400
    assert fake.tokens == 2


def test_a_cursor_that_ends_begins_the_list_again(people: Pulling) -> None:
    fake = _fake(people)
    fake.batch = 100
    fake.before = lambda asked, number: fake.cursors.clear() if number == 4 else None
    assert people.pull().changes[0].there == 400


def test_calls_that_are_used_up_are_waited_for(people: Pulling) -> None:
    fake = _fake(people)
    fake.batch = 100
    used_up = Reply(403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}])
    fake.before = lambda asked, number: fake.plant(used_up) if number == 4 else None
    paused = people.pull()
    assert paused.about is not None
    assert not paused.about.is_finished
    assert paused.about.waits_until.startswith("2026-11-29T13:01")
    calls = len(fake.asked)
    people.time.on(hours=2)
    assert people.pull().changes[0].there == 400
    assert len(fake.asked) - calls == 4  # a token, two more pages and the bin: what had come is not asked for again


def test_a_field_that_the_organisation_does_not_have_is_said_with_what_to_do(people: Pulling) -> None:
    for one in _fake(people).objects["Contact"].values():
        del one["HasOptedOutOfEmail"]
    why = people.failing()
    assert "No such column 'HasOptedOutOfEmail' on entity 'Contact'" in why
    assert "let the integration's user see it" in why


def test_a_heading_of_a_report_is_no_field(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, f'{_PEOPLE}columns.grade = "Member Level"\n'):
        assert "Member Level: no field of Contact" in found.failing()


def test_a_wrong_secret_is_said_without_it(people: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_SALESFORCE_CLIENT_SECRET", "secret-4711")
    why = people.failing()
    assert "no access token was given (400)" in why
    assert "4711" not in why
    monkeypatch.delenv("VALUEREPORT_SALESFORCE_CLIENT_SECRET")


def test_too_many_calls_and_answers_that_were_cut_off(people: Pulling) -> None:
    whole = Reply(200, {"records": [{"Id": "1"}] * 50}, cut=100)
    people.fake.plant(Reply(429, text="slow down"), whole, Reply(503, text="<html>"), where="query")
    assert people.pull().changes[0].there == 400


def test_households_and_firms_can_be_merged_too(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _EVERYTHING):
        found.pull()
        fake = _fake(found)
        fake.change("Account", account_id(2), found.time.moment, IsDeleted=True, MasterRecordId=account_id(1))
        fake.delete("Opportunity", f"006{5:012}AAA", found.time.moment)
        changes = {one.records: one for one in found.pull().changes}
        assert changes["accounts"].merged == {account_id(2): account_id(1)}
        assert changes["opportunities"].gone == (f"006{5:012}AAA",)
