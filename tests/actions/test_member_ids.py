"""MEMBER is the same for every command: an id in any clear case, a former id, any address; a stranger is an error."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.commands import said
from tests.deliver.campaigns import campaign, ledger_url, member, run_of, write_members
from tests.deliver.email.server import FaultServer
from tests.workspaces import edited
from valuereport.actions.stories import newer_statement_problems
from valuereport.cli import cli
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import RunError, SettingsError

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

MEMBERS = [member(0), member(1, Email="Ann@straße.example", Name="Ann Archer"), member(2)]
RENUMBERED = [MEMBERS[0], MEMBERS[1] | {"Member": "X7"}]  # M0001 is X7 now, and M0002 has left
ALIASES = "old_id,new_id,date,source\nM0001,X7,2026-11-01,the CRM was changed\n"


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    with FaultServer() as server:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", server.url)
        yield server


def three_members(folder: Path) -> Path:
    """Write a campaign of three members, of whom one gets another id later, and return its settings' path."""
    path = campaign(folder, MEMBERS)
    fees = "".join(f"{one},325.00,GBP,2026-01-05\n" for one in ("M0000", "M0001", "M0002", "X7"))
    (folder / "fees.csv").write_text(f"Member,Amount,Currency,Paid\n{fees}", encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return three_members(tmp_path)


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an approved campaign, to be copied."""
    path = three_members(tmp_path_factory.mktemp("approved"))
    approve(path)
    return path.parent


def call(path: Path, *arguments: str) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(cli, [*arguments, "--config", str(path)])
    return result.output, result.exception


def approve(path: Path, run: str = "r") -> None:
    said(path, "approve", run, "--by", "Ada", "--yes", "--although-sample")


COMMANDS = (
    ("ledger", "list", "--member", "MEMBER"),
    ("ledger", "show", "MEMBER"),
    ("email", "--run", "r", "--member", "MEMBER", "--dry-run"),
    ("email", "--run", "r", "--member", "MEMBER"),
    ("print", "--run", "r", "--member", "MEMBER"),
    ("explain", "MEMBER"),
    ("statement", "MEMBER"),
    ("batch", "--member", "MEMBER", "--dry-run"),
    ("forget", "MEMBER", "--yes"),
)


def named(command: tuple[str, ...], name: str) -> list[str]:
    return [name if word == "MEMBER" else word for word in command]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", ["M0001", "m0001", "ann@STRASSE.example", "nobody", "m0009"])
def test_a_stranger_is_an_error_and_a_member_is_not(
    tmp_path: Path, approved: Path, mail_server: FaultServer, command: tuple[str, ...], name: str
) -> None:
    shutil.copytree(approved, tmp_path, dirs_exist_ok=True)
    output, error = call(tmp_path / "valuereport.toml", *named(command, name))
    if name in ("M0001", "m0001"):
        assert error is None or isinstance(error, SystemExit), (output, error)
    else:
        assert isinstance(error, RunError), (output, error)  # exit code 2
        assert "no member has the id or address" in str(error)
        if name == "m0009":
            assert "near it: M000" in str(error).replace("m000", "M000")


def test_one_member_by_every_name(path: Path, mail_server: FaultServer) -> None:
    approve(path)
    said(path, "email", "--run", "r")
    (path.parent / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    write_members(path.parent, RENUMBERED)
    for name in ("X7", "x7", "M0001", "m0001", "ann@straße.example", "ANN@xn--strae-oqa.example"):
        found = json.loads(said(path, "ledger", "list", "--member", name, "--json"))
        assert [one["member_id"] for one in found] == ["M0001"]
        assert "M0001" in said(path, "ledger", "show", name)
        assert "X7" in said(path, "batch", "--member", name, "--dry-run")
        assert json.loads(said(path, "explain", name, "--json"))["member_id"] == "X7"
        assert "M0001" in said(path, "email", "--run", "r", "--member", name, "--dry-run")
    assert "has a statement of this period already" in str(call(path, "statement", "X7", "--email", "--yes")[1])
    assert mail_server.recipients.total() == 3


def test_who_has_left_is_found_in_the_ledger_and_in_runs(path: Path, mail_server: FaultServer) -> None:
    approve(path)
    said(path, "email", "--run", "r", "--member", "M0001")
    write_members(path.parent, MEMBERS[:1])
    for name in ("m0001", "ann@straße.example"):  # from the ledger
        assert len(json.loads(said(path, "ledger", "list", "--member", name, "--json"))) == 1
    assert "has no delivery of this member" in said(path, "ledger", "show", "m0002")  # the run alone knows of this one
    assert "runs: r" in said(path, "forget", "m0002", "--yes")
    text = said(path, "forget", "ann@straße.example", "--yes")
    assert "1 deliveries" in text
    assert [row.member_id for row in run_of(path).rows] == ["M0000"]
    assert len(json.loads(said(path, "ledger", "list", "--member", "M0001", "--json"))) == 1  # by the old id, as before


def test_the_ledger_answers_while_the_exports_cannot_be_read(path: Path, mail_server: FaultServer) -> None:
    approve(path)
    said(path, "email", "--run", "r", "--member", "m0001")
    (path.parent / "members.csv").write_bytes(b"PK\x03\x04")
    assert len(json.loads(said(path, "ledger", "list", "--member", "m0001", "--json"))) == 1
    assert "members.csv" in str(call(path, "ledger", "list", "--member", "Ann")[1])  # not: there is nobody


def test_a_former_id_is_known_when_nothing_states_it_any_more(path: Path, mail_server: FaultServer) -> None:
    approve(path)
    said(path, "email", "--run", "r")
    (path.parent / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    write_members(path.parent, RENUMBERED)
    said(path, "email", "--run", "r")  # the ledger learns it
    (path.parent / "aliases.csv").unlink()
    assert json.loads(said(path, "explain", "M0001", "--json"))["member_id"] == "X7"
    assert "X7.pdf" in said(path, "statement", "m0001")
    text = said(path, "forget", "X7", "--yes")
    assert "runs: r" in text
    assert b"M0001" not in (path.parent / "ledger.sqlite").read_bytes()


def test_forget_asks_with_every_id(path: Path, mail_server: FaultServer) -> None:
    (path.parent / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    write_members(path.parent, RENUMBERED)
    assert "Erase member X7 (also M0001)" in call(path, "forget", "m0001")[0]


def test_a_bad_row_of_aliases_is_a_problem_and_joins_nobody(path: Path) -> None:
    rows = (
        "old_id,new_id,date,source",
        "M0000,M0001,,two members of today",
        ",M0001,,",
        "Z1,Z9,,nobody",
        "Z2,M0001,1.2.2026,",
        "Z3,z3@a.example,,",
        "Z4,Z4,,",
        "Z5,M0001,2026-11-30,good",
        "Z5,M0002,2026-11-30,and not",
        "Z6,Z5,,good too: Z6 became Z5 became M0001",
        "Z7,,,nobody's",
    )
    (path.parent / "aliases.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = json.loads(said(path, "check", "--json"))
    problems = [one for one in found["problems"] if one["file"] == "aliases.csv"]
    assert sorted(one["row"] for one in problems) == [2, 3, 4, 5, 6, 7, 9]
    assert "a member of its own" in next(one["reason"] for one in problems if one["row"] == 2)
    for name in ("Z5", "z6"):
        assert json.loads(said(path, "explain", name, "--json"))["member_id"] == "M0001"
    assert json.loads(said(path, "explain", "M0000", "--json"))["member_id"] == "M0000"


def test_a_file_of_aliases_that_is_named_has_to_be_there(path: Path) -> None:
    edited(path, "[email]\n", '[files]\naliases = "old-numbers.csv"\n\n[email]\n')
    assert "files.aliases" in str(call(path, "check")[1])
    (path.parent / "old-numbers.csv").write_text("old;new\nM1;M2\n", encoding="utf-8")
    error = call(path, "check")[1]
    assert isinstance(error, SettingsError)
    assert "alias, member, on, source" in str(error)


def test_an_old_statement_does_not_follow_a_newer_one(path: Path, mail_server: FaultServer) -> None:
    approve(path)
    said(path, "statement", "M0001", "--email", "--yes")
    newer = "a newer statement, of the run 2026-M0001, was sent by email on "
    said(path, "print", "--run", "r")
    printed = json.loads(said(path, "ledger", "list", "--json", "--run", "r"))
    assert newer in next(one["reason"] for one in printed if one["member_id"] == "M0001")
    assert "M0001" not in (path.parent / "output" / "r" / "print-sheets.csv").read_text(encoding="utf-8")
    said(path, "statement", "M0002", "--email", "--yes")  # re-issued after the print file was made
    text = said(path, "print", "--run", "r", "--handed-over")
    assert "1 letters are with the mail house" in text
    assert "not counted: M0002: the statement of the run 2026-M0002 has taken its place: stop this letter" in text
    text = said(path, "export", "--run", "r", "--to", "csv")
    assert f"left out: M0001: {newer}" in text
    assert f"left out: M0002: {newer.replace('M0001', 'M0002')}" in text
    assert "1 members, 2 left out" in text
    with open_ledger(ledger_url(path), "Ada") as ledger:
        (told,) = newer_statement_problems(run_of(path), ledger)
    assert told.reason.startswith(
        f"2 members have had a newer statement than this run's, the first of them M0001: {newer}"
    )
    assert told.action == "the stories are of the run r"


def test_a_letter_to_an_id_that_spreadsheets_take_for_a_formula_is_counted(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(0, Member="=M1"), member(1, Member="-M2"), member(2, Member="@M3")])
    approve(path)
    said(path, "print", "--run", "r")
    assert "3 letters are with the mail house" in said(path, "print", "--run", "r", "--handed-over")
