"""Settings as word processors, spreadsheets and Windows write them: the line, the character and the mend."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import load_settings
from valuereport.settings.toml_faults import toml_fault

NO_BACKSLASH = "/ in a path, or the text between ' and ': between \" and \" a \\ begins a special character"
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "curly quotes": ("a = “x”", "line 1, column 5", "“", 'a straight quotation mark, "; “ is a typographic one'),
    "German quotes": ("\na = „x“", "line 2, column 5", "„", 'a straight quotation mark, "; „ is a typographic one'),
    "guillemets": ("a = «x»", "line 1, column 5", "«", 'a straight quotation mark, "; « is a typographic one'),
    "low single quotes": ("a = ‚x‘", "line 1, column 5", "‚", 'a straight quotation mark, "; ‚ is a typographic one'),
    "a curly end": ('a = "x”\nb = 1', "line 1, column 7", "”", 'a straight quotation mark, "; ” is a typographic one'),
    "an apostrophe as an end": (
        "a = 'x’",
        "line 1, column 7",
        "’",
        "a straight quotation mark, '; ’ is a typographic one",
    ),
    "curly quotes in a list": ("a = ['y', “x”]", "line 1, column 11", "“", 'a straight quotation mark, "; “ is a'),
    "a curly heading": ("[“a”]", "line 1, column 2", "“", 'a straight quotation mark, "; “ is a typographic one'),
    "curly quotes behind a comment": ("# it’s “so”\na = ‘x’", "line 2, column 5", "‘", "a straight quotation mark"),
    "a Windows path": ('a = "C:\\Users\\x"', "line 1, column 8", "a backslash before U", NO_BACKSLASH),
    "a folder of data": ('a = 1\nb = "my\\data"', "line 2, column 8", "a backslash before d", NO_BACKSLASH),
    "a backslash at the end": (
        'a = "C:\\new\\"\n',
        "line 1, column 8",
        "a backslash before n",
        NO_BACKSLASH,
    ),
    "a path without quotation marks": ("a = C:\\x", "line 1, column 7", "a backslash outside of a text", NO_BACKSLASH),
    "no end": ('a = "x\nb = "y"', "line 1, column 5", '"', 'a text that ends with " on the same line'),
    "no beginning": ('a = x"', "line 1, column 5", "a word without quotation marks", 'a text between " and "'),
    "no end of a long text": ('a = """x\n', "line 1, column 5", '"""', 'a text that ends with """, too'),
    "a mark in a text": ('a = "b" c"', "line 1, column 9", "something behind the value", 'is written \\"'),
    "a mark in the middle": (
        "a = 1\n\ufeffb = 2",
        "line 2, column 1",
        "a byte-order mark (U+FEFF)",
        "space",
    ),
    "two marks": (
        "\ufeff\ufeffa = 1",
        "line 1, column 1",
        "a byte-order mark (U+FEFF)",
        "an ordinary space, or nothing",
    ),
    "a non-breaking space": ("a =\u00a01", "line 1, column 4", "a no-break space (U+00A0)", "an ordinary space"),
    "a space that nobody sees": ("\u200ba = 1", "line 1, column 1", "a zero width space (U+200B)", "an ordinary space"),
    "= twice": ("a == 1", "line 1, column 3", "==", "one = between a key and its value"),
    "= twice, apart": ("a = = 1", "line 1, column 3", "= =", "one = between a key and its value"),
    "a colon": ("a: 1", "line 1, column 2", ":", "= between a key and its value"),
    "no value": ("a =\n", "line 1, column 4", "nothing", "a value behind ="),
    "a large letter": ("a = True", "line 1, column 5", "True", "true or false, in small letters"),
    "a comma": ("a = 0,5", "line 1, column 6", "a number with a comma", "a point, as in 0.5"),
    "a day": ("a = 31.12.2026", "line 1, column 10", "a day in another order", "a day as 2026-12-31"),
    "a key twice": ("a = 1\na = 2\n", "line 2, column 6", "a key that the table has already", "each key once"),
    "a table on two lines": ("a = { b = 1,\n c = 2 }", "line 1, column 13", "a line end inside { }", "on one line"),
}


@pytest.mark.parametrize("case", FAULTS)
@pytest.mark.parametrize("name", ["valuereport.toml", "assumptions.toml", "taxonomy.toml", "policy_wins.toml"])
def test_the_line_the_character_and_the_mend(tmp_path: Path, name: str, case: str) -> None:
    content, place, found, allowed = FAULTS[case]
    path = worked_example(tmp_path)
    (tmp_path / name).write_bytes(content.encode())
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    error = raised.value
    assert (error.file, error.key, error.found) == (str(tmp_path / name), place, found)
    assert allowed in error.allowed


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_are_counted_as_an_editor_does(tmp_path: Path, end: str) -> None:
    path = worked_example(tmp_path)
    path.write_bytes(end.join(("# a", "# b", "a = “x”")).encode())
    with pytest.raises(SettingsError, match=r"valuereport\.toml: line 3, column 5: found '“'; allowed: "):
        load_settings(path)


def test_tabs_and_one_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b" = ", b"\t=\t"))
    assert load_settings(path).workspace.source


def test_a_secret_beside_the_fault_is_not_shown(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    for line in (
        "database = Kennwort-77",
        'database = "Kennwort-77',
        'database = "x" Kennwort-77',
        "database = “Kennwort-77”",
    ):
        path.write_text(line)
        with pytest.raises(SettingsError) as raised:
            load_settings(path)
        assert "Kennwort" not in str(raised.value)


TOML = st.lists(
    st.sampled_from(
        ("a", "=", " ", "\n", '"', "'", "\\", "u", "“", "’", "[", "]", "{", "}", "#", "1", ",", "\u00a0", '"""')
    )
).map("".join)


@given(TOML)
def test_whatever_is_no_toml_has_a_place(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = toml_fault(text, error)
        assert fault.found
        assert fault.allowed
        assert fault.place == "the end of the file" or fault.place.startswith("line ")


# ---- Keys and words that are nearly right -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ('table = "members"', 'table = "members"\ndate_ordr = "dmy"', r"source\.members\.date_ordr", "date_order (did"),
        ('table = "members"', 'table = "members"\nFooters = ["x"]', r"source\.members\.Footers", "footers (did"),
        ("[period]", "[perriod]\nstart = 1\n[period]", "perriod", "period (did you mean it?), or another key"),
        ("[period]", "[period]\nstrat = 2026-01-01", r"period\.strat", "start (did you mean it?)"),
        (
            "[period]",
            '[period]\ncurrency = "GBP"',
            r"period\.currency",
            "currency in [organisation], not here; the keys here",
        ),
        (
            'member_id = "Member"',
            'member_id = { colum = "Member" }',
            r"source\.members\.columns\.member_id\.colum",
            "column",
        ),
        ('member_id = "Member"', 'member_id = "Member"\nemial = "x"', r"source\.members", "did you mean emails?"),
        (
            'member_id = "Member"',
            'member_id = "Member"\ndate_order = "dmy"',
            r"source\.members",
            "date_order above [source.columns]: it is a key of [[source]] and no column",
        ),
        ('table = "members"', 'table = "member"', r"source\.members\.table", "did you mean members?"),
    ],
)
def test_the_nearest_key_or_word(tmp_path: Path, old: str, new: str, key: str, allowed: str) -> None:
    path = edited(worked_example(tmp_path), old, new)
    with pytest.raises(SettingsError, match=rf"valuereport\.toml: {key}: ") as raised:
        load_settings(path)
    assert allowed in raised.value.allowed


@pytest.mark.parametrize(
    ("name", "old", "new", "allowed"),
    [
        ("assumptions.toml", "value = 40", "valeu = 40", "value (did you mean it?)"),
        ("taxonomy.toml", "benefit = ", "benefitt = ", "benefit (did you mean it?)"),
    ],
)
def test_the_nearest_key_of_the_files_of_judgement(tmp_path: Path, name: str, old: str, new: str, allowed: str) -> None:
    path = worked_example(tmp_path)
    edited(tmp_path / name, old, new)
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert raised.value.file == str(tmp_path / name)
    assert allowed in raised.value.allowed


def test_a_path_with_a_line_end_in_it_says_where_it_comes_from(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), 'file = "members.csv"', 'file = "exports\\new.csv"')
    with pytest.raises(SettingsError, match=r"each \\ of a path is written / or \\\\"):
        load_settings(path)
