"""HubSpot: lists and searches, what is archived, merged and deleted, associations, and answers that are none."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling, row
from tests.fakes.hubspot import HubSpot, company_id
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply

_PEOPLE = """
[[source]]
name = "people"
pull = "hubspot"
preset = "hubspot-api-people"
[source.columns]
grade = "properties.member_grade"
joined = "properties.member_since"
"""
_EVERYTHING = f"""{_PEOPLE}
[[source]]
name = "firms"
pull = "hubspot"
preset = "hubspot-api-companies"

[[source]]
name = "staff"
pull = "hubspot"
preset = "hubspot-api-contacts"

[[source]]
name = "deals"
pull = "hubspot"
preset = "hubspot-api-deals"

[[source]]
name = "came"
pull = "hubspot"
preset = "hubspot-api-attendances"
[source.columns]
activity = {{ value = "webinar" }}
"""
_SURVEY = """
[[survey]]
id = "members"
label = { en = "Members" }
[[wave]]
survey = "members"
id = "2026"
[[question]]
id = "recommend"
survey = "members"
asks = "nps"
headings = ["NPS"]
"""
_FEW = organisation(members=400)


def _pulling(folder: Path, sources: str, members: int = 400) -> Iterator[Pulling]:
    with pulling(HubSpot(organisation(members=members)), folder, sources, connection="hubspot") as found:
        yield found


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Pulling]:
    yield from _pulling(tmp_path, _PEOPLE)


@pytest.fixture
def everything(tmp_path: Path) -> Iterator[Pulling]:
    yield from _pulling(tmp_path, _EVERYTHING, members=3000)


def _fake(pulling: Pulling) -> HubSpot:
    assert isinstance(pulling.fake, HubSpot)
    return pulling.fake


def test_everything_arrives_as_the_organisation_has_it(everything: Pulling) -> None:
    pulled = everything.pull()
    whole = organisation()
    assert {one.records: one.there for one in pulled.changes} == {
        "contacts": 3000,
        "companies": 300,
        "deals": 3000,
        "attendances": sum(len(one.people) for one in whole.meetings),
    }
    tables = everything.tables(
        {"people": "members", "firms": "members", "staff": "contacts", "deals": "fees", "came": "engagements"}
    )
    members, fees, came = tables["people"], tables["deals"], tables["came"]
    assert members["member_id"].tolist() == [str(one.number) for one in whole.people]
    assert members["name"].tolist() == [one.name for one in whole.people]
    assert members["emails"].tolist() == [one.email for one in whole.people]
    assert members["grade"].tolist() == [one.grade for one in whole.people]
    assert members["joined"].dt.date.tolist() == [one.joined for one in whole.people]
    assert members["no_email"].tolist() == [one.opted_out for one in whole.people]
    assert tables["firms"]["name"].tolist() == [one.name for one in whole.firms]
    staff = [one for one in whole.people if one.firm]
    assert tables["staff"]["member_id"].tolist() == [company_id(one.firm.number) for one in staff if one.firm]
    paid = [one for one in whole.payments if one.is_paid]
    assert fees["amount"].tolist() == [one.amount / 100 for one in paid]
    assert fees["paid"].dt.date.tolist() == [one.paid.date() for one in paid]
    firms = [f"{company_id(one.person.firm.number)}\x1f" if one.person.firm else "" for one in paid]
    assert fees["member"].tolist() == [f"{firm}{one.person.number}" for firm, one in zip(firms, paid, strict=True)]
    minutes = [each for one in whole.meetings for _, there, each in one.people if there]
    assert came["quantity"].tolist() == pytest.approx([each / 60 for each in minutes])
    assert {one.query.get("limit") for one in everything.fake.asked if one.method == "GET"} == {"100"}


def test_only_what_is_read_is_asked_for(tmp_path: Path) -> None:
    for few in _pulling(tmp_path, _EVERYTHING):
        few.pull()
        asked = {one.path: one.query.get("properties", "") for one in few.fake.asked if one.method == "GET"}
        assert {*asked["/crm/objects/2026-09/companies"].split(",")} == {
            *("hs_merged_object_ids", "hs_calculated_merged_vids"),
            *("name", "industry", "numberofemployees", "address", "address2", "city", "state", "zip", "country"),
        }
        batches = {one.path for one in few.fake.asked if one.path.endswith("batch/read")}
        assert batches == {f"/crm/associations/2026-09/deals/{one}/batch/read" for one in ("contacts", "companies")}
        assert not [one for one in few.fake.asked if "feedback" in one.path or "search" in one.path]
        kept = gzip.decompress(next(few.folder.rglob("marketing-events.pages.jsonl.gz")).read_bytes())
        assert b"eventName" in kept
        assert b"eventDescription" not in kept


def test_changes_and_deletions_of_every_kind_arrive_by_the_next_pull(people: Pulling) -> None:
    people.pull()
    fake, now = _fake(people), people.time.moment
    calls = len(fake.asked)
    fake.change("contacts", "399", now, lastname="Newname")
    fake.archive("contacts", "7", now)
    fake.delete_for_good("8")
    fake.catch_up()
    fake.index["contacts"]["7"] = {**fake.archived["contacts"]["7"], "archived": False}  # the index still has it
    fake.merge("10", "20", now)
    fake.merge("30", "10", now)
    fake.merge("40", "50", now, into="hs_calculated_merged_vids")
    fake.merge("40", "60", now, into="hs_calculated_merged_vids")
    fake.index["contacts"] |= {each: fake.objects["contacts"][each] for each in ("30", "40")}
    pulled = people.pull()
    (contacts,) = pulled.changes
    assert (contacts.there, contacts.new) == (394, 0)
    assert sorted(contacts.gone) == ["10", "20", "50", "60", "7", "8"]
    assert contacts.merged == {"10": "30", "50": "40", "60": "40"}  # what was merged into 10 is known by 10 alone
    members = people.table("members", "people")
    assert str(row(members, "member_id", "399")["name"]).endswith("Newname")
    assert row(members, "member_id", "40")["other_ids"] == "50\x1f60"
    assert pulled.aliases == ("10", "50", "60")
    assert len([one for one in fake.asked[calls:] if one.path.endswith("search")]) == 1


def test_a_search_goes_on_behind_its_last_id_and_never_meets_its_end(people: Pulling) -> None:
    people.pull()
    fake = _fake(people)
    fake.search_ends, fake.search_clamp = 100, 60
    for number in range(1, 301):
        fake.change("contacts", str(number), people.time.moment, lastname="Newname")
    fake.catch_up()
    people.pull()
    names = people.table("members", "people")["name"]
    assert names.str.endswith("Newname").sum() == 300


def test_a_change_that_the_index_has_late_arrives_by_the_pull_after(people: Pulling) -> None:
    people.pull()
    fake = _fake(people)
    people.time.on(minutes=60)
    fake.change("contacts", "5", people.time.moment - timedelta(minutes=10), lastname="Late")
    people.pull()
    assert not str(row(people.table("members", "people"), "member_id", "5")["name"]).endswith("Late")
    fake.catch_up()
    people.pull()
    assert str(row(people.table("members", "people"), "member_id", "5")["name"]).endswith("Late")


def test_properties_without_room_in_one_request_are_read_by_their_ids(tmp_path: Path) -> None:
    wide = "".join(f'"properties.a_{number:03}_{"long" * 12}" = "x"\n' for number in range(150))
    for found in _pulling(tmp_path, f'{_PEOPLE}[source.where_not]\n{wide}\n"properties.zz_last" = "yes"\n'):
        fake = _fake(found)
        for number in range(1, 401):
            fake.change("contacts", str(number), found.time.moment, zz_last="yes" if number == 9 else "no")
        assert found.pull().changes[0].there == 400
        members = found.table("members", "people")
        assert len(members) == 399
        assert "9" not in members["member_id"].tolist()
        fake.change("contacts", "11", found.time.moment, zz_last="yes")
        fake.catch_up()
        found.pull()
        assert "11" not in found.table("members", "people")["member_id"].tolist()
        assert len([one for one in fake.asked if one.path.endswith("contacts/batch/read")]) == 4 + 4


def test_associations_are_read_for_what_has_changed_and_can_end(tmp_path: Path) -> None:
    staff = """
[[source]]
name = "staff"
pull = "hubspot"
preset = "hubspot-api-contacts"
columns.member_id = "associations.companies"
"""
    for found in _pulling(tmp_path, staff):
        fake = _fake(found)
        found.pull()
        people = [one for one in _FEW.people if one.firm]
        contacts = found.table("contacts", "staff")
        assert contacts["member_id"].tolist() == [company_id(one.firm.number) for one in people if one.firm]
        left, moved = str(people[0].number), str(people[1].number)
        fake.associations["contacts", "companies"] |= {left: [], moved: ["500001"]}
        for each in (left, moved):
            fake.change("contacts", each, found.time.moment)
        fake.catch_up()
        found.pull()
        contacts = found.table("contacts", "staff")
        assert left not in contacts["contact_id"].tolist()
        assert row(contacts, "contact_id", moved)["member_id"] == "500001"
        fake.change("contacts", moved, found.time.moment)
        fake.catch_up()
        fake.plant(Reply(207, {"results": [], "errors": [{"category": "INTERNAL", "message": "oh no"}]}), where="batch")
        assert "contacts-companies: not what its documentation says: oh no" in found.failing()


def test_answers_to_a_survey_belong_to_who_gave_them(tmp_path: Path) -> None:
    survey = """
[[source]]
name = "answers"
pull = "hubspot"
preset = "hubspot-api-feedback-submissions"
[source.columns]
survey = { value = "members" }
wave = { value = "2026" }
"""
    for found in _pulling(tmp_path, survey):
        (tmp_path / "surveys.toml").write_text(_SURVEY)
        found.pull()
        answers = found.table("responses", "answers")
        assert answers["value"].tolist() == [str(one.score) for one in _FEW.replies]
        assert answers["member"].tolist() == [str(one.person.number) for one in _FEW.replies]
        kept = gzip.decompress(next(found.folder.rglob("feedback-submissions.pages.jsonl.gz")).read_bytes())
        assert b"in my own words" not in kept


def test_a_malformed_token_is_said_at_once_and_never_shown(people: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_HUBSPOT_TOKEN", "pat_4711")
    why = people.failing()
    assert "access denied (530: the token is malformed)" in why
    assert "4711" not in why
    assert len(people.fake.asked) == 1


def test_too_many_calls_with_and_without_a_word_when(people: Pulling) -> None:
    said = Reply(429, {"message": "You have reached your secondly limit."}, headers={"Retry-After": "7"})
    people.fake.plant(said, Reply(429, {"message": "ten secondly"}), where="contacts")
    assert people.pull().changes[0].there == 400
    assert people.time.slept == [7.1, 2.0]


def test_an_answer_that_was_cut_off_is_asked_for_again(people: Pulling) -> None:
    people.fake.plant(Reply(200, {"results": [{"id": "1"}] * 50}, cut=100), Reply(502, text="<html>"), where="contacts")
    assert people.pull().changes[0].there == 400


def test_a_page_that_is_clamped_loses_nothing_and_one_that_repeats_is_no_end(people: Pulling) -> None:
    _fake(people).clamp = 37
    again = Reply(200, {"results": [{"id": "1", "properties": {}}], "paging": {"next": {"after": "1"}}})
    people.fake.plant(again, again, where="contacts")
    assert "the same page came twice" in people.failing()
    assert people.pull().changes[0].there == 400


def test_an_organisation_without_deals_and_events_has_empty_tables(tmp_path: Path) -> None:
    for found in _pulling(tmp_path, _EVERYTHING):
        fake = _fake(found)
        fake.objects["deals"], fake.meetings = {}, ()
        assert found.pull().changes[2].there == 0
        assert [len(one) for one in found.tables({"deals": "fees", "came": "engagements"}).values()] == [0, 0]
