"""Amplemarket: excluded addresses and domains, read whole each time; a domain stops every address of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, lists_of, pulling
from tests.fakes.amplemarket import Amplemarket
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply
from tests.workspaces import edited

_LIST = """
[email]
do_not_email = "pull:amplemarket"
"""


@pytest.fixture
def amplemarket(tmp_path: Path) -> Iterator[Pulling]:
    with pulling(Amplemarket(organisation()), tmp_path, _LIST, connection="amplemarket") as found:
        yield found


def test_both_lists_arrive_page_by_page(amplemarket: Pulling) -> None:
    excluded = {one.email for one in organisation().people if one.opted_out}
    pulled = amplemarket.pull()
    assert {one.records: one.there for one in pulled.changes} == {
        "excluded-emails": len(excluded),
        "excluded-domains": 2,
    }
    emails, domains = lists_of(amplemarket)
    assert emails.addresses == excluded
    assert (domains.lines, domains.addresses) == (2, frozenset())  # of no member
    assert len([one for one in amplemarket.fake.asked if one.path == "/excluded-emails"]) == -(-len(excluded) // 40)


def test_a_domain_stops_every_address_of_it(amplemarket: Pulling) -> None:
    edited(amplemarket.settings.parent / "members.csv", "wilma@guild.example", "Ann@post.OTHER.example")
    amplemarket.pull()
    _, domains = lists_of(amplemarket)
    assert domains.members == {"W1"}
    assert domains.addresses == {"ann@post.other.example"}


def test_what_is_taken_off_and_put_on_arrives_by_the_next_pull(amplemarket: Pulling) -> None:
    amplemarket.pull()
    assert isinstance(amplemarket.fake, Amplemarket)
    first = amplemarket.fake.emails.pop(0)["email"]
    amplemarket.fake.emails.append({"email": "new@members.example"})
    pulled = amplemarket.pull()
    assert (pulled.changes[0].gone, pulled.changes[0].new) == ((first,), 1)
    emails, _ = lists_of(amplemarket)
    assert first not in emails.addresses
    assert "new@members.example" in emails.addresses


def test_what_is_no_address_and_no_domain_is_said(amplemarket: Pulling) -> None:
    assert isinstance(amplemarket.fake, Amplemarket)
    amplemarket.fake.emails.append({"email": "ann at members.example"})
    amplemarket.fake.domains.append({"domain": "localhost"})
    amplemarket.pull()
    emails, domains = lists_of(amplemarket)
    assert "ann at members.example" in emails.addresses  # who has just this for an address gets nothing
    assert emails.summary.endswith("1 not understood (record ann at members.example)")
    assert "counts as an opt-out, and has an address or a domain that is none" in domains.lines_in_doubt[0]


def test_a_page_that_comes_again_and_again_is_no_end(amplemarket: Pulling) -> None:
    same = Reply(
        200,
        {
            "excluded_emails": [{"email": "a@b.example"}],
            "_links": {"next": {"href": "/excluded-emails?page[after]=1"}},
        },
    )
    amplemarket.fake.plant(same, same, where="excluded-emails")
    assert "the same page came twice in a row" in amplemarket.failing()
