"""What each system is given: who is in the file, what stands in it, and that no cell does harm."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.runs import Told, finished_run, member
from tests.workspaces import worked_example
from valuereport.batch import read_run
from valuereport.deliver.export import EXPORTS, Export, export_rows, exported
from valuereport.model.member import Member
from valuereport.model.run import FinishedRun
from valuereport.settings import Settings, load_settings

BY_NAME: Mapping[str, Export] = {export.name: export for export in EXPORTS}
SYSTEMS = [name for name in BY_NAME if name != "csv"]
HARM = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(worked_example(tmp_path / "workspace"))


def with_page(settings: Settings, page: str) -> Settings:
    email = settings.workspace.email.model_copy(update={"statement_page": page})
    return settings.model_copy(update={"workspace": settings.workspace.model_copy(update={"email": email})})


def run_of(folder: Path, told: Sequence[Told]) -> FinishedRun:
    return read_run(finished_run(folder / "2026", told))


def known(*members: Member) -> dict[str, Member]:
    return {one.member_id: one for one in members}


def cells(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_system_is_there_each_with_its_own_headings() -> None:
    assert list(BY_NAME) == ["hubspot", "capsule", "kit", "transpond", "csv"]
    first = {name: [heading for heading, _ in export.columns][:2] for name, export in BY_NAME.items()}
    assert first == {
        "hubspot": ["Email", "Member ID"],
        "capsule": ["Email", "Name"],
        "kit": ["email", "first_name"],
        "transpond": ["Email", "First name"],
        "csv": ["member_id", "email"],
    }
    documented = (Path(__file__).parents[3] / "docs" / "export.md").read_text(encoding="utf-8")
    for export in EXPORTS:
        headings = [heading for heading, _ in export.columns]
        assert len(set(headings)) == len(headings)
        assert [heading for heading in headings if heading not in documented] == []


@pytest.mark.parametrize("name", BY_NAME)
def test_a_file_is_utf_8_with_commas_and_a_mark_for_spreadsheets_alone(
    settings: Settings, tmp_path: Path, name: str
) -> None:
    run = run_of(tmp_path, [Told("M1", 1234.5, locale="de-DE", currency="EUR")])
    rows, _ = export_rows(run, known(member("M1", name="Zoë, née “Åse”")), settings)
    done = exported(rows, BY_NAME[name])
    assert done.data.startswith(codecs.BOM_UTF8) == (name == "csv")
    text = done.data.decode("utf-8-sig")
    assert text.split("\r\n")[0] == ",".join(heading for heading, _ in BY_NAME[name].columns)
    (row,) = cells(done.data)
    assert done.members == 1
    assert {"1.111\xa0€", "1.234\xa0€"} <= set(row.values())  # rounded down, as on paper
    assert {"1111.05", "1234.50", "1357.95", "250.00", "4.44"} <= set(row.values())


def test_texts_are_in_the_members_locale_and_figures_are_plain(settings: Settings, tmp_path: Path) -> None:
    told = [
        Told("M1", 1234.5),
        Told("M2", 1234.5, locale="cy-GB+en-GB"),
        Told("M3", 1234.5, locale="fr-FR", currency="EUR"),
        Told("M4", 120000.0, locale="ja-JP", currency="JPY"),
    ]
    members = known(*(member(one.member_id) for one in told), member("M5"))
    members["M1"] = member("M1", salutation="Wilma", name="Wilma Worked")
    rows, problems = export_rows(run_of(tmp_path, told), members, settings)
    assert problems == ()
    assert [row.cautious for row in rows] == ["£1,111", "£1,111", "1\u202f111\xa0€", "￥108,000"]
    assert [row.best for row in rows] == ["£1,234", "£1,234", "1\u202f234\xa0€", "￥120,000"]
    assert [row.low for row in rows] == list(map(Decimal, ("1111.05", "1111.05", "1111.05", "108000")))
    assert [row.first_name for row in rows] == ["Wilma", "Name of M2", "Name of M3", "Name of M4"]
    assert rows[0].period == "1\xa0Jan – 31\xa0Dec\xa02026"
    assert (rows[0].period_start, rows[0].period_end) == ("2026-01-01", "2027-01-01")


def test_the_ratio_and_the_money_stand_only_where_the_statement_gives_them(settings: Settings, tmp_path: Path) -> None:
    told = [
        Told("standard", 500.0, 250.0),
        Told("light", 500.0, 250.0, "light-use"),
        Told("below", 250.0, 250.0, "first-year"),
        Told("no-fee", 500.0, 0.0),
        Told("below-fee", 250.0, 250.0, "below-fee"),
        Told("nothing", 0.0, 250.0, "light-use"),
    ]
    rows, _ = export_rows(run_of(tmp_path, told), known(*(member(one.member_id) for one in told)), settings)
    assert {row.member_id: row.ratio for row in rows if row.ratio is not None} == {"standard": Decimal("1.80")}
    assert {row.member_id for row in rows if not row.cautious} == {"light", "nothing"}
    assert all(bool(row.cautious) == bool(row.best) for row in rows)
    assert next(row.low for row in rows if row.member_id == "nothing") == 0


def test_who_must_not_be_emailed_is_in_no_file_that_messages_leave_from(settings: Settings, tmp_path: Path) -> None:
    members = known(
        member("M1"),
        member("opted-out", no_email=True),
        member("held", on_hold=True),
        member("renewed", renewed=True),
        member("listed"),
        member("suppressed"),
    )
    run = run_of(tmp_path, [Told(name) for name in members])
    rows, problems = export_rows(run, members, settings, unwanted={"listed": "on a list", "suppressed": "complained"})
    assert problems == ()
    for name in ("hubspot", "kit", "transpond"):
        done = exported(rows, BY_NAME[name])
        assert [row["member_id" if name == "kit" else "Member ID"] for row in cells(done.data)] == ["M1"]
        assert {who for who, _ in done.withheld} == members.keys() - {"M1"}
        assert dict(done.withheld)["opted-out"] == "opted out of email"
        assert done.problems == ()
    for name, heading in (("capsule", "Not to be emailed because"), ("csv", "no_email")):
        done = exported(rows, BY_NAME[name])
        assert done.withheld == ()
        assert [bool(row[heading]) for row in cells(done.data)] == [False, True, True, True, True, True]


def test_an_address_that_does_not_tell_members_apart_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    members = known(
        member("M1"),
        member("none", email=""),
        member("broken", email="a@b.example\r\nBcc: c@d.example"),
        member("formula", email="+x@members.example"),
        member("one", email="desk@firm.example"),
        member("two", email="Desk@firm.example"),
    )
    run = run_of(tmp_path, [Told(name) for name in members])
    rows, _ = export_rows(run, members, settings)
    for name in SYSTEMS:
        done = exported(rows, BY_NAME[name])
        assert done.members == 1
        told = {problem.member_id: problem for problem in done.problems}
        assert told.keys() == members.keys() - {"M1"}
        assert "a line break" in told["broken"].reason
        assert told["one"].reason == "shares the address with two"
        assert name in told["two"].action
        assert "desk@" not in "".join(problem.reason + problem.action for problem in done.problems).casefold()
    assert exported(rows, BY_NAME["csv"]).members == len(members)


def test_only_statements_that_were_made_are_exported_and_the_gone_are_told(settings: Settings, tmp_path: Path) -> None:
    told = [Told("M1"), Told("M2", None, status="skipped"), Told("M3", status="failed"), Told("M4")]
    rows, (gone,) = export_rows(run_of(tmp_path, told), known(member("M1"), member("M2"), member("M3")), settings)
    assert [row.member_id for row in rows] == ["M1"]
    assert (gone.member_id, gone.action) == ("M4", "not exported")


def test_the_link_names_the_member_and_stays_one_address(settings: Settings, tmp_path: Path) -> None:
    told = [Told("M1"), Told("a/b ?x=ü&\n")]
    run, members = run_of(tmp_path, told), known(*(member(one.member_id) for one in told))
    by_id = with_page(settings, "https://members.example/{member_id}/2026")
    rows, problems = export_rows(run, members, by_id)
    assert [row.link for row in rows] == [
        "https://members.example/M1/2026",
        "https://members.example/a%2Fb%20%3Fx%3D%C3%BC%26%0A/2026",
    ]
    assert problems == ()
    by_token = with_page(settings, "https://members.example/s?t={token}")
    rows, (problem,) = export_rows(run, members, by_token, tokens={"M1": "abc&"})
    assert [row.link for row in rows] == ["https://members.example/s?t=abc%26", ""]
    assert problem.action == "1 rows without a link"
    assert [row.link for row in export_rows(run, members, settings)[0]] == ["", ""]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
HARMFUL = st.builds(str.__add__, st.sampled_from((*HARM, "=cmd|' /C calc'!A0", "@SUM(", '"=', ",=", "\n=")), TEXT)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[FinishedRun, Settings]:
    folder = tmp_path_factory.mktemp("two")
    return run_of(folder, [Told("=M1"), Told("M2")]), load_settings(worked_example(folder / "workspace"))


@given(name=TEXT | HARMFUL, greeting=TEXT | HARMFUL, system=st.sampled_from(EXPORTS))
@example(name="=HYPERLINK(A1)", greeting="@SUM(1)", system=BY_NAME["csv"])
def test_no_cell_is_a_formula_and_every_row_stays_one(
    two: tuple[FinishedRun, Settings], name: str, greeting: str, system: Export
) -> None:
    run, settings = two
    members = known(member("=M1", name=name, salutation=greeting, email="m1@members.example"), member("M2"))
    done = exported(export_rows(run, members, settings)[0], system)
    rows = cells(done.data)
    assert len(rows) == done.members == 2
    assert all(len(row) == len(system.columns) and None not in row.values() for row in rows)
    for cell in (cell for row in rows for cell in row.values()):
        if cell.startswith(HARM):
            float(cell)  # a number is no formula; raises ValueError for anything else
