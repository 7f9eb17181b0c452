"""What becomes of the cells of a row: constants, our words for theirs, flags, and what a bad cell costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.loaders.exports import HISTORY, HISTORY_HEADINGS, history, load_csv, load_it, only_problem, tally
from valuereport.errors import Problem, SettingsError, SourceError
from valuereport.model.tables import PROVENANCE, REPETITIVE, TABLES, Table

MEMBERS = """
[source.columns]
member_id = "No"
name = ["First", "Last"]
country = { column = "Country", map = { Germany = "DE", "United Kingdom" = "GB" } }
joined = "Joined"
fee = "Fee"
no_email = "No mail"
no_post = { column = "Tags", contains = "no post" }
"""
MEMBERS_HEAD = "No,First,Last,Country,Joined,Fee,No mail,Tags\n"


def kinds_of(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(kind) for name, kind in frame.dtypes.items()}


def canonical_kinds(table: Table) -> dict[str, str]:
    text = "category" if table in REPETITIVE else "str"
    kinds = {"text": text, "keys": text, "date": "datetime64[s]", "number": "float64", "flag": "bool", "yes-no": "bool"}
    where = {"source": text, "file": text, "row": "int64"}
    return {name: kinds[kind] for name, kind in TABLES[table].items()} | where


@pytest.mark.parametrize("table", list(TABLES))
def test_a_table_without_a_source_has_its_columns(tmp_path: Path, table: Table) -> None:
    loaded = load_csv(tmp_path, "Member,Activity,Date,Title,Hours,Amount\n")
    frame = loaded.frames[table]
    assert list(frame) == [*TABLES[table], *PROVENANCE]
    assert kinds_of(frame) == canonical_kinds(table)


def test_every_canonical_column_is_there_in_its_kind(tmp_path: Path) -> None:
    frame = history(load_csv(tmp_path, "Member,Activity,Date,Title,Hours,Amount\nW1,a,2026-03-04,,,\n"))
    assert kinds_of(frame) == canonical_kinds("engagements")
    row = frame.iloc[0]
    assert (row["title"], row["reference"], row["currency"]) == ("", "", "")
    assert np.isnan(row["quantity"])


def test_a_member_row(tmp_path: Path) -> None:
    content = MEMBERS_HEAD + 'M1, Ann ,Lee,germany,2015-03-01,"1,200.00",Ja,"VIP, No post"\nM2,,Orr,,,,,no postage\n'
    frame = load_csv(tmp_path, content, "", MEMBERS, "members").frames["members"]
    assert frame["name"].tolist() == ["Ann Lee", "Orr"]
    assert frame["country"].tolist() == ["DE", ""]
    assert frame["fee"].tolist()[0] == 1200.0
    assert frame["no_email"].tolist() == [True, False]
    assert frame["no_post"].tolist() == [True, False]
    assert frame["kind"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        ("First Name,Last Name", "太郎,山田", "山田 太郎"),
        ("Prénom,Nom", "小明,王", "王 小明"),
        ("given_name,family_name", "민수,김", "김 민수"),
        ("FirstName,LastName", "エミリー,山田", "山田 エミリー"),
        ("First Name,Last Name", "ジョン,スミス", "ジョン スミス"),  # a foreigner's name keeps its order
        ("First Name,Last Name", "Taro,Yamada", "Taro Yamada"),
        ("First Name,Last Name", "Hanako,佐藤", "Hanako 佐藤"),
        ("First Name,Last Name", ",山田", "山田"),
        ("姓,名", "山田,太郎", "山田 太郎"),
        ("名,姓", "太郎,山田", "山田 太郎"),
        ("A,B", "太郎,山田", "太郎 山田"),  # headings that do not say which is which
    ],
)
def test_a_family_name_in_east_asian_letters_stands_first(tmp_path: Path, headings: str, cells: str, name: str) -> None:
    columns = f'[source.columns]\nmember_id = "No"\nname = {headings.split(",")}\n'
    loaded = load_csv(tmp_path, f"No,{headings}\nM1,{cells}\n", "", columns, "members")
    assert loaded.frames["members"]["name"].tolist() == [name]


def test_a_bad_cell_does_not_cost_a_member_the_statement(tmp_path: Path) -> None:
    content = MEMBERS_HEAD + "M1,Ann,Lee,Atlantis,31/02/2015,-5,perhaps,\n"
    loaded = load_csv(tmp_path, content, "", MEMBERS, "members")
    frame = loaded.frames["members"]
    assert frame["member_id"].tolist() == ["M1"]
    assert (frame["country"].tolist(), frame["no_email"].tolist()) == ([""], [True])
    assert frame["fee"].isna().tolist() == frame["joined"].isna().tolist() == [True]
    *bad, unused = loaded.problems
    assert {(p.column, p.value) for p in bad} == {
        ("Country", "Atlantis"),
        ("Joined", "31/02/2015"),
        ("Fee", "-5"),
        ("No mail", "perhaps"),
    }
    assert frame["unreadable"].tolist() == ['no_email: "perhaps"']
    assert {(p.severity, p.action, p.member_id) for p in bad} == {
        ("error", "left empty; the row is used", "M1"),
        ("error", "taken for yes: no email until a person settles it", "M1"),
    }
    assert "Germany, United Kingdom" in next(p.reason for p in bad if p.column == "Country")
    assert (unused.severity, unused.value) == ("warning", '"Germany", "United Kingdom"; there: "Atlantis" 1')
    assert (tally(loaded).read, tally(loaded).rejected) == (1, 0)


@pytest.mark.parametrize("row", [",Ann,Lee,,,,,", "M1, , ,,,,,"])
def test_a_member_needs_an_id_and_a_name(tmp_path: Path, row: str) -> None:
    loaded = load_csv(tmp_path, f"{MEMBERS_HEAD}{row}\n", "", MEMBERS, "members")
    assert loaded.frames["members"].empty
    assert only_problem(loaded).action == "row not used"
    assert "is needed" in only_problem(loaded).reason
    assert tally(loaded).rejected == 1


def test_an_engagement_with_bad_cells_is_rejected_with_a_problem_for_each(tmp_path: Path) -> None:
    content = f"{HISTORY_HEADINGS}\nW1,a,31/02/2026,x,TBD,-3\nW1,a,2026-03-04,x,1,3\n,a,2026-03-04,x,-1,\n"
    loaded = load_csv(tmp_path, content, 'date_order = "dmy"')
    assert history(loaded)["row"].tolist() == [3]
    assert loaded.problems[:3] == tuple(
        Problem("load", "error", reason, "row not used", "it.csv", 2, column, value)
        for reason, column, value in (
            ("no such day", "Date", "31/02/2026"),
            ("not a number", "Hours", "TBD"),
            ("a negative number", "Amount", "-3"),
        )
    )
    assert {(p.row, p.column) for p in loaded.problems[3:]} == {(4, "Member"), (4, "Hours")}
    found = tally(loaded)
    assert (found.read, found.rejected) == (3, 2)


def test_rows_are_chosen_by_words_in_any_case(tmp_path: Path) -> None:
    content = f"{HISTORY_HEADINGS}\nW1,A ,2026-03-04,x,TBD,\nW1,b,2026-03-04,x,1,\nW1,c,2026-03-04,test,1,\n"
    loaded = load_csv(tmp_path, content, 'where = { Activity = ["B", "c"] }\nwhere_not = { Title = "TEST" }')
    assert history(loaded)["row"].tolist() == [3]
    assert loaded.problems == ()  # a row that is left out may hold anything
    assert tally(loaded).filtered == 2


def test_a_constant_that_is_no_value_of_its_column_is_a_wrong_setting(tmp_path: Path) -> None:
    columns = '[source.columns]\nmember = "Member"\nactivity = "Activity"\ndate = "Date"\nquantity = { value = "two" }'
    with pytest.raises(SettingsError, match=r"source\.it\.columns\.quantity\.value: found 'two'"):
        load_csv(tmp_path, "Member,Activity,Date\n", "", columns)


def test_constants_fill_their_columns(tmp_path: Path) -> None:
    columns = """
        [source.columns]
        member = "Member"
        activity = { value = "event" }
        date = { value = "2026-07-01" }
        quantity = { value = "2" }
        """
    frame = history(load_csv(tmp_path, "Member\nW1\nW2\n", "", columns))
    assert frame["activity"].tolist() == ["event", "event"]
    assert frame["quantity"].tolist() == [2.0, 2.0]
    assert frame["date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-07-01"] * 2


@pytest.mark.parametrize(
    ("word", "meant"),
    [(word, True) for word in ("yes", "TRUE", "1", "x", "Ja", "oui", "Y", "t")]
    + [(word, False) for word in ("no", "False", "0", "nein", "NON", "n", "f", "", " ")],
)
def test_the_words_for_yes_and_no(tmp_path: Path, word: str, meant: bool) -> None:
    loaded = load_csv(tmp_path, f"{MEMBERS_HEAD}M1,Ann,Lee,,,,{word},\n", "", MEMBERS, "members")
    assert loaded.frames["members"]["no_email"].tolist() == [meant]
    assert loaded.problems == ()


def test_sources_of_one_table_are_read_together_and_the_same_each_time(tmp_path: Path) -> None:
    (tmp_path / "it.csv").write_text("Member,Activity,Date\nW1,a,2026-03-04\n")
    columns = '[source.columns]\nmember = "Member"\nactivity = "Activity"\ndate = "Date"\n'
    more = f'[[source]]\nname = "more"\ntable = "engagements"\nformat = "csv"\nfile = "it.csv"\n{columns}'
    keys = 'format = "csv"\nfile = "it.csv"'
    first, second = (load_it(tmp_path, keys, columns + more) for _ in range(2))
    assert history(first)["source"].tolist() == ["it", "more"]
    assert history(first).equals(history(second))
    assert first.inputs == second.inputs
    assert [each.source for each in first.tallies] == ["members", "it", "more"]


def test_a_row_names_its_file_as_the_folder_spells_it(tmp_path: Path) -> None:
    name = "cafe\u0301 .csv"  # not composed, and a space that a cell would lose
    (tmp_path / name).write_text(f"{HISTORY_HEADINGS}\nW1,a,2026-03-04,,,\n", encoding="utf-8")
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "caf*.csv"')
    assert history(loaded)["file"].tolist() == [name]
    assert name in loaded.inputs


def test_the_first_source_that_cannot_be_read_is_the_one_that_is_told(tmp_path: Path) -> None:
    keys = 'format = "csv"\nfile = "first.csv"'
    second = '\n[[source]]\nname = "second"\ntable = "engagements"\nformat = "csv"\nfile = "second.csv"\n' + HISTORY
    for _ in range(5):  # sources are read alongside one another, and either may fail before the other
        with pytest.raises(SourceError, match=r"source it: first\.csv: no such file"):
            load_it(tmp_path, keys, HISTORY + second)
