"""MemberPress: numbered pages, 404 in several meanings, memberships for life, what was given back."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling, row
from tests.fakes.memberpress import MemberPress
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply

_MEMBERS = """
[[source]]
name = "people"
pull = "memberpress"
preset = "memberpress-members"
[source.columns]
kind = { value = "person" }
"""
_OTHERS = "".join(
    f'[[source]]\nname = "{name}"\npull = "memberpress"\npreset = "memberpress-{preset}"\n'
    for name, preset in (("paid", "transactions"), ("terms", "terms"), ("renewing", "subscriptions"))
)
_PEOPLE = organisation(400)
_SETTINGS = 'base_url = "{url}/wp-json/mp/v1"'


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Pulling]:
    sources = _MEMBERS + _OTHERS
    with pulling(MemberPress(_PEOPLE), tmp_path, sources, connection="memberpress", settings=_SETTINGS) as found:
        yield found


def fake_of(pulled: Pulling) -> MemberPress:
    assert isinstance(pulled.fake, MemberPress)
    return pulled.fake


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    everyone = organisation()
    sources = _MEMBERS + _OTHERS
    with pulling(MemberPress(everyone), tmp_path, sources, connection="memberpress", settings=_SETTINGS) as press:
        press.pull()
        members = press.table("members", "people")
        assert members["member_id"].tolist() == [str(one.number) for one in everyone.people]
        assert members["name"].tolist() == [one.name for one in everyone.people]
        assert members["emails"].tolist() == [one.email for one in everyone.people]
        assert members["grade"].tolist() == [one.grade for one in everyone.people]
        paid = [one for one in everyone.payments if one.refunded != one.amount and one.is_paid]
        fees = press.table("fees", "paid")
        assert fees["member"].tolist() == [str(one.person.number) for one in paid]
        assert fees["amount"].round(2).tolist() == [one.amount / 100 for one in paid]
        assert fees["paid"].dt.to_pydatetime().tolist() == [one.paid.replace(tzinfo=None) for one in paid]


def test_what_was_given_back_is_no_fee_and_a_membership_for_life_has_no_end(press: Pulling) -> None:
    press.pull()
    terms = press.table("memberships", "terms")
    paid = [one for one in _PEOPLE.payments if one.refunded != one.amount and one.is_paid]
    assert [one for one in _PEOPLE.payments if one.refunded == one.amount]
    assert terms["member"].tolist() == [str(one.person.number) for one in paid]
    assert terms["ends"].isna().tolist() == [one.number % 20 == 0 for one in paid]
    ends = [one.paid.replace(tzinfo=None) + timedelta(days=365) for one in paid if one.number % 20]
    assert terms["ends"].dropna().dt.to_pydatetime().tolist() == ends
    renewing = press.table("memberships", "renewing")
    assert (len(renewing), renewing["ends"].notna().sum(), set(renewing["payment"])) == (30, 0, {"stripe"})
    assert not [one for one in press.problems() if one.file.startswith("pulls/")]


def test_a_change_a_deletion_and_a_refund_arrive_by_the_next_pull(press: Pulling) -> None:
    press.pull()
    lists = fake_of(press).lists
    del lists["members"][7]
    lists["members"][8] |= {"last_name": "Newname"}
    one = next(each for each in lists["transactions"].values() if each["status"] == "complete")
    one["status"] = "refunded"
    members = press.pull().changes[0]
    assert (members.there, members.gone) == (399, ("7",))
    assert str(row(press.table("members", "people"), "member_id", "8")["name"]).endswith("Newname")
    assert str(one["id"]) not in press.table("fees", "paid")["reference"].tolist()


def test_none_of_a_kind_is_404_and_normal(press: Pulling) -> None:
    fake_of(press).lists["subscriptions"].clear()
    pulled = press.pull()
    assert [(one.records, one.there) for one in pulled.changes] == [
        ("members", 400),
        ("transactions", 400),
        ("subscriptions", 0),
    ]
    assert press.table("memberships", "renewing").empty


def test_a_site_without_the_api_is_no_empty_site(press: Pulling) -> None:
    press.pull()
    del fake_of(press).lists["members"]
    assert "404: the site has no such list; is base_url its address with /wp-json/mp/v1?" in press.failing()
    press.fake.plant(Reply(404, text="<html>Page not found</html>"), where="members")
    assert "404: the site has no such list" in press.failing()
    assert len(press.table("members", "people")) == 400


def test_pages_are_clamped_and_a_proxy_takes_the_headers_away(press: Pulling) -> None:
    fake_of(press).clamp, fake_of(press).says_pages = 60, False
    assert [one.there for one in press.pull().changes] == [400, 400, 30]


def test_the_firewall_of_the_host_and_an_answer_that_is_cut_off(press: Pulling) -> None:
    press.fake.plant(Reply(503, text="<html>busy</html>"), Reply(200, [{"id": 1}], cut=4), where="members")
    assert press.pull().changes[0].there == 400
    assert press.time.slept[:2] == [1.0, 2.0]
    press.fake.plant(Reply(403, text="<html>Blocked</html>"))
    assert "access denied (403)" in press.failing()


def test_the_key_stands_in_its_own_header_and_no_card_is_kept(press: Pulling) -> None:
    press.pull()
    assert not [one for one in press.fake.asked if "authorization" in one.headers]
    pages = b"".join(gzip.decompress(one.read_bytes()) for one in press.folder.rglob("*.gz"))
    for private in (b"4242", b"Secret text", b"recent_transactions", press.fake.token.encode()):
        assert private not in pages


def test_only_what_is_read_is_asked_for(tmp_path: Path) -> None:
    with pulling(MemberPress(_PEOPLE), tmp_path, _MEMBERS, connection="memberpress", settings=_SETTINGS) as press:
        press.pull()
        assert {one.path.rpartition("/")[2] for one in press.fake.asked} == {"members"}


def test_where_there_are_no_records_yet_the_table_is_empty(tmp_path: Path) -> None:
    source = """
[[source]]
name = "renewing"
table = "memberships"
format = "pull"
pull = "memberpress"
records = "subscriptions"
where = { status = ["active"] }
[source.columns]
member = "member.id"
starts = "created_at"
"""
    fake = MemberPress(_PEOPLE)
    fake.lists["subscriptions"].clear()
    with pulling(fake, tmp_path, source, connection="memberpress", settings=_SETTINGS) as press:
        press.pull()
        assert press.table("memberships", "renewing").empty
