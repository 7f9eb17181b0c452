"""Whom a key may mean: nobody is missed who would be found one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.model.directory import ListedContact, ListedMember, Unmatched
from valuereport.pipeline.look_alikes import LookAlikes

_DOYLE = ListedMember(
    *("W2", "organisation", "Doyle & Sons Ltd", ("office@doyle.example",), ("D-0017",), "2 Lane, Leeds", "LS1 1AB"),
    contacts=(ListedContact("Patrick Doyle", ("patrick@doyle-sons.example",), ("C7",), "Director"),),
)
_ANN = ListedMember("W1", "person", "Ann Able", ("ann@guild.example",), ("OLD-1",), "1 Lane, Leeds", "LS1 1AA")
_MEMBERS = (
    _ANN,
    _DOYLE,
    replace(_ANN, member_id="W3", name="Anne Abel", emails=("anne.abel@gmail.com",), ids=()),
    replace(_ANN, member_id="W4", name="Zoë O'Hara-Müller", emails=("zoe@ohara.example", "zoe@gmail.com"), ids=("77",)),
    replace(_DOYLE, member_id="W5", name="Able Works GmbH", emails=("info@able-works.example",), ids=(), contacts=()),
)
_ALIKE = LookAlikes(_MEMBERS, ())


@pytest.mark.parametrize(
    ("key", "member_ids"),
    [
        ("p.doyle@doyle.example", ["W2"]),
        ("ann@guild.exampel", ["W1"]),
        ("able.ann@mailbox.example", ["W1"]),
        ("aable@mailbox.example", ["W1"]),
        ("zmuller@gmail.com", ["W4"]),
        ("info@able-works.example", ["W5"]),
        ("d17", ["W2"]),
        ("0LD-01", ["W1"]),
        ("Sons and Doyle Limited", ["W2"]),
        ("nobody@nowhere.example", []),
    ],
)
def test_a_key_leads_to_whom_it_looks_like(key: str, member_ids: list[str]) -> None:
    assert [member.member_id for member, _ in _ALIKE.like(key)] == member_ids


_LOCAL = st.sampled_from(["ann", "able", "aable", "p", "pdoyle", "info", "office", "zoe", "müller", "o'hara", "x1"])
_DOMAIN = st.sampled_from(["doyle.example", "doyle-sons.example", "gmail.com", "able-works.example", "guild.example"])
_ADDRESS = st.builds(
    lambda first, sign, last, domain: f"{first}{sign}{last}@{domain}",
    _LOCAL,
    st.sampled_from([*".-_+", ""]),
    _LOCAL,
    _DOMAIN,
)
_WORD = st.sampled_from(
    ["Ann", "Able", "Abel", "Doyle", "Sons", "Ltd", "GmbH", "Works", "Zoë", "O'Hara", "W1", "77", "OLD"]
)


@given(st.one_of(_ADDRESS, st.lists(_WORD, min_size=1, max_size=3).map(" ".join), st.text(max_size=12)))
def test_nobody_is_missed_who_would_be_found_one_by_one(key: str) -> None:
    rows = (Unmatched("engagements", "s", (key,), 1, "s.csv", 2),)
    alike = LookAlikes(_MEMBERS, rows)
    one_by_one = tuple((member, one.why) for member in _MEMBERS for one in alike.of(member))
    assert _ALIKE.like(key) == one_by_one
