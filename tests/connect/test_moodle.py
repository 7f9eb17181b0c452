"""Moodle: everything by POST, 200 that is an error, flattened parameters, one call a person and course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, kept_of, pulling, row
from tests.fakes.moodle import Moodle, error, options
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply

COMPLETIONS = """
[[source]]
name = "courses"
pull = "moodle"
preset = "moodle-completions"
[source.columns]
activity = { value = "cpd-webinar" }
quantity = { value = "3" }
"""
GRADES = """
[[source]]
name = "grades"
pull = "moodle"
preset = "moodle-grades"
where = { itemtype = "course" }
[source.columns]
activity = { value = "cpd-webinar" }
quantity = { column = "graderaw" }
"""


def serving(folder: Path, members: int, courses: int, sources: str) -> Iterator[Pulling]:
    fake = Moodle(organisation(members), courses)
    with pulling(fake, folder, sources, connection="moodle") as found:
        yield found


@pytest.fixture
def moodle(tmp_path: Path) -> Iterator[Pulling]:
    yield from serving(tmp_path, 60, 2, COMPLETIONS)


def fake_of(pulling: Pulling) -> Moodle:
    assert isinstance(pulling.fake, Moodle)
    return pulling.fake


def completed(pulling: Pulling, source: str) -> list[tuple[str, str, str]]:
    frame = pulling.table("engagements", source)
    days = frame["date"].dt.strftime("%Y-%m-%d %H:%M")
    return sorted(zip(frame["member"].astype(str), frame["title"].astype(str), days, strict=True))


def expected(fake: Moodle, *, to_the_end: bool = True) -> list[tuple[str, str, str]]:
    found = []
    for course, people in ((fake.courses[each], people) for each, people in fake.enrolled.items()):
        for person, came, minutes in people.values():
            moment = course.begins + timedelta(minutes=minutes if to_the_end else 0)
            found += [(person.email, course.title, f"{moment:%Y-%m-%d %H:%M}")] if came else []
    return sorted(found)


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    for moodle in serving(tmp_path, 3000, 3, COMPLETIONS):
        fake_of(moodle).clamp = 100  # pages are smaller than what is asked for
        moodle.pull()
        assert completed(moodle, "courses") == expected(fake_of(moodle))
        pages = [options(one.form) for one in moodle.fake.asked if "enrolled" in one.form["wsfunction"]]
        assert [one["limitfrom"] for one in pages[:3]] == ["0", "100", "150"]
        assert {one["userfields"] for one in pages} == {"id,email,idnumber"}
        assert {one.form["courseid"] for one in moodle.fake.asked if "courseid" in one.form} == {"11", "12", "13"}


def test_grades_arrive_and_completion_is_not_asked_for(tmp_path: Path) -> None:
    for moodle in serving(tmp_path, 60, 2, GRADES):
        moodle.pull()
        assert completed(moodle, "grades") == expected(fake_of(moodle), to_the_end=False)
        minutes = [n for people in fake_of(moodle).enrolled.values() for _, came, n in people.values() if came]
        assert moodle.table("engagements", "grades")["quantity"].tolist() == minutes
        assert not [one for one in moodle.fake.asked if "completion" in one.form["wsfunction"]]


def test_the_token_is_in_the_form_alone(moodle: Pulling) -> None:
    moodle.pull()
    assert {(one.method, one.path) for one in moodle.fake.asked} == {("POST", "/webservice/rest/server.php")}
    assert not any(one.query for one in moodle.fake.asked)
    kept = kept_of(moodle.folder)
    assert b"core_enrol_get_enrolled_users" in kept
    assert moodle.fake.token.encode() not in kept
    assert b"A summary" not in kept


def test_a_change_and_whoever_left_a_course_arrive_by_the_next_pull(moodle: Pulling) -> None:
    fake = fake_of(moodle)
    moodle.pull()
    people = fake.enrolled["11"]
    left = next(user for user, (_, came, _) in people.items() if came)
    del people[left]
    late = next(user for user, (_, came, _) in people.items() if not came)
    people[late] = (people[late][0], True, 12)
    pulled = moodle.pull()
    assert pulled.changes[0].gone == (f"11/{left}",)
    assert completed(moodle, "courses") == expected(fake)


def test_an_error_with_the_status_200_is_an_error(moodle: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    moodle.fake.plant(error("dmlreadexception", "Error reading\nfrom database"))
    assert "dmlreadexception: Error reading from database" in moodle.failing()
    moodle.fake.plant(error("nopermissions", "Sorry, but you do not currently have permissions to do that"))
    assert "access denied (nopermissions: Sorry" in moodle.failing()
    monkeypatch.setenv("VALUEREPORT_MOODLE_TOKEN", "wrong-token-4711")
    why = moodle.failing()
    assert "access denied (invalidtoken: Invalid token - token not found: ***)" in why
    assert "4711" not in why


def test_a_course_that_keeps_no_completion_is_none_and_stops_nothing(moodle: Pulling) -> None:
    fake = fake_of(moodle)
    fake.without_completion = {"11"}
    moodle.pull()
    assert completed(moodle, "courses") == [one for one in expected(fake) if one[1] == fake.courses["12"].title]


def test_a_page_of_a_site_under_repair_is_asked_for_again(moodle: Pulling) -> None:
    moodle.fake.plant(Reply(200, text="<html>Under maintenance</html>"), Reply(200, [{"id": 3}], cut=4))
    moodle.pull()
    assert completed(moodle, "courses") == expected(fake_of(moodle))
    assert moodle.time.slept == [1.0, 2.0]


def test_what_is_read_of_users_is_asked_for(tmp_path: Path) -> None:
    people = """
[[source]]
name = "people"
pull = "moodle"
records = "enrolments"
format = "pull"
table = "contacts"
[source.columns]
member_id = "id"
name = "fullname"
emails = "email"
"""
    for moodle in serving(tmp_path, 60, 1, people):
        moodle.pull()
        asked = {options(one.form)["userfields"] for one in moodle.fake.asked if "enrolled" in one.form["wsfunction"]}
        assert asked == {"id,email,idnumber,fullname"}
        one = organisation(60).meetings[0].people[0][0]
        assert row(moodle.table("contacts", "people"), "member_id", str(one.number))["name"] == one.name
