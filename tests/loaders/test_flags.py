"""Flags: whatever notation a list has, whatever says yes; and what cannot be read is never a no."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.loaders.exports import load_csv, load_it, only_problem
from valuereport.errors import SourceError
from valuereport.loaders.cells import as_cells
from valuereport.loaders.flags import parse_flags
from valuereport.notation.flags import NO

NEITHER = "neither yes nor no"

# Entries of a list, as a person types them: words that are not the one sought, nor hold it
OTHERS = st.text(st.sampled_from("abcxyzßéłあ中عب1290"), min_size=1, max_size=12)
PADDING = st.sampled_from(["", " ", "  ", "\u00a0", "\u202f"])
SPELT = st.sampled_from(
    (
        *("No email", "no email", "NO EMAIL", "No\u00a0email", "no-email", "No\u2011email", "no_email", "No  email"),
        *("No e-mail", "NoEmail", "ｎｏ　ｅｍａｉｌ", "no\u200bemail", "No\u2013email"),
    )
)
SEPARATORS = st.sampled_from([",", ";", "|", "\n", "\r\n", "\t", "\x1f", "\x01", "、", "،", "；", " / ", ";#", " • "])
QUOTES = st.sampled_from([("", ""), ('"', '"'), ("“", "”"), ("«", "»"), ("[", "]"), ("#", "")])


def flag(cell: object, contains: str | None = "No email", **more: object) -> tuple[bool, str]:
    """Return what one cell says, and why it cannot be read."""
    flags, faults = parse_flags(as_cells([cell]), contains, **more)  # type: ignore[arg-type]
    return bool(flags[0]), faults.get(0, "")


@given(st.lists(OTHERS), SPELT, st.lists(OTHERS), SEPARATORS, PADDING, QUOTES)
def test_any_list_that_has_the_word_says_yes(
    before: list[str], word: str, after: list[str], separator: str, padding: str, quotes: tuple[str, str]
) -> None:
    entries = [f"{padding}{quotes[0]}{entry}{quotes[1]}{padding}" for entry in (*before, word, *after)]
    assert flag(separator.join(entries)) == (True, "")


@given(st.lists(st.text()), SPELT, st.lists(st.text()), st.booleans())
def test_a_list_in_json_says_yes(before: list[str], word: str, after: list[str], ascii_only: bool) -> None:
    assert flag(json.dumps([*before, word, *after], ensure_ascii=ascii_only)) == (True, "")


@given(st.lists(OTHERS, min_size=1), SEPARATORS, QUOTES)
def test_a_list_without_the_word_says_no(entries: list[str], separator: str, quotes: tuple[str, str]) -> None:
    assert flag(separator.join(f"{quotes[0]}{entry}{quotes[1]}" for entry in entries)) == (False, "")


@pytest.mark.parametrize(
    "cell",
    [
        *('{"No email",VIP}', "['VIP', 'No email']", "<ul><li>No email</li></ul>", "VIP &amp; No&nbsp;email"),
        *("- VIP\n- No email", "* No email", "1 | No email |", '[{"name": "No email", "status": "active"}]'),
        *('["VIP\\nNo email"]', '"VIP" "No email"', "VIP,, No email,", "(No email)", "tags: no-email"),
    ],
)
def test_other_notations_that_have_the_word(cell: str) -> None:
    assert flag(cell) == (True, "")


@pytest.mark.parametrize("cell", ["VIP No email Donor", "Not No email", "No email since May"])
def test_the_word_among_others_is_for_a_person_to_read(cell: str) -> None:
    held, reason = flag(cell)
    assert held
    assert "not as an entry of a list" in reason


@pytest.mark.parametrize("cell", ["No emails", "Casino email", "No emailing", "no e", "VIP", "", " "])
def test_a_longer_word_is_another_word(cell: str) -> None:
    assert flag(cell) == (False, "")


@pytest.mark.parametrize(
    ("contains", "cell", "says"),
    [
        ("🚫 mail", "VIP, 🚫mail", True),
        ("🚫 mail", "VIP, mail", False),
        ("🚫 mail", json.dumps(["VIP", "🚫 mail"]), True),
        ("Post, none", 'VIP;"Post, none"', True),
        ("Post, none", "Post;none", True),
        ("Don't write", "VIP|Don’t write", True),
        ("لا بريد", "عضو، لا بريد", True),
    ],
)
def test_words_with_signs_in_them(contains: str, cell: str, says: bool) -> None:
    assert flag(cell, contains) == (says, "")


YES_WORDS = {
    "en": ("yes", "true", "Y", "X", "1"),
    "fr": ("oui", "VRAI", "O"),
    "de": ("ja", "Wahr", "J"),
    "es": ("sí", "SÍ", "si", "verdadero"),
    "pt": ("sim", "Verdadeiro"),
    "it": ("sì", "SI", "vero"),
    "nl": ("ja", "waar"),
    "pl": ("tak", "prawda"),
    "cy": ("ie", "ydy", "oes", "gwir"),
    "ar": ("نعم", "صحيح"),
    "ja": ("はい",),
    "zh": ("是", "对"),
    "systems": ("unsubscribed", "Opted out", "opt-out", "OPT_OUT", "do not email", "-1", "✓", "on", "checked"),
}
NO_WORDS = {
    "en": ("no", "FALSE", "N", "0", ""),
    "fr": ("non", "Faux"),
    "de": ("nein", "falsch"),
    "es": ("no", "falso"),
    "pt": ("não", "NÃO", "nao"),
    "it": ("no", "falso"),
    "nl": ("nee", "onwaar"),
    "pl": ("nie", "fałsz"),
    "cy": ("na", "Nage", "nac ydy", "nac\u00a0oes"),
    "ar": ("لا",),
    "ja": ("いいえ",),
    "zh": ("否", "不是"),
    "systems": ("off", "unchecked", "0.0"),
}


@pytest.mark.parametrize("language", YES_WORDS)
def test_yes_and_no_in_each_language(language: str) -> None:
    for word in YES_WORDS[language]:
        assert flag(word, None) == (True, ""), word
    for word in NO_WORDS[language]:
        assert flag(word, None) == (False, ""), word


@pytest.mark.parametrize(
    "cell",
    [
        *("subscribed", "opted in", "active", "n/a", "NA", "null", "-", "?", "yes/no", "maybe", "none", "bounced"),
        *("1741865633", "1741865633000", "20260313", "2", "0000-00-00", "31/02/2026", "#N/A", "11:30", "☒"),
    ],
)
def test_a_word_that_hangs_on_the_column_keeps_mail_back(cell: str) -> None:
    assert flag(cell, None) == (True, NEITHER)


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-03-13 11:33:53 UTC", "2026-03-13T11:33:53.123+02:00", "2026-03-13T11:33:53Z", "13/03/2026"),
        *("13.03.2026", "13 March 2026", "Mar 13, 2026 11:33 AM", datetime(2026, 3, 13, 11, 33, tzinfo=UTC)),
    ],
)
def test_a_time_of_unsubscribing_is_a_yes(cell: object) -> None:
    assert flag(cell, None, order="dmy") == (True, "")


@given(st.text(min_size=1))
@example("NA")
@example("\x00")
@example("n o")
def test_what_is_not_a_no_is_never_read_as_one(cell: str) -> None:
    says, reason = flag(cell, None)
    plain = " ".join(cell.split())
    if not says:
        assert not plain or plain.casefold() in NO or not plain.isascii()  # wide letters are read as their plain ones
    elif reason:
        assert plain


@given(st.text(min_size=1), st.sampled_from([{"weg": "yes", "da": "no"}, {"+": "yes", "-": "no"}]))
def test_a_word_that_a_map_does_not_name_is_never_a_no(cell: str, words: dict[str, str]) -> None:
    says, _ = flag(cell, None, words=words)
    assert says or not cell.strip() or cell.strip().casefold() in {key for key, meant in words.items() if meant == "no"}


def test_a_map_says_what_a_word_means_and_a_date_is_still_a_yes() -> None:
    cells = ["Subscribed", "weg", "yes", "2026-03-13", "cleaned", "opt in", "Opt-In"]
    words = {"subscribed": "no", "weg": "yes", "opt in": "no"}
    flags, faults = parse_flags(as_cells(cells), None, words)
    assert flags.tolist() == [False, True, True, True, True, False, False]
    assert {at: reason.partition(";")[0] for at, reason in faults.items()} == {
        4: "a word that the mapping does not name"
    }


def test_values_that_have_a_kind_already() -> None:
    cells = as_cells([True, False, 1, 0, 1.0, 0.0, None, float("nan"), 7, ["No email"], []])
    assert parse_flags(cells)[0].tolist() == [True, False, True, False, True, False, False, False, True, True, False]
    assert parse_flags(as_cells([["VIP", "No email"], ["VIP"], None]), "No email")[0].tolist() == [True, False, False]


def test_each_distinct_text_is_judged_once() -> None:
    column = pa.array(["no", "perhaps"] * 50_000).dictionary_encode()
    flags, faults = parse_flags(column.cast(pa.dictionary(pa.int32(), pa.large_string())))
    assert (int(flags.sum()), len(faults)) == (50_000, 50_000)


COLUMNS = """
[source.columns]
member_id = "No"
name = "Name"
emails = "Email"
no_email = "Out"
on_hold = "Hold"
"""


def test_a_cell_that_cannot_be_read_stands_in_the_frame_and_in_a_problem(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, "No,Name,Email,Out,Hold\nM1,Ann,a@b.example,Sí?,\n", "", COLUMNS, "members")
    frame = loaded.frames["members"]
    assert (frame["no_email"].tolist(), frame["on_hold"].tolist()) == ([True], [False])
    assert frame["unreadable"].tolist() == ['no_email: "Sí?"']
    found = only_problem(loaded)
    assert (found.file, found.row, found.column, found.value, found.member_id) == ("it.csv", 2, "Out", "Sí?", "M1")
    assert (found.reason, found.action) == (NEITHER, "taken for yes: no email until a person settles it")


@pytest.mark.parametrize("row", ["M1,,a@b.example,yes,", ",Ann,a@b.example,yes,"])
def test_a_row_that_is_refused_keeps_its_opt_out(tmp_path: Path, row: str) -> None:
    loaded = load_csv(tmp_path, f"No,Name,Email,Out,Hold\n{row}\n", "", COLUMNS, "members")
    assert loaded.frames["members"].empty
    (kept,) = loaded.opt_outs
    assert (kept.flags, kept.emails, kept.row) == (("no_email",), "a@b.example", 2)


def test_a_row_that_cannot_be_read_at_all_may_have_opted_out(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, "No,Name,Email,Out,Hold\nM1,Ann\n", "", COLUMNS, "members")
    assert only_problem(loaded).action == "row not used; whether it opts out is not known"


def test_a_contact_has_a_flag_and_an_unreadable_one_does_not_cost_the_contact(tmp_path: Path) -> None:
    (tmp_path / "it.csv").write_text("Firm,Email,Out\nF1,a@b.example,Sí?\n")
    columns = '[source.columns]\nmember_id = "Firm"\nemails = "Email"\nno_email = "Out"\n'
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "it.csv"', columns, "contacts")
    assert loaded.frames["contacts"]["no_email"].tolist() == [True]
    assert loaded.frames["contacts"]["unreadable"].tolist() == ['no_email: "Sí?"']


@pytest.mark.parametrize("heading", ["Out", " Out "])
def test_two_columns_that_may_both_say_who_opted_out(tmp_path: Path, heading: str) -> None:
    columns = '[source.columns]\nmember_id = "Id"\nname = "Name"\nno_email = "Out"'
    with pytest.raises(SourceError, match="stands there more than once, and it says who opted out"):
        load_csv(tmp_path, f"Id,Name,Out,Other,{heading}\nM1,Ann,no,,yes\n", columns=columns, table="members")


WANTED = """
[source.columns]
member_id = "No"
name = "Name"
no_email = { column = "Accepts", map = { Ja = "no", Nein = "yes" } }
"""


def test_a_column_that_says_who_wants_mail_is_the_reverse(tmp_path: Path) -> None:
    rows = "No,Name,Accepts\nM1,Ann,Ja\nM2,Bob,nein\nM3,Cy,\nM4,Di,\nM5,Ed,yes\nM6,Flo,vielleicht\n"
    loaded = load_csv(tmp_path, rows, "", WANTED, "members")
    assert loaded.frames["members"]["no_email"].tolist() == [False, True, True, True, True, True]
    named = [(one.row, one.value, one.rows, one.severity) for one in loaded.problems]
    assert named == [(4, "", 2, "warning"), (6, "yes", 1, "error"), (7, "vielleicht", 1, "error")]
    assert loaded.problems[0].reason == "empty, and the column says who wants mail: nobody said that it is wanted"
    assert loaded.problems[0].action == "taken for a no: no email until a person settles it"


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ('{ subscribed = "no", cleaned = "yes" }', True),
        ('{ subscribed = "no", cleaned = "yes", "" = "no" }', False),
        ('{ No = "no", "On Hold Bounce" = "yes" }', False),
        ('{ out = "yes" }', False),
    ],
)
def test_what_an_empty_cell_means_beside_a_map(tmp_path: Path, words: str, held: bool) -> None:
    columns = WANTED.partition("no_email")[0] + f'no_email = {{ column = "State", map = {words} }}\n'
    loaded = load_csv(tmp_path, "No,Name,State\nM1,Ann,\nM2,Bob,out\n", 'empty = ["-"]', columns, "members")
    assert loaded.frames["members"]["no_email"].tolist() == [held, True]


def test_an_empty_cell_says_nothing_about_who_decides(tmp_path: Path) -> None:
    columns = (
        '[source.columns]\nmember_id = "No"\ndecides = { column = "Main", map = { main = "yes", other = "no" } }\n'
    )
    loaded = load_csv(tmp_path, "No,Main\nM1,\nM1,main\nM1,other\n", "", columns, "contacts")
    assert loaded.frames["contacts"]["decides"].tolist() == [False, True, False]
    assert not loaded.problems


def test_several_headings_opt_out_where_one_of_them_does(tmp_path: Path) -> None:
    columns = WANTED.partition("no_email")[0] + 'no_email = ["Do Not Email", "No Bulk"]\n'
    rows = "No,Name,Do Not Email,No Bulk\nM1,Ann,No,No\nM2,Bob,Yes,No\nM3,Cy,No,Yes\nM4,Di,No,perhaps\nM5,Ed,,\n"
    loaded = load_csv(tmp_path, rows, "", columns, "members")
    assert loaded.frames["members"]["no_email"].tolist() == [False, True, True, True, False]
    assert loaded.frames["members"]["unreadable"].tolist()[3] == 'no_email: "No | perhaps"'
    assert (only_problem(loaded).row, only_problem(loaded).value) == (5, "No | perhaps")
