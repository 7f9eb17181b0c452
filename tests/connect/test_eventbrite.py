"""Eventbrite: pages by continuation, and who was there: not who cancelled, got money back, or never came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, kept_of, pulling
from tests.fakes.eventbrite import Eventbrite
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply

SOURCES = """
[[source]]
name = "attendance"
pull = "eventbrite"
preset = "eventbrite-attendees"
[source.columns]
activity = { value = "cpd-webinar" }
quantity = { value = "2" }
"""


def serving(folder: Path, members: int) -> Iterator[Pulling]:
    settings = 'base_url = "{url}/v3"'
    with pulling(
        Eventbrite(organisation(members)), folder, SOURCES, connection="eventbrite", settings=settings
    ) as found:
        yield found


@pytest.fixture
def eventbrite(tmp_path: Path) -> Iterator[Pulling]:
    yield from serving(tmp_path, 200)


def fake_of(pulling: Pulling) -> Eventbrite:
    assert isinstance(pulling.fake, Eventbrite)
    return pulling.fake


def attendances(pulling: Pulling) -> set[tuple[str, str, str]]:
    frame = pulling.table("engagements", "attendance")
    days = frame["date"].dt.strftime("%Y-%m-%d %H:%M")
    found = list(zip(frame["member"].astype(str), frame["title"].astype(str), days, strict=True))
    assert len(found) == len({*found})
    return {*found}


def came(members: int) -> set[tuple[str, str, str]]:
    return {
        (person.email, one.title, one.begins.strftime("%Y-%m-%d %H:%M"))
        for one in organisation(members).meetings
        for person, there, _ in one.people
        if there
    }


def test_everyone_who_was_checked_in_arrives_and_nobody_else(tmp_path: Path) -> None:
    for eventbrite in serving(tmp_path, 3000):
        pulled = eventbrite.pull()
        registered = sum(len(one.people) for one in organisation().meetings)
        assert [(one.records, one.there) for one in pulled.changes] == [("attendees", registered)]
        assert attendances(eventbrite) == came(3000)


def test_who_cancels_and_who_is_checked_in_arrive_by_the_next_pull(eventbrite: Pulling) -> None:
    fake, one = fake_of(eventbrite), organisation(200).meetings[0]
    at_event = [at for at, (_, there, _) in enumerate(one.people) if there]
    missing = next(at for at, (_, there, _) in enumerate(one.people) if not there)
    eventbrite.pull()
    for at, changes in ((at_event[0], {"cancelled": True}), (at_event[1], {"refunded": True})):
        fake.change("5001", f"5001{at:04}", eventbrite.time.moment, **changes)
    fake.change("5001", f"5001{missing:04}", eventbrite.time.moment, checked_in=True)
    calls = len(fake.asked)
    eventbrite.pull()
    moment = one.begins.strftime("%Y-%m-%d %H:%M")
    gone = {(one.people[at][0].email, one.title, moment) for at in at_event[:2]}
    assert attendances(eventbrite) == came(200) - gone | {(one.people[missing][0].email, one.title, moment)}
    assert len(fake.asked) - calls == 2 + 4 + 12  # pages of organisations and of their events, and one an event


def test_a_removed_event_leaves_with_all_that_is_read_anew(eventbrite: Pulling) -> None:
    eventbrite.pull()
    del fake_of(eventbrite).events["5002"]
    title = organisation(200).meetings[1].title
    pulled = eventbrite.pull(full=True)
    assert len(pulled.changes[0].gone) == len(organisation(200).meetings[1].people)
    assert attendances(eventbrite) == {one for one in came(200) if one[1] != title}


def test_an_attendee_whose_data_was_not_given_is_a_problem(eventbrite: Pulling) -> None:
    at = next(at for at, (_, there, _) in enumerate(organisation(200).meetings[2].people) if there)
    profile = {"name": "Info Requested", "email": "Info Requested"}
    fake_of(eventbrite).change("5003", f"5003{at:04}", eventbrite.time.moment, profile=profile)
    eventbrite.pull()
    assert len(attendances(eventbrite)) == len(came(200)) - 1
    (problem,) = [one for one in eventbrite.problems() if one.file and "attendees" in one.file]
    assert (problem.column, problem.rows) == ("profile.email", 1)


def test_too_many_calls_and_a_wrong_token(eventbrite: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"status_code": 429, "error": "HIT_RATE_LIMIT", "error_description": "Your account has hit its limit."}
    eventbrite.fake.plant(Reply(429, said), Reply(502, text="<html>bad gateway</html>"), where="attendees")
    eventbrite.pull()
    assert attendances(eventbrite) == came(200)
    assert eventbrite.time.slept == [1.0, 2.0]
    monkeypatch.setenv("VALUEREPORT_EVENTBRITE_TOKEN", "wrong-token-4711")
    assert "access denied (401: Invalid token.)" in eventbrite.failing()


def test_what_nobody_reads_is_not_kept(eventbrite: Pulling) -> None:
    eventbrite.pull()
    kept = kept_of(eventbrite.folder)
    assert b"members.example" in kept
    for never in (b"nobody reads", b"7946 0000", eventbrite.fake.token.encode()):
        assert never not in kept
