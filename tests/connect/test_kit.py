"""Kit: everybody arrives, in whatever state, and is gone once deleted; a plain `Retry later` is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, lists_of, pulling
from tests.fakes.kit import Kit, state_of
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply
from valuereport.errors import RequestError, SettingsError
from valuereport.pulls import read_records

_LIST = """
[email]
do_not_email = "pull:kit"
"""
_SOURCES = """
[[source]]
name = "tags"
pull = "kit"
preset = "kit-tags"
[source.columns]
activity = { value = "template-download" }

[[source]]
name = "clicks"
pull = "kit"
preset = "kit-stats"
[source.columns]
activity = { value = "newsletter" }
"""
_AT = 'base_url = "{url}/v4"'
_GONE = {one.email for one in organisation().people if state_of(one) not in ("active", "inactive")}


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[Pulling]:
    with pulling(Kit(organisation()), tmp_path, _LIST, connection="kit", settings=_AT) as found:
        yield found


def test_whoever_cancelled_bounced_or_complained_is_listed(kit: Pulling) -> None:
    pulled = kit.pull()
    assert [(one.records, one.there) for one in pulled.changes] == [("subscribers", 3000)]
    assert len(kit.fake.asked) == 3
    (listed,) = lists_of(kit)
    assert listed.addresses == listed.strangers == _GONE
    assert listed.summary == (
        f"pull:kit/subscribers ({pulled.name}): {len(_GONE)} records: 0 members, {len(_GONE)} addresses of nobody"
    )
    bodies = b"".join(file.read_bytes() for file in kit.folder.rglob("*.gz"))
    assert bodies != b""
    rows = read_records(kit.folder, "subscribers").rows
    assert rows["7"]["fields.member_number"] == "7"
    assert not [name for row in rows.values() for name in row if name.startswith(("attribution", "location"))]


def test_who_comes_back_and_who_is_deleted_arrive_by_the_next_pull(kit: Pulling) -> None:
    kit.pull()
    assert isinstance(kit.fake, Kit)
    first, second, other = [one for one in organisation().people if one.opted_out][:3]
    kit.fake.subscribers[first.number]["state"] = "active"
    del kit.fake.subscribers[second.number]
    kit.fake.subscribers[other.number]["state"] = "paused"  # a word that nobody knows keeps mail back
    assert kit.pull().changes[0].gone == (str(second.number),)
    (listed,) = lists_of(kit)
    assert listed.addresses == _GONE - {first.email, second.email}


def test_retry_later_as_plain_text_is_waited_for_a_minute(kit: Pulling) -> None:
    kit.fake.plant(Reply(429, text="Retry later"), Reply(429, text="Retry later"))
    assert kit.pull().changes[0].there == 3000
    assert [round(one) for one in kit.time.slept] == [60, 60]


def test_more_than_120_calls_a_minute_wait(tmp_path: Path) -> None:
    people = organisation(400)
    with pulling(Kit(people), tmp_path, _SOURCES, connection="kit", settings=_AT) as kit:
        started = kit.time.moment
        pulled = kit.pull()
        active = [one for one in people.people if state_of(one) == "active"]
        assert {one.records: one.there for one in pulled.changes} == {"tags": 134 + 2, "stats": len(active)}
        assert (kit.time.moment - started).total_seconds() > 60 * (len(active) // 120)
        tags, clicks = kit.table("engagements", "tags"), kit.table("engagements", "clicks")
        assert sorted(tags["member"]) == sorted(
            [one.email for one in people.people[::3]] + [people.people[at - 1].email for at in (5, 7)]
        )
        assert set(tags["title"]) == {"Came to a webinar", "Took a template"}
        assert sorted(clicks["member"]) == sorted(one.email for one in active if one.number % 4 == 0)
        assert set(clicks["date"].dt.date.astype(str)) == {"2026-06-01"}


def test_who_is_deleted_while_stats_are_read_stops_nothing(tmp_path: Path) -> None:
    fake = Kit(organisation(40))
    with pulling(fake, tmp_path, _SOURCES, connection="kit", settings=_AT) as kit:
        kit.fake.plant(Reply(404, {"errors": ["Not Found"]}), where="/3/stats")
        stats = kit.pull().changes[1]
        assert stats.there == sum(one["state"] == "active" for one in fake.subscribers.values()) - 1


def test_only_what_is_read_is_asked_for(kit: Pulling) -> None:
    kit.pull()
    assert {one.path for one in kit.fake.asked} == {"/v4/subscribers"}
    assert {one.query["status"] for one in kit.fake.asked} == {"all"}


def test_a_wrong_key_is_said_without_the_key(kit: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_KIT_TOKEN", "wrong-key-4711")
    assert "access denied (401" in (why := kit.failing())
    assert "4711" not in why


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("pull:kitt", "did you mean kit?"),
        ("pull:kit/subscriber", "records of kit that say who gets no mail: subscribers"),
        ("pull:kit/tags", "records of kit that say who gets no mail: subscribers"),
        ("pull:capsule", "capsule says it of its people themselves: feed no_email of the source"),
    ],
)
def test_a_list_that_no_connection_has_is_refused(tmp_path: Path, named: str, said: str) -> None:
    lists = _LIST.replace("pull:kit", named)
    with pulling(Kit(organisation(40)), tmp_path, lists, connection="kit", settings=_AT) as kit:
        with pytest.raises((SettingsError, RequestError)) as refused:
            _ = kit.workspace.settings
        assert said in str(refused.value)
