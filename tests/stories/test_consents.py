"""Consents: whose words may be used, and that whatever is unclear is not used and is said without the words."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from valuereport.errors import Problem
from valuereport.files import packaged
from valuereport.model.story import Consent
from valuereport.stories.consents import COLUMNS, LONGEST_QUOTE, permissions, read_consents

ON = date(2026, 11, 20)
MEMBERS = frozenset({"M1", "M2", "F1"})
GOOD = {
    "member_id": "M1",
    "name": "Aoife Ní Bhriain",
    "quote": "The helpline answered within the hour.",
    "scope": "web;print",
    "given": "2026-03-02",
    "until": "2027-03-01",
    "withdrawn": "",
    "signed_by": "Aoife Ní Bhriain",
    "evidence": "consents/M1.pdf",
}


def row(**cells: str) -> dict[str, str]:
    return {**GOOD, **cells}


def table(*rows: Mapping[str, str], delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def read(
    folder: Path, data: bytes, on: date = ON, scope: str = "web"
) -> tuple[tuple[Consent, ...], tuple[Problem, ...]]:
    file = folder / "consents.csv"
    file.write_bytes(data)
    return read_consents(file, MEMBERS, on, scope)


def test_a_good_row_becomes_a_consent(tmp_path: Path) -> None:
    usable, problems = read(tmp_path, table(GOOD))
    scope = frozenset({"web", "print"})
    assert problems == ()
    assert usable == (Consent("M1", GOOD["name"], GOOD["quote"], scope, date(2026, 3, 2), date(2027, 3, 1), None),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_spreadsheet_s_csv_is_read(tmp_path: Path, delimiter: str, mark: bytes) -> None:
    usable, problems = read(tmp_path, mark + table(GOOD, delimiter=delimiter))
    assert (len(usable), problems) == (1, ())


def test_the_order_of_columns_and_further_columns_do_not_matter(tmp_path: Path) -> None:
    headings = [*reversed(COLUMNS), "notes"]
    lines = [",".join(name.upper() for name in headings), ",".join([*(GOOD[name] for name in headings[:-1]), "called"])]
    usable, problems = read(tmp_path, "\n".join(lines).encode())
    assert (len(usable), problems) == (1, ())


def test_no_file_is_no_consent(tmp_path: Path) -> None:
    assert read_consents(tmp_path / "consents.csv", MEMBERS, ON, "web") == ((), ())


def test_a_consent_holds_on_its_first_and_last_day_and_not_around_them(tmp_path: Path) -> None:
    first, last = date(2026, 3, 2), date(2027, 3, 1)
    day = timedelta(days=1)
    held = {on: len(read(tmp_path, table(GOOD), on)[0]) for on in (first - day, first, last, last + day)}
    assert list(held.values()) == [0, 1, 1, 0]


def test_a_consent_for_one_day_is_one(tmp_path: Path) -> None:
    usable, problems = read(tmp_path, table(row(given=ON.isoformat(), until=ON.isoformat())))
    assert (len(usable), problems) == (1, ())


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"until": "2026-11-19"}, "until", "expired"),
        ({"given": "2026-11-21"}, "given", "not given yet"),
        ({"withdrawn": "2026-11-20"}, "withdrawn", "withdrawn"),
        ({"withdrawn": "2027-06-01"}, "withdrawn", "withdrawn"),
        ({"withdrawn": "yes"}, "withdrawn", "no date"),
        ({"scope": "print;social"}, "scope", "not for web"),
        ({"scope": "web;prnit"}, "scope", "another word"),
        ({"scope": ""}, "scope", "not said where"),
        ({"member_id": "M9"}, "member_id", "no statement of this member"),
        ({"member_id": ""}, "member_id", "no member"),
        ({"name": ""}, "name", "missing"),
        ({"quote": " "}, "quote", "missing"),
        ({"quote": "x" * 2000}, "quote", f"longer than {LONGEST_QUOTE}"),
        ({"name": "x" * 121}, "name", "longer than 120"),
        ({"quote": "read me \u202ebackwards"}, "quote", "cannot be printed"),
        ({"quote": "a bell \x07"}, "quote", "cannot be printed"),
        ({"given": ""}, "given", "not said when"),
        ({"given": "2026-02-30"}, "given", "no date"),
        ({"given": "02/03/2026"}, "given", "no date"),
        ({"given": "２026-03-02"}, "given", "no date"),
        ({"until": "soon"}, "until", "no date"),
        ({"until": "2026-03-01"}, "until", "ends before"),
        ({"signed_by": ""}, "signed_by", "who signed"),
        ({"evidence": ""}, "evidence", "where the signed consent"),
    ],
)
def test_whatever_is_unclear_is_not_used_and_is_said(
    tmp_path: Path, cells: Mapping[str, str], column: str, reason: str
) -> None:
    usable, problems = read(tmp_path, table(row(member_id="M2"), row(**cells)))
    assert [consent.member_id for consent in usable] == ["M2"]
    (problem,) = problems
    assert reason in problem.reason
    assert problem.action == "the case is not used"
    assert (problem.stage, problem.file, problem.row, problem.column) == ("stories", "consents.csv", 3, column)
    assert problem.member_id == ("" if column == "member_id" else "M1")


def test_the_longest_quote_is_used(tmp_path: Path) -> None:
    usable, problems = read(tmp_path, table(row(quote="x" * LONGEST_QUOTE)))
    assert (len(usable), problems) == (1, ())


def test_html_is_kept_as_text_and_said(tmp_path: Path) -> None:
    usable, problems = read(tmp_path, table(row(quote="<b>Great</b> & cheap", name="O&apos;Hara")))
    assert (usable[0].quote, usable[0].name) == ("<b>Great</b> & cheap", "O&apos;Hara")
    assert [(one.severity, one.column, one.action) for one in problems] == [
        ("warning", "name", "printed letter by letter"),
        ("warning", "quote", "printed letter by letter"),
    ]


@pytest.mark.parametrize("quote", ["Costs < benefits", "R&D helped", "a <3 from us"])
def test_an_ordinary_sign_is_no_html(tmp_path: Path, quote: str) -> None:
    _, problems = read(tmp_path, table(row(quote=quote)))
    assert problems == ()


def test_the_same_words_twice_are_one_case(tmp_path: Path) -> None:
    again = row(quote="  the helpline ANSWERED\nwithin the hour.")
    usable, problems = read(tmp_path, table(GOOD, again, row(member_id="M2"), row(quote="And it was free.")))
    assert [(consent.member_id, consent.quote) for consent in usable] == [
        ("M1", GOOD["quote"]),
        ("M2", GOOD["quote"]),
        ("M1", "And it was free."),
    ]
    assert [(problem.row, "earlier row" in problem.reason) for problem in problems] == [(3, True)]


@pytest.mark.parametrize("order", [1, -1])
def test_a_withdrawal_in_another_row_counts(tmp_path: Path, order: int) -> None:
    rows = [GOOD, row(withdrawn="2026-06-01")][::order]
    usable, problems = read(tmp_path, table(*rows))
    assert usable == ()
    assert {problem.row for problem in problems} == {2, 3}


def test_a_withdrawal_without_words_counts_for_all_words_of_that_member(tmp_path: Path) -> None:
    other = row(quote="Another thing.")
    all_of_it = row(quote="", name="", withdrawn="2026-06-01")
    usable, _ = read(tmp_path, table(GOOD, other, row(member_id="M2"), all_of_it))
    assert [consent.member_id for consent in usable] == ["M2"]


@pytest.mark.parametrize("withdrew", ["m1", "OLD-7"])
def test_a_withdrawal_under_a_former_id_or_in_another_case_counts(tmp_path: Path, withdrew: str) -> None:
    file = tmp_path / "consents.csv"
    file.write_bytes(table(GOOD, row(member_id="M2"), row(member_id=withdrew, withdrawn="2026-06-01")))
    known = {"OLD-7": ("OLD-7", "M1")}
    usable, _ = read_consents(file, MEMBERS, ON, "web", lambda member_id: known.get(member_id, (member_id,)))
    assert [consent.member_id for consent in usable] == ["M2"]


def test_only_the_words_that_were_withdrawn_go(tmp_path: Path) -> None:
    other = row(quote="Another thing.")
    usable, _ = read(tmp_path, table(row(withdrawn="2026-06-01"), other))
    assert [consent.quote for consent in usable] == ["Another thing."]


@pytest.mark.parametrize(("given", "used"), [("2026-05-31", 0), ("2026-06-01", 0), ("2026-06-02", 1)])
def test_a_consent_given_after_the_withdrawal_is_a_new_one(tmp_path: Path, given: str, used: int) -> None:
    usable, _ = read(tmp_path, table(row(withdrawn="2026-06-01"), row(given=given)))
    assert len(usable) == used


def test_a_withdrawal_without_a_readable_day_ends_later_consents_too(tmp_path: Path) -> None:
    usable, _ = read(tmp_path, table(row(withdrawn="1.6."), row(given="2026-11-01")))
    assert usable == ()


def test_cells_in_the_wrong_columns_end_all_consents_of_that_member(tmp_path: Path) -> None:
    shifted = b"M1,Aoife,It was quick, and free,web,2026-03-02,,2026-06-01,Aoife,M1.pdf\r\n"
    usable, problems = read(tmp_path, table(GOOD, row(member_id="M2")) + shifted)
    assert [consent.member_id for consent in usable] == ["M2"]
    assert "more cells" in problems[-1].reason
    assert problems[-1].row == 4


def test_blank_lines_and_lines_in_a_quote_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    data = table(row(quote="One line.\nAnother.")) + b"\r\n" + table(row(given=""))[len(table()) :]
    usable, problems = read(tmp_path, data)
    assert usable[0].quote == "One line.\nAnother."
    assert [problem.row for problem in problems] == [4]


@pytest.mark.parametrize(
    "data",
    [
        "name;quote\nA;B\n".encode("utf-16"),
        table(row(name="Zoë")).decode().encode("cp1252"),
        table(GOOD).replace(b"withdrawn", b"revoked"),
        table(GOOD).replace(b"until", b"given"),
        table(GOOD) + b'M2,Name,"never closed,web,2026-03-02,,,X,Y\r\n' + table(row(member_id="M2")),
        b"",
        b"\n\n",
        b"\x00\xff\xfe",
    ],
)
def test_a_file_that_cannot_be_understood_is_one_problem_and_no_case(tmp_path: Path, data: bytes) -> None:
    usable, problems = read(tmp_path, data)
    assert usable == ()
    (problem,) = problems
    assert (problem.severity, problem.file, problem.action) == (
        "error",
        "consents.csv",
        "no case of the file is used",
    )


def test_a_folder_in_place_of_the_file_is_a_problem(tmp_path: Path) -> None:
    usable, problems = read_consents(tmp_path, MEMBERS, ON, "web")
    assert usable == ()
    assert [problem.action for problem in problems] == ["no case of the file is used"]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
CELLS = {
    "member_id": st.sampled_from(["M1", "M2", "F1", "M9", ""]) | WORDS,
    "name": st.just("Aoife") | WORDS,
    "quote": st.just("Quick.") | WORDS | st.just("y" * 700),
    "scope": st.sampled_from(["web", "web;print", "social, WEB", "print", "everywhere"]) | WORDS,
    "given": st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(date.isoformat) | WORDS,
    "until": st.just("") | st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(date.isoformat) | WORDS,
    "withdrawn": st.just("") | st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(date.isoformat) | WORDS,
    "signed_by": st.just("Aoife") | WORDS,
    "evidence": st.just("a.pdf") | WORDS,
}


@drawn(st.lists(st.fixed_dictionaries(CELLS), max_size=8))
def test_every_row_is_used_or_said_and_no_used_one_breaks_a_promise(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    usable, problems = read(tmp_path_factory.mktemp("rows"), table(*rows))
    for consent in usable:
        assert consent.member_id in MEMBERS
        assert consent.given <= ON
        assert consent.until is None or consent.until >= ON
        assert consent.withdrawn is None
        assert "web" in consent.scope
        assert consent.name
        assert 0 < len(consent.quote) <= LONGEST_QUOTE
    filled = sum(any(cell.strip() for cell in one.values()) for one in rows)
    refused = {problem.row for problem in problems if problem.action == "the case is not used"}
    assert len(usable) + len(refused) == filled


@drawn(st.lists(st.fixed_dictionaries({**CELLS, "quote": st.just("zebra crossing zebra")}), max_size=5))
def test_a_problem_never_says_the_words(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> None:
    _, problems = read(tmp_path_factory.mktemp("rows"), table(*rows))
    assert not [problem for problem in problems if "zebra" in repr(problem)]


@drawn(st.binary(max_size=400) | WORDS.map(lambda text: (",".join(COLUMNS) + "\n" + text).encode()))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    usable, _ = read(tmp_path_factory.mktemp("bytes"), data)
    assert usable == ()


@pytest.mark.parametrize(("scope", "used"), [("web", 5), ("print", 5), ("social", 2)])
def test_the_sample_shows_what_becomes_of_consents(scope: str, used: int) -> None:
    members = {f"M{number}" for number in range(1001, 1300)} | {f"F{number}" for number in range(501, 600)}
    usable, problems = read_consents(packaged("sample_data") / "consents.csv", members, ON, scope)
    assert len(usable) == used
    told = " ".join(problem.reason for problem in problems)
    for reason in ("expired", "withdrawn", f"not for {scope}", "no statement of this member", "signed consent is kept"):
        assert reason in told


DRAFT = {**dict.fromkeys(COLUMNS, ""), "member_id": "M2", "name": "Bo", "draft": "yes"}


def with_drafts(folder: Path, *rows: Mapping[str, str]) -> Path:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, (*COLUMNS, "draft"), restval="")
    writer.writeheader()
    writer.writerows(rows)
    (folder / "consents.csv").write_text(stream.getvalue(), encoding="utf-8")
    return folder / "consents.csv"


@pytest.mark.parametrize("draft", ["yes", "no", "?"])
def test_a_draft_is_never_used_however_much_of_it_is_filled_in(tmp_path: Path, draft: str) -> None:
    usable, problems = read_consents(with_drafts(tmp_path, row(draft=draft)), MEMBERS, ON, "web")
    assert not usable
    assert [(one.reason, one.severity) for one in problems] == [
        ("the member has been asked, and has not signed yet", "warning")
    ]
    assert read_consents(with_drafts(tmp_path, row(), DRAFT), MEMBERS, ON, "web")[0]


def test_who_has_a_permission_and_who_else_stands_in_the_file(tmp_path: Path) -> None:
    withdrawn = row(member_id="F1", withdrawn="2026-05-01")
    file = with_drafts(tmp_path, row(scope="print"), row(quote="More.", given="2026-01-05"), DRAFT, withdrawn)
    assert permissions(file, MEMBERS, ON) == ({"M1": date(2026, 1, 5)}, frozenset({"M2", "F1"}))
    assert permissions(file, MEMBERS, date(2026, 1, 1)) == ({}, MEMBERS)
    assert permissions(tmp_path / "none.csv", MEMBERS, ON) == ({}, frozenset())
