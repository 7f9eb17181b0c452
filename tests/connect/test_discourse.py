"""Discourse: one engagement a period, addresses by the list for admins, 60 calls a minute, names that change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, kept_of, pulling, row
from tests.fakes.discourse import Discourse, too_many
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply

SOURCES = """
[[source]]
name = "forum"
pull = "discourse"
preset = "discourse-directory"
[source.columns]
activity = { value = "cpd-webinar" }
quantity = { column = "days_visited" }
"""


def serving(folder: Path, members: int, more: str = "") -> Iterator[Pulling]:
    settings = f'base_url = "{{url}}"\n[connection.options]\nusername = "system"\n{more}'
    fake = Discourse(organisation(members))
    with pulling(fake, folder, SOURCES, connection="discourse", settings=settings) as found:
        fake.now = lambda: found.time.moment
        yield found


@pytest.fixture
def discourse(tmp_path: Path) -> Iterator[Pulling]:
    yield from serving(tmp_path, 230)


def fake_of(pulling: Pulling) -> Discourse:
    assert isinstance(pulling.fake, Discourse)
    return pulling.fake


def test_everything_arrives_within_60_calls_a_minute(tmp_path: Path) -> None:
    for discourse in serving(tmp_path, 3000):
        began = discourse.time.moment
        discourse.pull()
        there = [one for one in organisation().people if one.number % 10]
        forum = discourse.table("engagements", "forum")
        assert forum["member"].tolist() == [one.email for one in there]
        assert forum["quantity"].tolist() == [one.number % 10 for one in there]
        assert forum["date"].tolist() == [one.updated.replace(tzinfo=None) for one in there]
        assert forum["reference"].tolist() == [str(one.number) for one in there]
        assert len(discourse.fake.asked) == 62 + 31  # pages of 50 and of 100, and an empty one each
        assert (discourse.time.moment - began).total_seconds() >= 60


def test_who_is_renamed_made_anonymous_or_merged_stays_or_goes_by_the_id(discourse: Pulling) -> None:
    fake = fake_of(discourse)
    discourse.pull()
    fake.rename(11, "newname")
    fake.anonymise(12)
    fake.merge(13)
    fake.directory[14]["days_visited"] = 9
    fake.directory[15] = dict.fromkeys(fake.directory[15], 0)
    pulled = discourse.pull()
    assert pulled.changes[0].gone == ("13", "15")
    forum = discourse.table("engagements", "forum")
    assert row(forum, "reference", "11")["member"] == organisation(230).people[10].email
    assert row(forum, "reference", "12")["member"] == "12@anonymized.invalid"
    assert row(forum, "reference", "14")["quantity"] == 9


def test_another_period_is_asked_for_where_the_connection_says_it(tmp_path: Path) -> None:
    for discourse in serving(tmp_path, 230, 'period = "monthly"'):
        assert discourse.pull().changes[0].there == 0  # nobody was there last month
        assert {one.query.get("period") for one in discourse.fake.asked} == {"monthly", None}


def test_addresses_are_asked_for_and_what_nobody_reads_is_not_kept(discourse: Pulling) -> None:
    discourse.pull()
    users = [one.query for one in discourse.fake.asked if "admin" in one.path]
    assert {one["show_emails"] for one in users} == {"true"}
    kept = kept_of(discourse.folder)
    assert b"members.example" in kept
    assert b"/letter/" not in kept
    assert discourse.fake.token.encode() not in kept


def test_too_many_calls_say_how_long_to_wait_in_the_body(discourse: Pulling) -> None:
    discourse.fake.plant(too_many(17), Reply(429, text="slow down"), where="directory")
    discourse.pull()
    assert discourse.time.slept == [17.1, 2.0]


def test_a_wrong_key_and_a_forum_that_sends_to_its_login(discourse: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    discourse.fake.plant(Reply(302, text="", headers={"Location": "/login"}))
    assert "sends on to '/login'" in discourse.failing()
    monkeypatch.setenv("VALUEREPORT_DISCOURSE_TOKEN", "wrong-token-4711")
    why = discourse.failing()
    assert "access denied (403: You are not permitted to view the requested resource." in why
    assert "4711" not in why
