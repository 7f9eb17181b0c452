"""Members are found by what callers say; unmatched rows are suggested to whom they look like, and to nobody else."""

from __future__ import annotations

import pytest

from valuereport.model.directory import ListedContact, ListedMember, Unmatched
from valuereport.pipeline.look_alikes import LookAlikes
from valuereport.pipeline.member_search import MemberSearch

DOYLE = ListedMember(
    *("F1", "organisation", "Doyle & Sons Ltd", ("office@doyle.example",), ("HS-77",), "2 Mill Lane, Sligo"),
    "F91 W2A1",
    (ListedContact("Patricia O’Hara", ("p.ohara@doyle.example",), ("C9",), "Director"),),
)
MUELLER = ListedMember("M-1001", "person", "Zoë Müller", ("zoe@gmail.com",), (), "1 Hauptstraße, Köln", "50667")
DOYLE_PERSON = ListedMember("M-1002", "person", "Peter Doyle", ("peter.doyle@gmail.com",), (), "Leeds", "LS1 1AA")
TANAKA = ListedMember("M-1003", "person", "田中 花子", ("hanako@mail.example",), (), "東京都", "100-0001")
MEMBERS = (DOYLE, MUELLER, DOYLE_PERSON, TANAKA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("F1", ["F1"]),
        ("m1001", ["M-1001"]),
        ("M 1001", ["M-1001"]),
        ("hs77", ["F1"]),
        ("doyle", ["F1", "M-1002"]),
        ("DOYLE AND SONS LIMITED", ["F1"]),
        ("peter doyel", ["M-1002"]),
        ("muller", ["M-1001"]),
        ("Mueller, Zoe", ["M-1001"]),
        ("müler", ["M-1001"]),
        ("ohara", ["F1"]),
        ("O'Hara", ["F1"]),
        ("patrica ohara", ["F1"]),
        ("f91w2a1", ["F1"]),
        ("ls1", ["M-1002"]),
        ("hauptstrasse", ["M-1001"]),
        ("mill lane", ["F1"]),
        ("P.OHARA@DOYLE.EXAMPLE", ["F1"]),
        ("p.ohara@doyle.exmple", ["F1"]),
        ("花子", ["M-1003"]),
        ("info@doyle.example", ["F1"]),
        ("xyzzy", []),
        ("&", []),
    ],
)
def test_a_member_is_found_by_any_part(text: str, expected: list[str]) -> None:
    assert [member.member_id for member, _ in MemberSearch(MEMBERS).find(text, 10)] == expected


def test_it_is_said_why_and_no_more_than_wanted_are_found() -> None:
    search = MemberSearch(MEMBERS)
    assert search.find("ohara", 10)[0][1] == "contact Patricia O’Hara"
    assert search.find("doyle ls1", 10)[0][1] == "name Peter Doyle; postcode LS1 1AA"
    assert len(search.find("doyle", 1)) == 1


@pytest.mark.parametrize(
    ("key", "whose"),
    [
        ("p.doyle@doyle.example", {"F1"}),  # the firm's own domain
        ("info@doyle.example", {"F1"}),
        ("office@gmail.com", set()),  # an office at a free provider is nobody's
        ("pdoyle@hotmail.com", {"M-1002"}),
        ("doyle.peter@guests.example", {"M-1002"}),
        ("pohara@guests.example", {"F1"}),  # a contact of the firm
        ("peter.doyle@gmial.com", {"M-1002"}),
        ("doyle@guests.example", set()),  # which one?
        ("peter.doyle@doyle-sons.example", {"F1"}),  # called like the firm, whoever else has the name
        ("mary.doyle@guests.example", set()),
        ("info@peterdoyle.example", set()),  # an office's address is never a person's
        ("Doyle and Sons Limited", {"F1"}),
        ("Doyle Brothers", set()),
        ("Peter Doyel", {"M-1002"}),
        ("m1001", {"M-1001"}),
        ("M-01001", {"M-1001"}),
        ("M-1004", set()),
    ],
)
def test_unmatched_rows_look_like_few(key: str, whose: set[str]) -> None:
    alike = LookAlikes(MEMBERS, (Unmatched("engagements", "webinars", (key,), 2, "w.csv", 7),))
    assert {member.member_id for member in MEMBERS if alike.of(member)} == whose


def test_an_alias_settles_what_looks_alike() -> None:
    rows = Unmatched("engagements", "webinars", ("p.doyle@doyle.example",), 2, "w.csv", 7)
    shared = Unmatched("engagements", "events", ("x@doyle.example",), 2, "w.csv", 9, several=True)
    (one,) = LookAlikes(MEMBERS, (rows, shared)).of(DOYLE)
    assert one.remedy.action == "correct"
    assert dict(one.remedy.arguments) == {"member": "F1", "alias": "p.doyle@doyle.example", "why": None}
