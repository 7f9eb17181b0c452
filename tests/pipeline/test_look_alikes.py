"""Whom a key looks like is found by an index: it finds the same members as holding the key against each of them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.commands import SAMPLE
from valuereport.combine import combine
from valuereport.loaders import load
from valuereport.model.directory import ListedMember, Unmatched
from valuereport.pipeline.directory import directory_of_history
from valuereport.pipeline.look_alikes import LookAlikes
from valuereport.settings import load_settings


def slips(member: ListedMember) -> Iterator[str]:
    """Yield keys as people write them for a member."""
    first, *_, last = [*member.name.lower().split(), "x"]
    yield from (member.name[:-1], member.name.upper(), member.member_id.replace("0", "O"))
    yield from (f"{first[0]}{last}@gmail.com", f"{last}.{first}@elsewhere.example", f"{first}@{last}.example")
    for address in member.emails:
        yield from (f"x{address}", f"info@{address.partition('@')[2]}")


def test_the_index_finds_whom_each_of_them_is_held_against() -> None:
    settings = load_settings(SAMPLE)
    directory = directory_of_history(combine(load(settings), settings))
    members = directory.members
    keys = {key for one in directory.unmatched for key in one.keys}
    keys |= {key for member in members[::5] for key in slips(member)}
    rows = tuple(Unmatched("engagements", "s", (key,), 1, "s.csv", 2) for key in sorted(keys))
    alike = LookAlikes(members, rows)
    each = [(one.key, member.member_id, one.why) for member in members for one in alike.of(member)]
    found = [(key, member.member_id, why) for key in sorted(keys) for member, why in alike.like(key)]
    assert sorted(found) == sorted(each)
    assert len(found) > len(members) / 5
