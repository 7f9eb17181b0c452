"""Lists of those who get no email: in any notation whoever is named is stopped, and what is not understood is said."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from valuereport.deliver.stop_list import Known, read_stop_list
from valuereport.model.stop_list import StopList
from valuereport.notation.addresses import normalised

ADDRESSES = {
    "M1": "ann@a.example",
    "M2": "o'brien@b.example",
    "M3": "sales=uk@c.example",
    "M4": "h@bücher.example",
    "1042": "first.last+news@sub.d-e.example",
    "GB/7": "jürgen@a.example",
    "M 8": "e_f-g@a.example",
}
KNOWN = Known(
    {
        **{normalised(address): frozenset({member}) for member, address in ADDRESSES.items()},
        "boss@b.example": frozenset({"M2"}),
    },
    {
        **{member.casefold(): frozenset({member}) for member in ADDRESSES},
        "crm-9": frozenset({"M1"}),
        "login@a.example": frozenset({"M2"}),  # an id that looks like an address, and is none of the member's
    },
    {"c-1": frozenset({"boss@b.example"})},
)


def read(text: str) -> StopList:
    return read_stop_list(text, "stop.txt", KNOWN)


@pytest.mark.parametrize(
    "line",
    [
        "ann@a.example",
        "  ANN@A.Example  ",
        "Ann Archer <ann@a.example>",
        '"Archer, Ann" <ann@a.example>',
        "ann@a.example;bounced",
        "bounced,2026-03-01,ann@a.example,5",
        '"ann@a.example"',
        "'ann@a.example'",
        "“ann@a.example”",
        "«\u00a0ann@a.example\u00a0»",
        '="ann@a.example"',
        "mailto:ann@a.example?subject=stop",
        "<mailto:ann%40a.example>",
        "ann@a.example.",
        "ann@a.example)",
        "- ann@a.example",
        "* ann@a.example",
        "email=ann@a.example",
        "unsubscribe|ann@a.example|web",
        "x|'ann@a.example'|",
        "\u200bann@a.example\u200b",
        "ann@a.example\u00a0(rang on 3 May)",
        "ann＠a.example",
        '{"email": "ann@a.example", "state": "bounced"}',
        "https://our.example/?who=ann@a.example&x=1",
        "M1",
        "m1",
        '"M1"',
        "M1;Ann Archer;stopped",
        "Ann Archer\tM1",
        "M1 Ann Archer",
        "Ann Archer (M1)",
        "member: M1",
        "crm-9",
    ],
)
def test_a_line_stops_whom_it_names(line: str) -> None:
    found = read(line)
    assert "M1" in found.members
    assert found.members <= {"M1"}
    assert found.unclear == ()
    assert "ann@a.example" in found.addresses or "M1" in found.member_ids


DELIMITERS = st.sampled_from([",", ";", "\t", "|", " ; ", ", ", "  ", " | ", "^", "\x1f"])
WORDS = st.text(st.sampled_from(f"{string.ascii_letters} .-üé"), max_size=12)
NOTATIONS = st.sampled_from(
    ["{}", " {} ", "<{}>", "N N <{}>", '"{}"', "'{}'", '"N N" <{}>', "mailto:{}", "({})", "{}."]
)
SPELLINGS = st.sampled_from([str, str.upper, lambda text: text.replace("bücher", "xn--bcher-kva")])


@given(
    st.lists(st.tuples(st.sampled_from(sorted(ADDRESSES)), NOTATIONS, SPELLINGS, WORDS, WORDS), min_size=1, max_size=8),
    DELIMITERS,
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    st.booleans(),
    st.booleans(),
)
def test_whoever_is_in_a_list_in_any_notation_is_stopped(
    entries: list[tuple[str, str, object, str, str]], delimiter: str, line_end: str, heading: bool, one_line: bool
) -> None:
    rows = []
    for member, notation, spelling, before, behind in entries:
        written = notation.format(spelling(ADDRESSES[member]))  # type: ignore[operator]
        rows.append(delimiter.join([*([before] if before.strip() else []), written, behind]))
    text = (f"E-Mail{delimiter}Status{line_end}" if heading else "") + (delimiter if one_line else line_end).join(rows)
    found = read(text)
    if not (heading and one_line):
        assert found.unclear == ()
    for member, *_ in entries:
        assert normalised(ADDRESSES[member]) in found.addresses
        assert member in found.members


LOCAL = st.text(
    st.sampled_from(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~üß"), min_size=1, max_size=20
)


@given(LOCAL, st.sampled_from(["a.example", "bücher.example", "x-y.a.example"]))
@example("a|b", "a.example")
@example("'x'", "a.example")
@example("=a", "a.example")
def test_every_address_that_mail_can_be_sent_to_is_stopped_by_itself(local: str, domain: str) -> None:
    """Its own signs may be those of a notation: members have the address, so the list means it."""
    address = f"{local}@{domain}"
    known = Known({normalised(address): frozenset({"M1"})})
    for line in (address, f'"{address}"', f"N N <{address}>", f"{address};bounced"):
        found = read_stop_list(line, "stop.txt", known)
        assert normalised(address) in found.addresses


def test_a_line_with_several_addresses_stops_them_all() -> None:
    found = read("ann@a.example; o'brien@b.example nobody@a.example")
    assert found.members == {"M1", "M2"}
    assert found.strangers == {"nobody@a.example"}


def test_another_s_address_that_ends_alike_is_left_alone() -> None:
    found = read("x.ann@a.example\nnot-ann@a.example\njoann@a.example\nd'ann@a.example\nx_ann@a.example")
    assert found.members == frozenset()


def test_a_contact_s_id_stops_that_contact_s_addresses_and_not_the_member() -> None:
    found = read("C-1")
    assert found.addresses == {"boss@b.example"}
    assert found.member_ids == frozenset()
    assert found.members == {"M2"}


def test_an_id_that_looks_like_an_address_stops_the_member() -> None:
    found = read("Login@a.example;gone")
    assert found.summary == "stop.txt: 1 line: 1 member"
    assert found.member_ids == {"M2"}


@pytest.mark.parametrize("id_", ["1042", "GB/7", "M 8"])
def test_ids_are_read_as_they_are_written(id_: str) -> None:
    for line in (id_, f"{id_};stopped", f'"{id_}"', f"x\t{id_}\t"):
        assert read(line).member_ids == {id_}


def test_the_summary_says_what_is_in_a_list() -> None:
    lines = ["Email;State", *ADDRESSES.values(), "x@nobody.example", "y@nobody.example;gone", "", "Ann Archer"]
    found = read("\n".join(lines))
    assert found.summary == "stop.txt: 10 lines: 7 members, 2 addresses of nobody, 1 not understood (line 12)"
    assert [(problem.severity, problem.row, problem.value) for problem in found.problems] == [
        ("warning", 12, "Ann Archer")
    ]
    assert read("M1").summary == "stop.txt: 1 line: 1 member"
    assert read("").summary == "stop.txt: 0 lines: 0 members"
    assert read("a b\n" * 9).summary == "stop.txt: 9 lines: 0 members, 9 not understood (lines 1, 2, 3, 4, 5, ...)"


@pytest.mark.parametrize(
    "heading",
    ["Email,Status", "E-Mail-Adresse;Grund", "Mitgliedsnummer", "id", "sep=;", "Correo electrónico", "メール", "X,Y"],
)
def test_a_heading_is_no_problem(heading: str) -> None:
    found = read(f"{heading}\nann@a.example,\n")
    assert found.unclear == ()
    assert found.lines == 1


@pytest.mark.parametrize("first", ["Ann Archer", "Member 17", "M99", "Archer, Ann", "email ann at a.example 2"])
def test_a_first_line_that_may_mean_somebody_is_no_heading(first: str) -> None:
    assert read(f"{first}\nann@a.example").unclear == (1,)


def test_an_address_that_is_none_keeps_back_whoever_has_just_that() -> None:
    found = read('Ann@Localhost\n"john doe"@a.example\nx@y@;z\nf@;e@a.example')
    assert found.unclear == (1, 2, 3, 4)
    assert {"ann@localhost", '"john doe"@a.example', "x@y@", "e@a.example"} <= found.addresses
    assert all("@" in problem.reason for problem in found.problems)


def test_what_no_encoding_could_read_is_said() -> None:
    assert read("j\ufffdrgen@a.example").unclear == (1,)


def test_a_row_that_means_two_members_stops_both_and_says_so() -> None:
    found = read("M2,ann@a.example")
    assert found.members == {"M1", "M2"}
    assert "two members: M1 by the address, M2 by the id" in found.problems[0].reason


@given(st.text())
def test_no_text_is_too_much(text: str) -> None:
    found = read(text)
    assert len(found.unclear) <= found.lines
    assert len(found.problems) >= len(found.unclear)
