"""Zoom: reports by month and by UUID, rejoins, what is forgotten there, and tokens of several kinds that expire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

from tests.connect.pulling import Pulling, kept_of, pulling
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply, iso
from tests.fakes.zoom import ACCOUNT, CLIENT, SECRET, Zoom, uuid_of, visits
from valuereport.combine import combine
from valuereport.connect.systems.zoom import in_path
from valuereport.loaders import load

WEBINARS = """
[[source]]
name = "webinars"
pull = "zoom"
preset = "zoom-webinar-participants"
[source.columns]
activity = { value = "cpd-webinar" }
"""
MEETINGS = """
[[source]]
name = "meetings"
pull = "zoom"
preset = "zoom-meeting-participants"
[source.columns]
activity = { value = "template-download" }
"""
SECRETS = {"CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
SETTINGS = f"""
base_url = "{{url}}"
[connection.options]
account_id = "{ACCOUNT}"
login_url = "{{url}}"
"""


def serving(folder: Path, members: int, sources: str) -> Iterator[Pulling]:
    fake = Zoom(organisation(members))
    with pulling(fake, folder, sources, connection="zoom", settings=SETTINGS, secrets=SECRETS) as found:
        fake.now = lambda: found.time.moment
        yield found


@pytest.fixture
def zoom(tmp_path: Path) -> Iterator[Pulling]:
    yield from serving(tmp_path, 120, WEBINARS + MEETINGS)


@pytest.fixture
def webinars(tmp_path: Path) -> Iterator[Pulling]:
    yield from serving(tmp_path, 120, WEBINARS)


def fake_of(pulling: Pulling) -> Zoom:
    assert isinstance(pulling.fake, Zoom)
    return pulling.fake


def rows_of(pulling: Pulling, source: str) -> list[tuple[str, str, str, str]]:
    frame = pulling.table("engagements", source)
    times = [frame[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name in ("date", "end")]
    return sorted(zip(frame["member"].astype(str), frame["title"].astype(str), *times, strict=True))


def visits_of(fake: Zoom, kind: str) -> list[tuple[str, str, str, str]]:
    meetings = fake.webinars if kind == "webinars" else fake.meetings
    return sorted(
        (person.email, one.title, iso(joined), iso(left))
        for one in meetings.values()
        for person, joined, left in visits(one)
    )


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    for zoom in serving(tmp_path, 3000, WEBINARS + MEETINGS):
        fake_of(zoom).size = 100  # pages are smaller than what is asked for
        zoom.pull()
        for source in ("webinars", "meetings"):
            assert rows_of(zoom, source) == visits_of(fake_of(zoom), source)
        assert (zoom.table("engagements", "webinars")["date_offset"] == 0).all()


def test_a_new_meeting_arrives_by_the_next_pull_and_nothing_is_asked_for_twice(zoom: Pulling) -> None:
    fake = fake_of(zoom)
    late = [uuid for kind in (fake.meetings, fake.webinars) for uuid, one in kind.items() if one.number in (8, 9)]
    held = {uuid: (fake.meetings.pop(uuid, None) or fake.webinars.pop(uuid)) for uuid in late}
    zoom.time.moment = pd.Timestamp("2026-09-12T16:00Z").to_pydatetime()  # an hour before meeting 8
    zoom.pull()
    zoom.time.on(days=1)
    calls = len(fake.asked)
    for uuid, one in held.items():
        (fake.meetings if one.number == 8 else fake.webinars)[uuid] = one
    brought = {one.records: one for one in zoom.pull().changes}
    assert brought["meeting-participants"].new == len(visits(held[uuid_of(organisation(120).meetings[7])]))
    assert brought["webinar-participants"].new == 0  # webinar 9 is in October
    assert rows_of(zoom, "meetings") == visits_of(fake, "meetings")
    reports = [one for one in fake.asked[calls:] if one.path.endswith("participants")]
    assert len(reports) == 1
    assert uuid_of(organisation(120).meetings[7]) in unquote(unquote(reports[0].path))
    zoom.time.on(days=40)
    assert {one.records: one.new > 0 for one in zoom.pull().changes}["webinar-participants"]


def test_each_time_of_a_webinar_that_recurs_arrives(webinars: Pulling) -> None:
    fake = fake_of(webinars)
    first = next(one for one in fake.webinars.values() if one.number == 3)
    fake.webinars["//again=="] = replace(first, begins=first.begins + timedelta(days=7))
    webinars.pull()
    assert rows_of(webinars, "webinars") == visits_of(fake, "webinars")


def test_who_left_and_came_again_was_there_once(webinars: Pulling) -> None:
    one = next(one for one in fake_of(webinars).webinars.values() if one.number == 5)
    person, minutes = next((person, minutes) for person, came, minutes in one.people if came and person.number % 3 == 0)
    webinars.pull()
    member = f"M1,{person.name},{person.email},en-GB,GBP,Member,2015-03-01,2027-01-01,Street,London,EC1A 1AB,GB"
    members = webinars.settings.parent / "members.csv"
    members.write_text(f"{members.read_text().splitlines()[0]}\n{member}\n")
    settings = webinars.workspace.settings
    found = combine(load(settings), settings).engagements
    hours = found[(found["title"] == one.title) & (found["source"] == "webinars")]["quantity"].tolist()
    assert hours == [pytest.approx(minutes / 60)]


def test_what_zoom_has_forgotten_stays(zoom: Pulling) -> None:
    fake = fake_of(zoom)
    zoom.pull()
    there = rows_of(zoom, "meetings")
    for uuid in [uuid for uuid, one in fake.meetings.items() if one.begins.month < 6]:
        del fake.meetings[uuid]
    fake.webinars.clear()
    for full in (False, True, False, False, True):
        zoom.time.on(days=1)
        zoom.pull(full=full)
    assert rows_of(zoom, "meetings") == there
    assert len(zoom.table("engagements", "webinars"))


def test_a_webinar_that_is_no_more_listed_is_asked_by_the_id_that_was_kept(webinars: Pulling) -> None:
    fake = fake_of(webinars)
    last = next(one for one in fake.webinars.values() if one.number == 9)
    webinars.time.moment = last.begins.replace(day=1)
    webinars.pull()
    fake.listed.clear()
    removed = next(uuid for uuid, one in fake.webinars.items() if one.number == 1)
    del fake.webinars[removed]  # its number is known no more: 404
    webinars.time.moment = last.begins.replace(day=14)
    assert webinars.pull().changes[0].new == len(visits(last))


def test_a_report_reaches_back_as_far_as_the_account_allows(zoom: Pulling) -> None:
    fake = fake_of(zoom)
    fake.reach = 180
    zoom.pull()
    titles = {one.title for one in fake.meetings.values() if one.begins.month >= 6}
    assert {*zoom.table("engagements", "meetings")["title"]} == titles
    asked = [one.query for one in fake.asked if "/users/host1/meetings" in one.path]
    assert (asked[0]["from"], asked[-1]["to"]) == ("2025-12-05", "2026-11-29")
    assert len(asked) == 12


def test_uuids_are_encoded_twice_where_they_have_to_be(zoom: Pulling) -> None:
    assert in_path("/ajX==") == "%252FajX%253D%253D"
    assert in_path("a//b==") == "a%252F%252Fb%253D%253D"
    assert in_path("a/b==") == "a%2Fb%3D%3D"
    zoom.pull()
    asked = [one.path.split("/")[4] for one in zoom.fake.asked if one.path.endswith("participants")]
    assert len([one for one in asked if one.startswith(("%252F", "a%252F%252F"))]) == 6
    assert len([one for one in asked if one.startswith(("x%2F", "4444"))]) == 6


def test_the_region_of_the_account_is_asked_and_no_other_place(tmp_path: Path) -> None:
    for zoom in serving(tmp_path, 120, WEBINARS):
        region = Zoom(organisation(120))
        with region.serving():
            region.now, region.tokens, fake_of(zoom).region = fake_of(zoom).now, fake_of(zoom).tokens, region.url
            zoom.pull()
            assert rows_of(zoom, "webinars") == visits_of(region, "webinars")
            assert {one.path for one in zoom.fake.asked} == {"/oauth/token"}
            asked = len(region.asked)
            fake_of(zoom).region = "https://zoom.example"
            assert "must not speak to the host zoom.example" in zoom.failing()
            assert len(region.asked) == asked


def test_an_access_token_is_renewed_when_its_hour_is_over(webinars: Pulling) -> None:
    def slow(asked: object, number: int) -> None:
        webinars.time.on(minutes=8)

    webinars.fake.before = slow
    webinars.pull()
    assert rows_of(webinars, "webinars") == visits_of(fake_of(webinars), "webinars")
    assert len(fake_of(webinars).tokens) > 1


def test_a_page_token_that_expires_begins_the_list_anew(webinars: Pulling) -> None:
    fake = fake_of(webinars)
    fake.size = 20
    waited = []

    def wait(asked: object, number: int) -> None:
        last = fake.asked[-1]
        if last.path.endswith("participants") and "next_page_token" in last.query and not waited:
            waited.append(last)
            webinars.time.on(minutes=16)

    fake.before = wait
    webinars.pull()
    assert waited
    assert rows_of(webinars, "webinars") == visits_of(fake, "webinars")
    begun = [one for one in fake.asked if one.path == waited[0].path and "next_page_token" not in one.query]
    assert len(begun) == 2


def test_the_calls_of_the_day_are_used_up_and_it_goes_on_tomorrow(webinars: Pulling) -> None:
    fake = fake_of(webinars)
    fake.size = 20
    webinars.folder.mkdir(parents=True)
    used = json.dumps({"calls": 30_000 - 12, "day": webinars.time.moment.date().isoformat()})
    (webinars.folder / "calls.json").write_text(used)
    about = webinars.pull().about
    assert about is not None
    assert not about.is_finished
    assert (about.waits_for, about.waits_until[:10]) == (
        "the 30,000 calls that the system allows in a day are used up",
        "2026-11-30",
    )
    webinars.time.on(days=1)  # the token of the page that it had come to is no more good
    webinars.pull()
    assert rows_of(webinars, "webinars") == visits_of(fake, "webinars")


def test_zoom_itself_says_that_the_day_is_used_up(webinars: Pulling) -> None:
    said = {"code": 429, "message": "You have exceeded the daily rate limit of Heavy API requests."}
    webinars.fake.plant(Reply(429, said), where="participants")
    about = webinars.pull().about
    assert about is not None
    assert about.waits_until == "2026-11-30T00:00:00+00:00"
    webinars.fake.plant(Reply(429, {"code": 429, "message": "Per-second limit."}), where="participants")
    webinars.time.on(days=1)
    webinars.pull()
    assert rows_of(webinars, "webinars") == visits_of(fake_of(webinars), "webinars")


def test_who_came_without_an_address_is_a_problem_and_nobody_else_is(webinars: Pulling) -> None:
    fake = fake_of(webinars)
    guests = {person.number for one in fake.webinars.values() for person, _, _ in visits(one)[:2]}
    fake.without_address = guests
    webinars.pull()
    blank = [row for row in visits_of(fake, "webinars") if int(row[0].split(".")[2].split("@")[0]) in guests]
    assert len(rows_of(webinars, "webinars")) == len(visits_of(fake, "webinars")) - len(blank)
    found = [one for one in webinars.problems() if one.file and "webinar-participants" in one.file]
    assert sum(one.rows for one in found) == len(blank)


def test_a_report_that_is_not_there_is_said_and_not_taken_for_nobody(zoom: Pulling) -> None:
    zoom.fake.plant(Reply(404, {"code": 3001, "message": "Meeting does not exist."}), where="/v2/report/meetings")
    assert "404: Meeting does not exist." in zoom.failing()


def test_a_place_where_no_zoom_answers_is_no_empty_account(zoom: Pulling) -> None:
    zoom.fake.plant(Reply(404, {"code": 2300, "message": "This API endpoint is not recognized."}), where="/v2/users")
    assert "not recognized" in zoom.failing()


def test_no_secret_and_nothing_that_nobody_reads_is_kept(webinars: Pulling) -> None:
    webinars.pull()
    kept = kept_of(webinars.folder)
    assert b"participants" in kept
    for never in (SECRET, *fake_of(webinars).tokens, "192.0.2.7", "nobody reads", "host.example"):
        assert never.encode() not in kept
