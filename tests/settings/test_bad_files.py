"""Settings files that are no TOML, or more than anybody writes: one error with file, found and allowed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import load_settings

SECRET = "Kennwort-77"  # noqa: S105
FILES: dict[str, tuple[bytes, str]] = {
    "lists 5,000 deep": (b"a = " + b"[" * 5000 + b"]" * 5000, "too deep"),
    "tables 5,000 deep": (b"a = " + b"{a=" * 5000 + b"1" + b"}" * 5000, "too deep"),
    "dotted keys 5,000 deep": (b"[" + b".".join([b"a"] * 5000) + b"]\nb = 1", ""),
    "dotted keys in a known table": (b"organisation." + b".".join([b"a"] * 3000) + b" = 1", ""),
    "a number of 5,000 digits": (b"a = " + b"9" * 5000, "4300 digits"),
    "the year 0": (b"a = 0000-01-01", "Invalid date"),
    "30 February": (b"a = 2026-02-30", "Invalid date"),
    "a table of a long name twice": ((b"[" + b"x" * 100_000 + b"]\n") * 2, "Cannot declare"),
    "no UTF-8": (b'a = "\xe4"', "byte 0xe4 at position 5"),
    "half a character": (b'a = "x\xf0\x9f', "byte 0xf0"),
    "half of a pair": (b'a = "\\ud800"', "not a Unicode scalar"),
    "NUL": (b"a = \0", ""),
    "a text that stays open": (b'a = "' + b"x" * 100_000, ""),
}


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize("name", ["valuereport.toml", "assumptions.toml", "taxonomy.toml", "policy_wins.toml"])
def test_a_settings_file_that_cannot_be_read(tmp_path: Path, name: str, case: str) -> None:
    content, words = FILES[case]
    path = worked_example(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    said = str(raised.value)
    assert said.startswith(f"{tmp_path / name}: ")
    assert words in said
    assert len(said) < 2000
    assert "\n" not in said


STRANGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (lambda path: os.mkfifo(path), "a pipe, a socket or a device"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "a pipe, a socket or a device"),
    "a folder": (lambda path: path.mkdir(), "a folder, not a file"),
    "a file without end": (lambda path: path.touch() or os.truncate(path, 10**12), "1,000,000,000,000 bytes"),
}


@pytest.mark.parametrize("case", STRANGE)
@pytest.mark.parametrize("name", ["valuereport.toml", "assumptions.toml"])
def test_a_settings_file_that_is_no_ordinary_file(tmp_path: Path, name: str, case: str) -> None:
    make, words = STRANGE[case]
    path = worked_example(tmp_path)
    (tmp_path / name).unlink()
    make(tmp_path / name)
    with pytest.raises(SettingsError, match=words):
        load_settings(path)


@pytest.mark.parametrize("case", sorted({*STRANGE} - {"a device"}))  # a link out of the folder is refused for that
def test_a_logo_that_is_no_ordinary_file(tmp_path: Path, case: str) -> None:
    make, words = STRANGE[case]
    path = edited(worked_example(tmp_path), "[period]", '[brand]\nlogo = "mark.svg"\n\n[period]')
    make(tmp_path / "mark.svg")
    with pytest.raises(SettingsError, match=words):
        load_settings(path)


def test_a_value_of_a_hundred_thousand_characters_is_cut(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), 'locale = "en-GB"', f'locale = "{"x" * 100_000}"')
    with pytest.raises(SettingsError, match=r"organisation\.locale: found 'xxx") as raised:
        load_settings(path)
    assert len(str(raised.value)) < 600


@pytest.mark.parametrize("path", ["x" * 256, "ä" * 128, "a/" * 501, "nul\\u0000", "bell\\u0007.csv"])
@pytest.mark.parametrize("key", ["templates", "locale", "output", "assumptions"])
def test_a_path_that_no_file_system_has(tmp_path: Path, key: str, path: str) -> None:
    settings = worked_example(tmp_path)
    text = settings.read_text().replace("[files]\n", "")
    settings.write_text(f'files.{key} = "{path}"\n{text}')
    with pytest.raises(SettingsError, match=rf"files\.{key}: found .*; allowed: a path "):
        load_settings(settings)


RATE = '[[rate]]\ncurrency = "EUR"\nrate = {}\ndate = 2026-01-01\nsource = "s"\n'


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999", "1e308", "1e-308", "0", "-1"])
def test_a_number_that_no_money_can_be_counted_with(tmp_path: Path, number: str) -> None:
    path = worked_example(tmp_path)
    path.write_text(path.read_text() + RATE.format(number))
    with pytest.raises(SettingsError, match=r"rate\.1\.rate: found "):
        load_settings(path)
    path = worked_example(tmp_path)
    if number not in ("0", "1e-308"):
        edited(tmp_path / "assumptions.toml", "value = 40", f"value = {number}")
        with pytest.raises(SettingsError, match=r"assumption\.hour"):
            load_settings(path)


SOURCE = f'\n[[source]]\nname = "leak"\ntable = "fees"\ndatabase = "postgresql://me:{SECRET}@host:5432/db"\n'


@pytest.mark.parametrize(
    "rest",
    [
        'format = "sql"\ncolumns = {}',
        'format = "sql"\nquery = 7\ncolumns = {}',
        'format = "klingon"',
        'format = "csv"\ncolumns = { member = "m" }',
        'format = "sql"\nquery = "SELECT 1"\ncolumns = { member = "m", who = "x" }',
        'name = "twice"',
    ],
)
def test_a_table_with_something_wrong_in_it_is_not_shown(tmp_path: Path, rest: str) -> None:
    path = worked_example(tmp_path)
    path.write_text(path.read_text() + SOURCE + rest)
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert SECRET not in str(raised.value)


def test_a_url_where_a_name_should_be_is_shown_without_its_login(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), 'table = "members"', f'table = "postgresql://me:{SECRET}@p@host/db"')
    with pytest.raises(SettingsError, match="found 'postgresql://\\*\\*\\*@host/db'"):
        load_settings(path)
