"""Mailchimp: all audiences; archived and deleted members; a bare 403 is too many calls; a contact keeps its id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, lists_of, pulling
from tests.fakes.mailchimp import Mailchimp, status_of
from tests.fakes.organisation import organisation
from tests.fakes.serving import Asked, Reply
from valuereport.connect.address import base_url_of
from valuereport.connect.auth import Secrets
from valuereport.connect.systems.mailchimp import MAILCHIMP, base_url_of_key
from valuereport.errors import SettingsError
from valuereport.pulls import read_about, read_records
from valuereport.settings import Connection

_LIST = """
[email]
do_not_email = ["pull:mailchimp/members", "pull:mailchimp/archived"]
"""
_AT = 'base_url = "{url}/3.0"'


@pytest.fixture
def mailchimp(tmp_path: Path) -> Iterator[Pulling]:
    with pulling(Mailchimp(organisation()), tmp_path, _LIST, connection="mailchimp", settings=_AT) as found:
        yield found


def _gone() -> set[str]:
    return {one.email for one in organisation().people if status_of(one) in ("unsubscribed", "cleaned")}


def test_whoever_unsubscribed_from_any_audience_is_listed(mailchimp: Pulling) -> None:
    pulled = mailchimp.pull()
    assert [(one.records, one.there) for one in pulled.changes] == [("members", 3100), ("archived", 0)]
    members, archived = lists_of(mailchimp)
    assert members.addresses == _gone()  # the first of them are subscribed to the other audience, and stay listed
    assert archived.lines == 0
    rows = read_records(mailchimp.folder, "members").rows
    assert rows["a1b2/c1"]["email_address"] == rows["c3d4/c1"]["email_address"] == organisation().people[0].email
    assert rows["c3d4/c1"]["list.name"] == "Newsletter"


def test_changes_archived_and_deleted_members_arrive_by_the_next_pull(mailchimp: Pulling) -> None:
    mailchimp.pull()
    fake, now = mailchimp.fake, mailchimp.time.moment
    assert isinstance(fake, Mailchimp)
    calls = len(fake.asked)
    stays, leaves, dies = [one for one in organisation().people if not one.opted_out][200:203]
    back, *_ = [one for one in organisation().people if one.opted_out]
    fake.change("a1b2", f"c{stays.number}", now, email_address="New@Members.example", status="unsubscribed")
    fake.change("a1b2", f"c{leaves.number}", now, status="archived")
    fake.change("a1b2", f"c{back.number}", now, status="subscribed")
    del fake.members["a1b2"][f"c{dies.number}"]
    pulled = mailchimp.pull()
    assert (pulled.changes[0].there, pulled.changes[0].new) == (3098, 0)
    assert set(pulled.changes[0].gone) == {f"a1b2/c{leaves.number}", f"a1b2/c{dies.number}"}
    members, archived = lists_of(mailchimp)
    assert members.addresses == _gone() - {back.email} | {"new@members.example"}
    assert archived.addresses == {leaves.email}
    changed = [one for one in fake.asked[calls:] if "since_last_changed" in one.query]
    assert {one.query["since_last_changed"] for one in changed} == {"2026-11-29T11:51:00+00:00"}
    assert read_about(mailchimp.folder / pulled.name).base


def test_nobody_is_passed_over_when_others_are_deleted_meanwhile(mailchimp: Pulling) -> None:
    fake = mailchimp.fake
    assert isinstance(fake, Mailchimp)

    def after_the_first_page(asked: Asked, number: int) -> None:
        if number == 3:
            for contact in [*fake.members["a1b2"]][5:25]:
                del fake.members["a1b2"][contact]

    fake.before = after_the_first_page
    mailchimp.pull()
    rows = read_records(mailchimp.folder, "members").rows
    assert fake.members["a1b2"].keys() <= {key.removeprefix("a1b2/") for key in rows}


def test_a_bare_403_and_a_429_are_too_many_calls(mailchimp: Pulling) -> None:
    refused = Reply(403, text="<html>Access denied</html>"), Reply(403, text=""), Reply(429, {"status": 429})
    mailchimp.fake.plant(*refused, where="members")
    assert mailchimp.pull().changes[0].there == 3100
    assert mailchimp.time.slept == [1.0, 2.0, 4.0]


def test_a_403_in_words_is_no_right_to_read(mailchimp: Pulling) -> None:
    said = {"title": "User action not permitted", "detail": "Your user role may not read this"}
    mailchimp.fake.plant(Reply(403, said), where="members")
    assert "access denied (403: Your user role may not read this)" in mailchimp.failing()
    assert not mailchimp.time.slept


def test_only_the_fields_that_are_read_are_asked_for(mailchimp: Pulling) -> None:
    mailchimp.pull()
    asked = {one.query["fields"] for one in mailchimp.fake.asked if one.path.endswith("members")}
    read = "members.contact_id,members.email_address,members.last_changed"
    assert asked == {f"{read},members.status,total_items", f"{read},total_items"}  # of the archived none needs a status
    assert {one.query["count"] for one in mailchimp.fake.asked} == {"1000"}


def test_an_audience_that_vanishes_meanwhile_is_no_empty_one(mailchimp: Pulling) -> None:
    mailchimp.fake.plant(Reply(404, {"title": "Resource Not Found"}), where="c3d4")
    assert "Resource Not Found" in mailchimp.failing()


def test_the_server_stands_at_the_end_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_NEWS_TOKEN", "0815abc-us19")
    news = Connection(name="news", system="mailchimp")
    assert base_url_of(news, MAILCHIMP, "valuereport.toml") == "https://us19.api.mailchimp.com/3.0"
    for key in ("0815abc", "0815-evil.example/", "0815-us19.evil.example"):
        with pytest.raises(SettingsError, match="VALUEREPORT_NEWS_TOKEN") as refused:
            base_url_of_key(Secrets("news", {"TOKEN": key}))
        assert "0815" not in str(refused.value)
