"""CiviCRM: every list by id, the trash, merges, a clock whose zone nobody tells, and pages of the website."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connect.pulling import Pulling, pulling, row
from tests.fakes.civicrm import CiviCRM, Records
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply

_PEOPLE = """
[[source]]
name = "people"
pull = "civicrm"
preset = "civicrm-api-contacts"
where = { contact_type = "Individual" }
"""
_CALLS = """
[[source]]
name = "calls"
pull = "civicrm"
preset = "civicrm-api-activities"
[source.columns]
activity = { value = "helpdesk" }
"""
_MEMBERS = """
[[source]]
name = "members-of-civicrm"
pull = "civicrm"
preset = "civicrm-api-members"
"""
_EVERYTHING = f"""{_PEOPLE}{_MEMBERS}{_CALLS}
[[source]]
name = "terms"
pull = "civicrm"
preset = "civicrm-api-membership-log"

[[source]]
name = "came"
pull = "civicrm"
preset = "civicrm-api-participants"
[source.columns]
activity = {{ value = "webinar" }}

[[source]]
name = "paid"
pull = "civicrm"
preset = "civicrm-api-contributions"
"""
_CLEAN = 'base_url = "{url}/civicrm/ajax/api4"'
_FEW = organisation(members=400)


def _pulling(folder: Path, sources: str, members: int = 400, settings: str = _CLEAN) -> Iterator[Pulling]:
    fake = CiviCRM(organisation(members=members))
    with pulling(fake, folder, sources, connection="civicrm", settings=settings) as found:
        yield found


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Pulling]:
    yield from _pulling(tmp_path, _PEOPLE)


def _fake(pulling: Pulling) -> CiviCRM:
    assert isinstance(pulling.fake, CiviCRM)
    return pulling.fake


def _asked(pulling: Pulling, entity: str) -> list[dict[str, Any]]:
    return [json.loads(one.form["params"]) for one in pulling.fake.asked if f"/{entity}/" in one.path]


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    whole = organisation()
    for found in _pulling(tmp_path, _EVERYTHING, members=3000):
        pulled = found.pull()
        assert {one.records: one.there for one in pulled.changes} == {
            "contacts": 3300,
            "memberships": 3000,
            "membership-log": 6000,
            "contributions": 3000,
            "participants": sum(len(one.people) for one in whole.meetings),
            "activities": 2 * len(whole.replies),
        }
        tables = found.tables(
            {
                "people": "members",
                "members-of-civicrm": "members",
                "terms": "memberships",
                "came": "engagements",
                "calls": "engagements",
                "paid": "fees",
            }
        )
        people, living = tables["people"], [one for one in whole.people if one.number != 13]
        assert people["member_id"].tolist() == [str(one.number) for one in living]
        assert people["name"].tolist() == [one.name for one in living]
        assert people["emails"].tolist() == [one.email for one in living]
        assert people["street"].tolist() == [one.street for one in living]
        assert people["no_email"].tolist() == [one.opted_out for one in living]
        assert people.loc[people["no_post"], "member_id"].tolist() == ["12"]
        assert people.loc[people["on_hold"], "member_id"].tolist() == ["11"]
        members = tables["members-of-civicrm"]
        assert members["grade"].tolist() == [one.grade for one in living]
        assert members["joined"].dt.date.tolist() == [one.joined for one in living]
        terms = tables["terms"]
        assert sorted(terms["starts"].dt.year.tolist()) == [2025] * 3000 + [2026] * 3000
        came = [(one.number, who.number) for one in whole.meetings for who, there, _ in one.people if there]
        assert tables["came"]["member"].tolist() == [str(who) for _, who in came]
        assert tables["came"]["price_paid"].sum() == pytest.approx(12.5 * len(came))
        done = [one for one in whole.replies if one.score <= 8]
        assert tables["calls"]["quantity"].sum() == pytest.approx(2 * len(done) / 4)
        assert {*tables["calls"]["member"]} == {
            str(each) for one in done for each in (one.person.number, one.person.number % 50 + 1)
        }
        assert tables["paid"]["amount"].sum() == pytest.approx(
            sum(one.amount for one in whole.payments if one.is_paid) / 100
        )


def test_only_what_is_read_is_asked_for_in_the_order_of_ids(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _CALLS):
        found.pull()
        assert {one.path for one in found.fake.asked} == {"/civicrm/ajax/api4/ActivityContact/get"}
        first, second = _asked(found, "ActivityContact")
        assert first["select"] == [
            *("id", "activity_id", "activity_id.activity_date_time", "activity_id.duration"),
            *("activity_id.status_id:name", "activity_id.subject", "contact_id"),
        ]
        assert first["orderBy"] == {"id": "ASC"}
        assert second["where"] == [*first["where"], ["id", ">", 400]]
        assert not [one.query for one in found.fake.asked if one.query]


def test_changes_deletions_and_merges_arrive_by_the_next_pull(people: Pulling) -> None:
    people.pull()
    fake, now = _fake(people), people.time.moment
    fake.change(399, now, display_name="Newname")
    fake.change(7, now, is_deleted=True)
    del fake.contacts[8]  # the trash was emptied
    fake.merge(10, 20, now)
    fake.merge(30, 10, now)
    pulled = people.pull()
    (contacts,) = pulled.changes
    assert sorted(contacts.gone) == ["10", "20", "7", "8"]
    assert contacts.merged == {"10": "30", "20": "30"}
    assert pulled.aliases == ("10", "20")
    members = people.table("members", "people")
    assert row(members, "member_id", "399")["name"] == "Newname"
    assert row(members, "member_id", "30")["other_ids"] == "10\x1f20\x1fM-30"
    since = ["modified_date", ">=", "2026-11-28 21:01:00"]  # 15 hours before: nobody tells the zone of the site
    assert [since in one["where"] for one in _asked(people, "Contact")].count(True) == 2


def test_who_an_activity_was_with_can_change(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _CALLS):
        found.pull()
        fake = _fake(found)
        first, second, *_ = (key for key, one in fake.activities.items() if one["status_id:name"] == "Completed")
        fake.aim(first, (77,))
        fake.activities[first]["modified_date"] = "2026-11-29 04:02:00"  # noon, eight hours behind UTC
        fake.activities[second]["is_deleted"] = True
        found.pull()
        calls = found.table("engagements", "calls")
        assert calls.loc[calls["reference"] == str(first), "member"].tolist() == ["77"]
        assert str(second) not in calls["reference"].tolist()


def test_a_record_that_is_deleted_while_pages_are_read_hides_no_other(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _PEOPLE, members=1500):
        contacts = _fake(found).contacts
        found.fake.before = lambda _, number, contacts=contacts: number == 2 and _trash(contacts)  # type: ignore[misc]
        found.pull()
        arrived = {*found.table("members", "people")["member_id"]}
        assert {str(number) for number in range(101, 1501)} <= arrived


def _trash(contacts: Records) -> None:
    for number in range(1, 101):
        contacts[number]["is_deleted"] = True


@pytest.mark.parametrize(
    "settings", ["{url}/?civiwp=CiviCRM&q=civicrm/ajax/api4", "{url}/civicrm/ajax/api4/"], ids=["in the query", "/"]
)
def test_addresses_of_wordpress(tmp_path: Path, settings: str) -> None:
    for found in _pulling(tmp_path, _PEOPLE, settings=f'base_url = "{settings}"'):
        assert found.pull().changes[0].there == 700


def test_a_page_of_the_website_is_not_the_api(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _PEOPLE, settings='base_url = "{url}/civicrm"'):
        assert "a page of the website came: look at base_url" in found.failing()
        assert len(found.fake.asked) == 1


def test_errors_in_words_and_a_key_that_is_wrong(people: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    people.fake.plant(Reply(200, {"error_code": 0, "error_message": "Invalid field"}), where="Contact")
    assert "Contact/get: 200: Invalid field" in people.failing()
    people.fake.plant(Reply(403, {"error_message": "Authorization failed"}), where="Contact")
    assert "access denied (403: Authorization failed)" in people.failing()
    monkeypatch.setenv("VALUEREPORT_CIVICRM_TOKEN", "key-4711")
    why = people.failing()
    assert "access denied (401: HTTP 401 Invalid credential)" in why
    assert "4711" not in why


def test_what_breaks_on_the_way_is_asked_for_again(people: Pulling) -> None:
    whole = Reply(200, {"values": [{"id": 1}] * 50}, cut=100)
    people.fake.plant(whole, Reply(500, {"error_message": "DB Error: lock wait timeout"}), Reply(503, text="<html>"))
    assert people.pull().changes[0].there == 700
