"""The postal order: home first, postcodes as their country reads them, and the same for any order of the input."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.valuations import AMARA
from valuereport.deliver.print import postal_key
from valuereport.deliver.print.order import postcode
from valuereport.model.member import Member


def living(member_id: str, country: str = "GB", code: str = "", street: str = "", name: str = "A") -> Member:
    return replace(AMARA, member_id=member_id, country=country, postcode=code, street=street, street2="", name=name)


def order(*members: Member, home: str = "GB") -> list[str]:
    return [member.member_id for member in sorted(members, key=lambda member: postal_key(member, home))]


def test_the_home_country_comes_first_and_the_others_by_their_code() -> None:
    members = [living("de", "DE"), living("gb", "GB"), living("at", "at"), living("none", "")]
    assert order(*members) == ["gb", "none", "at", "de"]
    assert order(*members, home="DE")[0:2] == ["de", "none"]


def test_words_that_are_no_country_come_last() -> None:
    members = [living("xx", "Atlantis"), living("de", "DE"), living("gb", "GB")]
    assert order(*members) == ["gb", "de", "xx"]


def test_british_postcodes_sort_by_area_and_then_by_number() -> None:
    codes = ["SW11 1AA", "sw2 1aa", "SW1A1AA", "E1 6AN", "NE9 6WA", "NE1 4XF", "NE10 0AA"]
    members = [living(code, code=code) for code in codes]
    assert order(*members) == ["E1 6AN", "NE1 4XF", "NE9 6WA", "NE10 0AA", "SW1A1AA", "sw2 1aa", "SW11 1AA"]


def test_streets_sort_by_name_and_houses_by_number_wherever_it_stands() -> None:
    members = [
        living("b10", street="10 Castle Hill"),
        living("b9", street="9 Castle Hill"),
        living("a", street="98 Abbey Road"),
    ]
    assert order(*members) == ["a", "b9", "b10"]
    german = [living("10", "DE", "10115", "Kastanienallee 10"), living("9a", "DE", "10115", "Kastanienallee 9 a")]
    assert order(*german) == ["9a", "10"]


def test_accents_and_capitals_do_not_part_neighbours() -> None:
    members = [
        living("1", street="Rue de l’Église"),
        living("2", street="RUE DE L’EGLISE"),
        living("3", street="Rue F"),
    ]
    assert order(*members) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("written", "country", "sorted_as"),
    [
        ("sw1a1aa", "GB", "SW1A 1AA"),
        (" SW1A  1AA ", "GB", "SW1A 1AA"),
        ("D-10115", "DE", "10115"),
        ("10115", "DE", "10115"),
        ("1011 AB", "NL", "1011AB"),
        ("00-950", "PL", "00950"),
        ("123-4567", "JP", "1234567"),
        ("D02 AF30", "IE", "D02AF30"),
        ("", "GB", ""),
    ],
)
def test_postcodes_are_read_as_their_country_writes_them(written: str, country: str, sorted_as: str) -> None:
    assert postcode(written, country) == sorted_as


ANYONE = st.builds(
    living,
    st.uuids().map(str),
    st.sampled_from(["GB", "gb", "DE", "IE", "JP", "", "??"]),
    st.text(max_size=9),
    st.text(max_size=20),
    st.text(max_size=10),
)


@given(st.lists(ANYONE, max_size=12, unique_by=lambda member: member.member_id), st.randoms())
def test_the_order_is_the_same_whatever_the_order_of_the_members(members: list[Member], chance: object) -> None:
    mixed = list(members)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert order(*mixed) == order(*members)


@given(st.lists(ANYONE, max_size=12))
def test_no_country_is_visited_twice(members: list[Member]) -> None:
    keys = sorted(postal_key(member, "GB") for member in members)
    countries = [key[1] for key in keys]
    assert len(list(dict.fromkeys(countries))) == sum(
        1 for place, country in enumerate(countries) if not place or countries[place - 1] != country
    )
