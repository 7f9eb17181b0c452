"""No traceback and no secret reaches a terminal: one line, and the details in a private log."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands import ROOT, manifest, run
from tests.workspaces import edited, worked_example
from valuereport.cli import commands, main
from valuereport.databases import database_url
from valuereport.deliver.email.server import server
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import LedgerError, SettingsError
from valuereport.files import write_atomically
from valuereport.pipeline import worker
from valuereport.pipeline.batch import run_batch
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.plan import Scope
from valuereport.redaction import redacted
from valuereport.settings import load_settings
from valuereport.unexpected import brief, details

SECRET = "s3cr-et"  # noqa: S105 - of nothing


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's log among the test's files, and return it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "valuereport" / "errors.log"


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that lets a command raise an error, and returns what the terminal shows."""

    def end(error: BaseException | Callable[[], Any]) -> str:
        def fail() -> None:
            if isinstance(error, BaseException):
                raise error
            error()

        monkeypatch.setitem(commands.cli.commands, "fail", click.Command("fail", callback=fail))
        monkeypatch.setattr(sys, "argv", ["valuereport", "fail"])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.split("\n")) == 2 + said.err.startswith("\n")  # after ^C on a terminal
        assert len(said.err) < 5000
        return said.err

    return end


def endless() -> None:
    endless()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TypeError(SECRET), "an unexpected error (TypeError in "),
        (endless, "an unexpected error (RecursionError in "),
        (MemoryError(), "there is not enough memory"),
        (lambda: bytearray(1 << 62), "there is not enough memory"),
        (OSError(errno.EACCES, "Permission denied", "some.csv"), "some.csv: Permission denied"),
        (OSError(), "an unexpected error (OSError in "),
        (ImportError("no"), "an unexpected error (ImportError in "),
        (ExceptionGroup("several", [ValueError(SECRET)]), "an unexpected error (ExceptionGroup in "),
    ],
)
def test_one_line_and_a_private_log(
    ended: Callable[..., str], state: Path, error: BaseException | Callable[[], Any], words: str
) -> None:
    said = ended(error)
    assert said.startswith(f"valuereport: {words}")
    assert f"the details are in {state}" in said
    assert SECRET not in said
    assert "Traceback (most recent call last)" in state.read_text()
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device; make room and start again"),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "f"), "f: Disk quota exceeded; make room and start again"),
        (KeyboardInterrupt(), "valuereport: stopped"),
        (click.exceptions.Abort(), "stopped"),
    ],
)
def test_what_needs_no_details(ended: Callable[..., str], error: BaseException, words: str) -> None:
    assert words in ended(error)


def test_a_reader_who_went_away_is_told_nothing(monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    def gone() -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setitem(commands.cli.commands, "fail", click.Command("fail", callback=gone))
    monkeypatch.setattr(sys, "argv", ["valuereport", "fail"])
    with pytest.raises(SystemExit):
        main()
    assert capfd.readouterr() == ("", "")


def test_a_message_is_never_long_and_holds_no_secret(ended: Callable[..., str], monkeypatch: Any) -> None:
    monkeypatch.setenv("VALUEREPORT_CRM_TOKEN", SECRET)
    said = ended(SettingsError("f", "k", f"postgresql://u:p@{SECRET}@h/db " + "x" * 100_000, "less"))
    assert SECRET not in said
    assert len(said) < 2100
    assert f"user:password@{SECRET}" not in said


def test_an_error_in_a_thread_goes_to_the_log(ended: Callable[..., str], state: Path) -> None:
    def in_a_thread() -> None:
        thread = threading.Thread(target=endless)
        thread.start()
        thread.join()
        raise click.exceptions.Abort

    assert ended(in_a_thread) == "valuereport: stopped\n"
    assert "RecursionError" in state.read_text()


def test_a_log_that_cannot_be_written_is_written_elsewhere_or_nowhere(
    ended: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert str(tmp_path / f"valuereport-{os.getuid()}" / "errors.log") in ended(TypeError())
    monkeypatch.setattr("tempfile.tempdir", "/dev/null")
    assert "the details could not be written anywhere" in ended(TypeError())


PASSWORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="'\"<>"), min_size=5).map(
    "Zq{}".format
)


@given(PASSWORDS)
def test_a_password_in_a_url_is_never_shown(password: str) -> None:
    url = f"postgresql+psycopg://user:{password}@host.example:5432/members"
    assert password not in redacted(f"could not open {url} today", {})
    assert password not in redacted(f"x{password}y", {"VALUEREPORT_DATABASE_URL": url})
    said = "nothing"
    try:
        parsed = database_url(url)
        assert (parsed.host, parsed.port, parsed.database) == ("host.example", 5432, "members")
    except ValueError as error:
        said = str(error)
    assert password not in said


def test_what_is_no_secret_stays() -> None:
    kept = (
        "it looks like postgresql://user:password@host/database",
        "see https://guild.example/a?b=c",
        "anna@guild.example has no token",
        "sqlite:////folder/ledger.db",
        "the key secret_hint is needed",
    )
    for text in kept:
        assert redacted(text, {"VALUEREPORT_SHORT": "a"}) == text
    for text in ("password=Zq1!x", "api_key: 'Zq1!x'", "Authorization: Bearer Zq1!x", "client-secret = Zq1!x"):
        assert "Zq1!x" not in redacted(text, {})


WRONG_URLS = ("u:p@s:{}@h:5432/db", "u:{}@t@h/db", "u:{}/x@h:abc/db", "u:p@s/{}@h/db", "u:@:{}@h/db", "u:{}@h:99999/db")


@pytest.mark.parametrize("rest", WRONG_URLS)
@pytest.mark.parametrize("kind", ["postgresql", "sqlite", "mysql", ""])
def test_a_database_url_with_signs_in_its_password(rest: str, kind: str) -> None:
    with pytest.raises(LedgerError) as caught, open_ledger(f"{kind}://{rest.format(SECRET)}", "Ada"):
        pass
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("rest", [*WRONG_URLS, "u:{}@h:abc", "u:{}]@[h:25", "u:{}@h:99999", "u:{}@h:-1"])
@pytest.mark.parametrize("kind", ["smtp", "smtps"])
def test_a_mail_url_with_signs_in_its_password(rest: str, kind: str) -> None:
    with pytest.raises(SettingsError) as caught:
        server({"VALUEREPORT_SMTP_URL": f"{kind}://{rest.format(SECRET)}"})
    assert SECRET not in str(caught.value)


class _BadWordsError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def test_an_error_whose_words_fail() -> None:
    assert brief(_BadWordsError()) == "_BadWordsError"
    assert "_BadWordsError" in details(_BadWordsError())
    assert len(brief(ValueError("x" * 100_000))) < 400
    assert brief(ValueError("smtp://a:b@c\nsecond")) == "ValueError: smtp://***@c"


def test_an_error_of_one_statement_fails_that_member_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = two_members(tmp_path)
    composed = worker.compose

    def failing(member: Any, *rest: Any) -> Any:
        if member.member_id == "W2":
            raise TypeError(f"smtp://u:{SECRET}@h")
        return composed(member, *rest)

    monkeypatch.setattr(worker, "compose", failing)
    folder = tmp_path / "output" / "r"
    outcome = run_batch(load_and_calculate(load_settings(path)), folder, Scope(), resume=False)
    assert outcome.complete
    rows = {row["member_id"]: row for row in manifest(folder)}
    assert rows["W1"]["status"] == "rendered"
    assert rows["W2"]["status"] == "failed"
    assert "TypeError: smtp://***@h (details: run.log)" in rows["W2"]["problem"]
    assert [problem.member_id for problem in outcome.problems if problem.stage == "batch"] == ["W2"]
    log = folder / "run.log"
    assert "in failing" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    for file in folder.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()
    monkeypatch.setattr(worker, "compose", composed)
    run_batch(load_and_calculate(load_settings(path)), folder, Scope(), resume=True)
    assert [row["status"] for row in manifest(folder)] == ["rendered", "rendered"]


def two_members(tmp_path: Path) -> Path:
    path = worked_example(tmp_path)
    members, fees = tmp_path / "members.csv", tmp_path / "fees.csv"
    for file in (members, fees):
        lines = file.read_text(encoding="utf-8").splitlines()
        more = lines[1].replace("W1", "W2").replace("wilma", "wanda").replace("Wilma", "Wanda")
        file.write_text("\n".join([*lines, more]) + "\n", encoding="utf-8")
    return path


def test_an_error_of_the_whole_batch_is_in_the_run_s_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: Path
) -> None:
    path = worked_example(tmp_path)

    def failing(*_: Any) -> Any:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("valuereport.pipeline.batch.manifest_csv", failing)
    arguments = ["batch", "--config", str(path), "--run", "r", "--workers", "1"]
    monkeypatch.setattr(sys, "argv", ["valuereport", *arguments])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    log = tmp_path / "output" / "r" / "run.log"
    assert "an unexpected error (ZeroDivisionError in pipeline/batch.py:" in said
    assert f"the details are in {log}" in said
    assert SECRET not in said
    assert "in failing" in log.read_text()
    assert SECRET not in log.read_text()  # an error's own words may be a member's data
    assert not state.exists()


def test_a_worker_that_cannot_begin_is_one_line(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    code = (
        "import sys, valuereport.pipeline.worker\n"
        "from valuereport.cli import main\n"
        "import valuereport.pipeline.batch as batching\n"
        "from tests.faults.failing import prepare\n"
        "if __name__ == '__main__':\n"
        "    batching.prepare_worker = prepare\n"
        "    sys.argv = ['valuereport', *sys.argv[1:]]\n"
        "    main()\n"
    )
    command = [sys.executable, "-c", code, "batch", "--config", str(path), "--run", "r", "--workers", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "RuntimeError" in done.stderr.splitlines()[-1]
    assert "run.log" in done.stderr.splitlines()[-1]


@pytest.fixture
def reachable() -> Iterator[Path]:
    """Make a folder that any user may reach."""
    folder = Path(mkdtemp(prefix="valuereport-"))
    folder.chmod(0o777)
    yield folder
    rmtree(folder)


def test_a_user_without_a_name_or_a_home(reachable: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    path = worked_example(reachable)
    reachable.chmod(0o777)  # it got the rights of the folder that was copied
    plain = {"PATH": os.environ["PATH"], "TMPDIR": str(reachable)}

    def as_nobody(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=plain,
            user=54321,  # whom /etc/passwd does not know
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )

    try:
        as_nobody("-c", "")
    except PermissionError:
        pytest.skip("Python is where nobody else may read it")
    listed = as_nobody("-m", "valuereport", "ledger", "list", "--config", str(path))
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "no deliveries\n", "")
    made = as_nobody("-m", "valuereport", "statement", "W1", "--config", str(path))
    assert (made.returncode, made.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-", "> /dev/full", "2> /dev/full"])
def test_streams_that_take_nothing(tmp_path: Path, closed: str) -> None:
    path = worked_example(tmp_path)
    edited(tmp_path / "members.csv", "en-GB", "klingon")  # something to tell
    command = f"{sys.executable} -m valuereport check --config {path} {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == (2 if closed.startswith("> /dev/full") else 1)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    if closed == "> /dev/full":
        assert done.stderr == "valuereport: No space left on device; make room and start again\n"
    for file in tmp_path.rglob("*.csv"):
        assert b"valuereport:" not in file.read_bytes()


def test_little_memory_is_one_line(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    command = f"ulimit -v 400000; exec {sys.executable} -m valuereport check --config {path}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("valuereport: ")


def test_an_output_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    write_atomically(tmp_path / "taken", b"")
    tried = {
        tmp_path / "taken" / "below": ["check"],
        Path("/proc/nothing"): ["batch", "--run", "r", "--workers", "1"],
        Path("/dev/null/below"): ["statement", "W1"],
    }
    for output, command in tried.items():
        done = run(*command, "--config", path, "--output", output)
        assert done.returncode == 2
        assert len([line for line in done.stderr.splitlines() if line.startswith("valuereport: ")]) == 1
