"""What exports and settings get wrong: a named problem or a clear error; no traceback, silent drop or wrong figure."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.workspaces import edited, pdf_text, worked_example
from valuereport.cli import main

HEAD = "Member,Activity,Date,Title,Quantity,Amount,Reference\n"
GOOD = "W1,referral,2026-05-04,B,1,,b\n"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str
    problems: list[dict[str, str]]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command in this process on the workspace in tmp_path."""

    def run(*arguments: str) -> Said:
        config = tmp_path / "valuereport.toml"
        before = sys.argv
        sys.argv = ["valuereport", *arguments, "--config", str(config)]
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            sys.argv = before
        said = capsys.readouterr()
        file = tmp_path / "output" / "problems.csv"
        lines = file.read_text(encoding="utf-8-sig").splitlines() if file.exists() else []
        return Said(int(ended.value.code or 0), said.out, said.err, list(csv.DictReader(lines)))

    return run


# A file that cannot be what the settings say ends the run: exit 2, one message with the file in it.
UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a missing file": (lambda file: file.unlink(), "history.csv"),
    "an empty file": (lambda file: file.write_bytes(b""), "empty"),
    "a directory": (lambda file: (file.unlink(), file.mkdir()), "history.csv"),
    "a binary renamed .csv": (lambda file: file.write_bytes(bytes(range(256)) * 64), "history.csv"),
    "a mapping to a missing column": (
        lambda file: file.write_text(HEAD.replace("Title", "Titel") + GOOD),
        "Titel",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path, say: Callable[..., Said], case: str) -> None:
    worked_example(tmp_path)
    spoil, words = UNREADABLE[case]
    spoil(tmp_path / "history.csv")
    said = say("check")
    assert said.code == 2
    assert said.err.startswith("valuereport: ")
    assert "history" in said.err
    assert words in said.err


# A bad row is a problem with its place; the good row beside it counts.
BAD_ROWS = {
    "ragged, too short": ("W1,referral\n", 2, ""),
    "ragged, too long": ("W1,referral,2026-05-01,A,1,,r,more,and,more\n", 2, ""),
    "31/02": ("W1,referral,31/02/2026,A,1,,r\n", 2, "Date"),
    "a two-digit year": ("W1,referral,01/05/26,A,1,,r\n", 2, "Date"),
    "negative hours": ("W1,cpd-webinar,2026-05-01,A,-2,,r\n", 2, "Quantity"),
    "TBD in a number": ("W1,referral,2026-05-01,A,1,TBD,r\n", 2, "Amount"),
    "an unclosed quote": ('W1,referral,2026-05-01,"A,1,,r\n', 2, ""),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_a_problem_and_the_next_one_counts(tmp_path: Path, say: Callable[..., Said], case: str) -> None:
    bad, row, column = BAD_ROWS[case]
    config = worked_example(tmp_path, history_csv=HEAD + bad + GOOD)
    edited(config, 'file = "history.csv"', 'file = "history.csv"\ndate_order = "dmy"')
    said = say("check")
    assert said.code == 1
    (found,) = said.problems
    assert (found["file"], found["row"]) == ("history.csv", str(row))
    if column:
        assert found["column"] == column
    line = next(line for line in said.out.splitlines() if line.startswith("history "))
    assert line.split()[2:] == ["2", "0", "0", "1", "0", "0", "1", "0", "0"]


def test_repeated_headings_are_said(tmp_path: Path, say: Callable[..., Said]) -> None:
    worked_example(
        tmp_path, history_csv=HEAD.replace("Reference", "Reference,Title") + GOOD.replace(",b\n", ",b,other\n")
    )
    said = say("check")
    assert said.code == 1
    assert any("Title" in found["column"] + found["value"] + found["reason"] for found in said.problems)


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + GOOD).encode().replace(b",B,", b",B\0B,"),
        HEAD.encode()
        + "W1,referral,2026-05-04,Zürich,1,,b\n".encode()
        + "W1,referral,2026-05-05,Köln,1,,c\n".encode("cp1252"),
    ],
    ids=["NUL bytes", "mixed encodings"],
)
def test_odd_bytes_are_said_and_read(tmp_path: Path, say: Callable[..., Said], content: bytes) -> None:
    worked_example(tmp_path)
    (tmp_path / "history.csv").write_bytes(content)
    said = say("check")
    assert said.code == 1
    assert {found["severity"] for found in said.problems} == {"warning"}
    assert all(found["file"] == "history.csv" and found["row"] for found in said.problems)


SETTINGS = {
    "an assumption without a source": (
        "assumptions.toml",
        'grade = "estimated"\nsource = "The value model\'s worked example"\nyear = 2026\n\n[assumption.hours',
        'grade = "estimated"\nyear = 2026\n\n[assumption.hours',
        ["assumptions.toml", "assumption.hour.source", "nothing"],
    ),
    "low > high": (
        "assumptions.toml",
        "value = 40",
        "low = 50\ncentral = 40\nhigh = 30",
        ["assumption.hour", "low <= central"],
    ),
    "a share over one": ("assumptions.toml", "value = 0.2\n", "value = 1.2\n", ["deadweight-template", "from 0 to 1"]),
    "an unknown key": (
        "valuereport.toml",
        'locale = "en-GB"',
        'locale = "en-GB"\ncolour = "red"',
        ["organisation.colour"],
    ),
    "an unknown locale": (
        "valuereport.toml",
        'locale = "en-GB"',
        'locale = "xx-YY"',
        ["organisation.locale", "xx-YY", "en-GB"],
    ),
    "an unknown currency": (
        "valuereport.toml",
        'currency = "GBP"',
        'currency = "QQQ"',
        ["organisation.currency", "QQQ"],
    ),
    "an end before the start": (
        "valuereport.toml",
        "end = 2027-01-01",
        "end = 2025-01-01",
        ["period", "after the start"],
    ),
    "a mapping for no column": ("valuereport.toml", 'title = "Title"', 'titel = "Title"', ["source.history", "titel"]),
    "an activity without its assumption": (
        "taxonomy.toml",
        'hours_saved = "hours-per-template"',
        "",
        ["template-download", "hours_saved"],
    ),
    "an assumption that is not there": (
        "taxonomy.toml",
        'default = "hour"',
        'default = "minute"',
        ["hourly_value", "minute"],
    ),
    "no TOML": ("policy_wins.toml", "[[win]]", "[[win", ["policy_wins.toml", "line 1"]),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_bad_setting_names_file_key_found_and_allowed(tmp_path: Path, say: Callable[..., Said], case: str) -> None:
    worked_example(tmp_path)
    file, old, new, words = SETTINGS[case]
    edited(tmp_path / file, old, new)
    said = say("check")
    assert said.code == 2
    for word in (file, "found", "allowed", *words):
        assert word in said.err, said.err


NAMES = {
    "a script": "<script>alert(1)</script>",
    "a template": "{{ 7*7 }} {% raw %}",
    "Arabic": "Wilma مريم Worked",
    "an emoji": "Wilma 🦄 Worked",
    "three hundred characters": "Wilma " + "Wörked-" * 42,
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_stands_as_it_is(tmp_path: Path, say: Callable[..., Said], case: str) -> None:
    name = NAMES[case]
    worked_example(tmp_path)
    edited(tmp_path / "members.csv", "Wilma Worked", f'"{name}"')
    said = say("batch", "--workers", "1", "--run", "r")
    assert said.code in (0, 1), said.err
    manifest = (tmp_path / "output" / "r" / "manifest.csv").read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(manifest.splitlines())
    assert row["status"] == "rendered"
    assert row["low"] == "1147.25"
    if said.code == 1:
        assert row["problem"]
    assert "49" not in row["problem"]


def test_a_name_with_an_override_turns_nothing_beside_it_and_is_said(tmp_path: Path, say: Callable[..., Said]) -> None:
    worked_example(tmp_path)
    edited(tmp_path / "members.csv", "Wilma Worked", "\u202ewilma\u2066 Worked\u200b")
    assert say("batch", "--workers", "1", "--run", "r").code == 1
    run = tmp_path / "output" / "r"
    (found,) = csv.DictReader((run / "problems.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (found["file"], found["row"], found["column"], found["member_id"]) == ("members.csv", "2", "Name", "W1")
    assert (
        "U+202E (right-to-left override), U+2066 (left-to-right isolate), U+200B (zero width space)" in found["reason"]
    )
    (statement,) = (run / "statements").rglob("*.pdf")
    assert "wilma Worked 2 Sample Street" in pdf_text(statement)


def test_an_unknown_locale_of_a_member_falls_back_and_is_said(tmp_path: Path, say: Callable[..., Said]) -> None:
    worked_example(tmp_path)
    edited(tmp_path / "members.csv", "en-GB", "klingon")
    said = say("check")
    assert said.code == 1
    assert [(found["column"], found["value"], found["member_id"]) for found in said.problems] == [
        ("locale", "klingon", "W1")
    ]


def test_usage_is_an_error_of_the_command_line(tmp_path: Path, say: Callable[..., Said]) -> None:
    worked_example(tmp_path)
    assert say("batch", "--workers", "0").code == 2
    assert say("batch", "--locale", "klingon").code == 2
    assert say("batch", "--run", "../up").code == 2
    assert say("batch", "--member", "nobody").code == 2
    assert say("fly").code == 2


def test_a_stop_list_that_is_a_pipe_is_said_and_not_waited_for(tmp_path: Path, say: Callable[..., Said]) -> None:
    config = worked_example(tmp_path)
    config.write_text(config.read_text() + '\n[email]\ndo_not_email = "never.txt"\n')
    os.mkfifo(tmp_path / "never.txt")
    assert say("batch", "--run", "r", "--workers", "1").code == 0
    assert say("approve", "r", "--by", "me", "--yes").code == 0
    said = say("email", "--run", "r", "--dry-run")
    assert said.code == 2
    assert "never.txt" in said.err


STARVED = """
import resource, sys
from valuereport.cli import main
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + {more}, -1))
sys.argv = ["valuereport", "check"]
main()
"""


@pytest.mark.parametrize("more", [1 << 20, 60 << 20, 200 << 20])
def test_too_little_memory_is_one_line(tmp_path: Path, more: int) -> None:
    worked_example(tmp_path)
    rows = "".join(f"W1,referral,2026-05-04,B{n},1,,{n}\n" for n in range(300_000))
    (tmp_path / "history.csv").write_text(HEAD + rows)
    ended = subprocess.run(
        [sys.executable, "-c", STARVED.format(more=more)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2, ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("valuereport: ")
