"""A ledger that was emptied, deleted, exchanged or put back from an older copy: nothing goes out a second time."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import call, refused, said
from tests.deliver.campaigns import campaign, member, run_of, write_run
from tests.deliver.email.server import FaultServer
from valuereport.batch.delivered import FILE
from valuereport.errors import RunError

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")


@pytest.fixture(scope="module")
def mail_server() -> Iterator[FaultServer]:
    with FaultServer() as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv("VALUEREPORT_SMTP_URL", server.url)
        yield server


@pytest.fixture(scope="module")
def number(request: pytest.FixtureRequest) -> int:
    """Return how many members there are."""
    return 1000 if request.config.getoption("--whole") else 8


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory, number: int, mail_server: FaultServer) -> Path:
    """Return the folder of a campaign, half sent, with a copy of the ledger from that time, and then sent."""
    folder = tmp_path_factory.mktemp("delivered")
    path = campaign(folder / "guild", [member(at) for at in range(number)])
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    half = [one for at in range(number // 2) for one in ("--member", f"M{at:04}")]
    said(path, "email", "--run", "r", *half)
    shutil.copy(ledger_file(path), folder / "half.sqlite")
    said(path, "email", "--run", "r")
    assert each_once(mail_server, number)
    return folder


@pytest.fixture
def path(tmp_path: Path, delivered: Path) -> Path:
    """Return the settings of a copy of that campaign."""
    shutil.copytree(delivered, tmp_path, dirs_exist_ok=True)
    return tmp_path / "guild" / "valuereport.toml"


def ledger_file(path: Path) -> Path:
    return path.parent / "ledger.sqlite"


def count(state: str, number: int) -> str:
    """Return a state's line of a summary."""
    return f"{state:10}{number:>8,}"


def each_once(server: FaultServer, number: int) -> bool:
    return server.recipients == Counter(f"m{at:04}@members.example" for at in range(number))


def emptied(path: Path, folder: Path) -> None:
    ledger_file(path).write_bytes(b"")


def deleted(path: Path, folder: Path) -> None:
    ledger_file(path).unlink()


def exchanged(path: Path, folder: Path) -> None:
    other = campaign(folder / "other", [member(0)])
    said(other, "ledger", "list")
    shutil.copy(ledger_file(other), ledger_file(path))


def cleared(path: Path, folder: Path) -> None:
    """Take its rows, and leave its identity: a table that somebody emptied by hand."""
    with closing(sqlite3.connect(ledger_file(path))) as connection, connection:
        for table in ("ledger_event", "ledger_delivery"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - two names


def older(path: Path, folder: Path) -> None:
    shutil.copy(folder / "half.sqlite", ledger_file(path))


LOSSES = {
    emptied: "is not the ledger that the run r was delivered with",
    deleted: "is not the ledger that the run r was delivered with",
    exchanged: "is not the ledger that the run r was delivered with",
    cleared: "knows less than the run r remembers",
    older: "knows less than the run r remembers",
}


@pytest.mark.parametrize("lose", LOSSES, ids=lambda lose: lose.__name__)
def test_nothing_is_sent_twice_and_it_is_said_what_to_do(
    tmp_path: Path, path: Path, number: int, mail_server: FaultServer, lose: Callable[[Path, Path], None]
) -> None:
    right = ledger_file(path).read_bytes()
    lose(path, tmp_path)
    missing = number // 2 if lose is older else number
    write_run(path.parent / "output" / "r2", [(f"M{at:04}", "en-GB") for at in range(number)])
    for command in (
        ("approve", "r", "--by", "Ada", "--yes"),
        ("email", "--run", "r"),
        ("email", "--run", "r", "--dry-run"),
        ("email", "--run", "r2"),  # another run of the period is no way round
        ("print", "--run", "r"),
        ("export", "--run", "r", "--to", "csv"),
        ("statement", "M0001", "--email", "--yes"),
    ):
        message = refused(path, *command)
        assert LOSSES[lose] in message
        assert f"{missing:,} of {number:,} deliveries are not in it" in message
        assert "VALUEREPORT_DATABASE_URL" in message
        assert "valuereport ledger adopt r --by NAME --note TEXT" in message
    assert each_once(mail_server, number)

    lost = ledger_file(path).read_bytes()
    ledger_file(path).write_bytes(right)  # the first way out
    assert count("sent", number) in said(path, "email", "--run", "r")
    assert each_once(mail_server, number)

    ledger_file(path).write_bytes(lost)  # and the other
    text = said(path, "ledger", "adopt", "r", "--by", "Ada", "--note", "the disk broke, there is no newer copy")
    assert count("sent", missing) in text
    for run in ("r", "r2"):
        said(path, "approve", run, "--by", "Ada", "--yes", "--although-sample")
        said(path, "email", "--run", run)
    assert each_once(mail_server, number)
    assert "the disk broke" in said(path, "ledger", "show", f"M{number - 1:04}")
    again = said(path, "ledger", "adopt", "r", "--by", "Ada", "--note", "once more")
    assert "sent" not in again
    assert "already" in refused(path, "statement", "M0001", "--email", "--yes")


def test_letters_too_are_remembered_by_their_run(tmp_path: Path, path: Path, number: int) -> None:
    assert f"{number:,} letters" in printed(path)
    emptied(path, tmp_path)
    for more in ((), ("--handed-over",)):
        assert f"of {2 * number:,} deliveries" in refused(path, "print", "--run", "r", *more)
    said(path, "ledger", "adopt", "r", "--by", "Ada", "--note", "lost")
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    assert "When the mail house has it" not in said(path, "print", "--run", "r")


def printed(path: Path) -> str:
    said(path, "print", "--run", "r")
    return said(path, "print", "--run", "r", "--handed-over")


def test_what_was_being_sent_when_all_was_lost_is_uncertain(
    tmp_path: Path, path: Path, number: int, mail_server: FaultServer
) -> None:
    file = path.parent / "output" / "r" / FILE
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]) + lines[-1][:30], encoding="utf-8")  # a power cut tore the last answer
    emptied(path, tmp_path)
    text = said(path, "ledger", "adopt", "r", "--by", "Ada", "--note", "power cut")
    assert count("sent", number - 1) in text
    assert "uncertain: M" in text
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    said(path, "email", "--run", "r")
    assert each_once(mail_server, number)


def test_the_run_s_memory_is_private_and_no_part_of_what_was_approved(path: Path, number: int) -> None:
    file = path.parent / "output" / "r" / FILE
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text(encoding="utf-8").count("\n") == 2 * number  # before each hand-over, and after it
    assert "r was not" not in said(path, "approve", "r")
    file.write_text("nonsense\n", encoding="utf-8")
    result = call(path, "email", "--run", "r")
    assert "is damaged" in str(result.exception), result.output


def test_a_forgotten_member_is_in_no_run_s_memory_and_the_ledger_still_fits(
    path: Path, number: int, mail_server: FaultServer
) -> None:
    said(path, "forget", "M0003", "--yes")
    assert "M0003" not in (path.parent / "output" / "r" / FILE).read_text(encoding="utf-8")
    said(path, "email", "--run", "r")
    assert each_once(mail_server, number)


def test_a_run_that_cannot_remember_hands_nothing_over(
    tmp_path: Path, mail_server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = campaign(tmp_path, [member(at, Email=f"full{at}@members.example") for at in range(3)])
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    (run_of(path).folder / FILE).mkdir()
    result = call(path, "email", "--run", "r")
    assert "Is a directory" in str(result.exception), result.output
    (run_of(path).folder / FILE).rmdir()

    def full(*_: object) -> None:
        raise RunError("no space")

    with monkeypatch.context() as patch:
        patch.setattr("valuereport.batch.delivered._LocalRecord.add", full)
        assert "no space" in refused(path, "email", "--run", "r")
    mine = ("full0@members.example", "full1@members.example", "full2@members.example")
    assert [mail_server.recipients[one] for one in mine] == [0, 0, 0]
    assert count("sent", 3) in said(path, "email", "--run", "r")
    assert [mail_server.recipients.pop(one) for one in mine] == [1, 1, 1]
