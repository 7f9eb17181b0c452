"""Capsule: every page arrives, changes and deletions by the next pull, and what its answers do that they should not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling, row
from tests.fakes.capsule import Capsule
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply

SOURCES = """
[[source]]
name = "people"
pull = "capsule"
preset = "capsule-parties"
[source.columns]
grade = "fields.Grade"
joined = "fields.Member since"

[[source]]
name = "enquiries"
pull = "capsule"
preset = "capsule-opportunities"
where = { "milestone.name" = "Won" }
[source.columns]
activity = { value = "referral" }
"""


@pytest.fixture
def capsule(tmp_path: Path) -> Iterator[Pulling]:
    fake = Capsule(organisation())
    settings = 'base_url = "{url}/api/v2"'
    with pulling(fake, tmp_path, SOURCES, connection="capsule", settings=settings) as found:
        yield found


def test_everything_arrives_as_the_organisation_has_it(capsule: Pulling) -> None:
    pulled = capsule.pull()
    people = organisation().people
    assert [(one.records, one.there) for one in pulled.changes] == [("parties", 3000), ("opportunities", 250)]
    members = capsule.table("members", "people")
    assert members["member_id"].tolist() == [str(one.number) for one in people]
    assert members["name"].tolist() == [one.name for one in people]
    assert members["emails"].tolist() == [one.email for one in people]
    assert members["grade"].tolist() == [one.grade for one in people]
    assert members["joined"].dt.date.tolist() == [one.joined for one in people]
    assert members["street"].tolist() == [one.street for one in people]
    enquiries = capsule.table("engagements", "enquiries")
    assert enquiries["amount"].sum() == sum(100 + number for number in range(1, 251))
    assert enquiries["member"].tolist() == [str(one.person.number) for one in organisation().payments[:250]]


def test_only_what_is_read_is_asked_for(capsule: Pulling) -> None:
    capsule.pull()
    assert {one.query.get("embed") for one in capsule.fake.asked if one.path.endswith("parties")} == {"fields"}
    assert {one.query.get("embed") for one in capsule.fake.asked if one.path.endswith("opportunities")} == {None}
    assert not [one for one in capsule.fake.asked if "entries" in one.path]


def test_a_change_and_a_deletion_arrive_by_the_next_pull(capsule: Pulling) -> None:
    capsule.pull()
    calls = len(capsule.fake.asked)
    assert isinstance(capsule.fake, Capsule)
    capsule.fake.change("2999", capsule.time.moment, lastName="Newname")
    capsule.fake.delete("7", capsule.time.moment)
    pulled = capsule.pull()
    parties = pulled.changes[0]
    assert (parties.there, parties.new, parties.gone) == (2999, 0, ("7",))
    members = capsule.table("members", "people")
    assert "7" not in members["member_id"].tolist()
    assert str(row(members, "member_id", "2999")["name"]).endswith("Newname")
    assert len(capsule.fake.asked) - calls == 4  # a page of each list, and not all of it again


def test_a_page_that_is_clamped_loses_nothing(capsule: Pulling) -> None:
    assert isinstance(capsule.fake, Capsule)
    capsule.fake.clamp = 37
    assert capsule.pull().changes[0].there == 3000


def test_too_many_calls_without_a_word_when(capsule: Pulling) -> None:
    capsule.fake.plant(Reply(429, text="too many"), Reply(429, text="too many"), where="parties")
    assert capsule.pull().changes[0].there == 3000
    assert capsule.time.slept == [1.0, 2.0]


def test_a_wrong_token_is_said_without_the_token(capsule: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_CAPSULE_TOKEN", "wrong-token-4711")
    why = capsule.failing()
    assert "access denied (401: invalid or expired access token)" in why
    assert "4711" not in why
