"""Characters that nobody sees: they turn, hide or part what stands beside them, so they are taken out and named."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loaders.exports import HISTORY, HISTORY_HEADINGS, load_csv, load_it, only_problem
from valuereport.loaders.cells import FEW_TEXTS, TEXT, texts, with_hidden
from valuereport.notation.characters import names_of_hidden, printable, without_hidden

MEMBER = """
[source.columns]
member_id = "Id"
name = "Name"
emails = "Email"
no_email = "No email"
"""
TURNING = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
OTHERS = ["\u200b", "\u2060", "\ufeff", "\u206a", "\ufff9", "\U000e0041", "\U000e0001"]


@pytest.mark.parametrize("character", [*TURNING, *OTHERS], ids=lambda each: f"U+{ord(each):04X}")
def test_a_hidden_character_is_taken_out_of_every_cell_and_named_with_its_place(tmp_path: Path, character: str) -> None:
    content = f"Id,Name,Email,No email\nM1,{character}Amara,a@x.example,no\nM2,Bo,b@x.example,no\n"
    loaded = load_csv(tmp_path, content, columns=MEMBER, table="members")
    assert loaded.frames["members"]["name"].tolist() == ["Amara", "Bo"]
    found = only_problem(loaded)
    assert (found.severity, found.file, found.row, found.column) == ("warning", "it.csv", 2, "Name")
    assert (found.member_id, found.value) == ("M1", "Amara")
    assert f"U+{ord(character):04X}" in found.reason
    assert found.action == "read without them"


def test_ids_addresses_and_flags_are_read_without_them(tmp_path: Path) -> None:
    content = "Id,Name,Email,No email\n\u202aM1\u202c,Amara,\ufeffa@x.example,\u200byes\n"
    loaded = load_csv(tmp_path, content, columns=MEMBER, table="members")
    (row,) = loaded.frames["members"].itertuples()
    assert (row.member_id, row.emails, row.no_email) == ("M1", "a@x.example", True)
    assert [(found.column, found.member_id) for found in loaded.problems] == [
        ("Id", "M1"),
        ("Email", "M1"),
        ("No email", "M1"),
    ]


def test_titles_of_engagements_are_read_without_them_in_every_kind_of_file(tmp_path: Path) -> None:
    row = '{"Member": "W1", "Activity": "referral", "Date": "2026-05-01", "Title": "\\u202eTurned", "Hours": 1}'
    (tmp_path / "it.jsonl").write_text(row.replace("\\u202e", "\u202e"), encoding="utf-8")
    loaded = load_it(tmp_path, 'format = "jsonl"\nfile = "it.jsonl"', HISTORY_WITHOUT_AMOUNT)
    assert loaded.frames["engagements"]["title"].tolist() == ["Turned"]
    assert only_problem(loaded).column == "Title"
    content = f"{HISTORY_HEADINGS}\nW1,referral,2026-05-01,\u202eTurned,1,\n"
    assert load_csv(tmp_path, content).frames["engagements"]["title"].tolist() == ["Turned"]


HISTORY_WITHOUT_AMOUNT = HISTORY.replace('amount = "Amount"\n', "")


def test_what_names_are_spelt_with_stays(tmp_path: Path) -> None:
    names = ["ليلى\u200f", "می\u200cخواهم", "क्\u200dष", "Zoë\u0301", "\u200eAmara"]
    content = "Id,Name,Email,No email\n" + "".join(f"M{at},{name},,no\n" for at, name in enumerate(names))
    loaded = load_csv(tmp_path, content, columns=MEMBER, table="members")
    assert loaded.frames["members"]["name"].tolist() == [unicodedata.normalize("NFC", name) for name in names]
    assert loaded.problems == ()


TEXTS = st.text(st.sampled_from(["a", "é", " ", "\u0301", "ل", "\u200f", *TURNING, *OTHERS]), max_size=8)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_a_column_is_clean_however_it_is_held(cells: list[str]) -> None:
    held = [pa.array(cells, type=TEXT), pa.array(cells, type=TEXT).cast(FEW_TEXTS), [*cells, 1]]
    clean = [unicodedata.normalize("NFC", without_hidden(cell).strip()) for cell in cells]
    for column in held:
        assert texts(column).to_pylist()[: len(cells)] == clean
        assert with_hidden(column) == {at: cell for at, cell in enumerate(cells) if names_of_hidden(cell)}


@settings(deadline=None)
@given(st.text())
def test_nothing_moves_the_cursor_or_turns_a_line_of_a_terminal(text: str) -> None:
    shown = printable(text)
    assert all(unicodedata.category(each) != "Cc" or each in "\t\n" for each in shown)
    assert not {"\u202e", "\u2066", "\x1b", "\r"}.intersection(shown)
    assert printable(shown) == shown


def test_what_is_spelt_out_is_the_same_to_a_program() -> None:
    import json

    data = {"name": "A\u202e\x1b[31m\U000e0041\u200f"}
    assert json.loads(printable(json.dumps(data, ensure_ascii=False))) == data
