"""What is made is private, whatever the umask; a setting opens it to a group."""

from __future__ import annotations

import grp
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.deliver.campaigns import campaign, member
from tests.workspaces import edited, worked_example
from valuereport.batch import RunFolder, working_in
from valuereport.cli import cli
from valuereport.errors import SettingsError
from valuereport.files import is_shared, make_folder, share, write_atomically
from valuereport.model.run import Result

PRIVATE = {"file": 0o600, "folder": 0o700}
SHARED = {"file": 0o660, "folder": 0o2770}


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def any_umask(request: pytest.FixtureRequest) -> Iterator[None]:
    with umask(request.param):
        yield


def given(*arguments: str | Path) -> None:
    """Give a command in this process, so that the umask is the test's own and not the one that `main` sets."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


def wrong(folder: Path, expected: dict[str, int]) -> dict[str, str]:
    """Return what below a folder, and the folder itself, has other rights."""
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    return {
        str(path): oct(mode) for path, mode in found.items() if mode != expected["folder" if path.is_dir() else "file"]
    }


@pytest.mark.usefixtures("any_umask")
def test_all_that_is_made_of_a_run_is_private(tmp_path: Path) -> None:
    path = campaign(tmp_path / "ws", [member(number) for number in range(3)])
    run = tmp_path / "ws" / "output" / "r"
    for file in (run.parent, *run.parent.rglob("*")):  # the run was written by the tests' own hand
        file.chmod(0o700 if file.is_dir() else 0o600)
    config = ("--config", path)
    given("check", *config)
    given("approve", "r", "--by", "Ada", "--yes", *config)
    given("print", "--run", "r", *config)
    given("export", "--run", "r", "--to", "csv", *config)
    given("email", "--run", "r", "--to-folder", tmp_path / "ws" / "output" / "mails" / "first", *config)
    made = {file.name for file in (tmp_path / "ws" / "output").rglob("*")}
    assert {"problems.csv", "review.html", "print.pdf", "print-sheets.csv", "export-csv.csv", "mails"} <= made
    assert wrong(tmp_path / "ws" / "output", PRIVATE) | wrong_ledger(tmp_path / "ws") == {}


def wrong_ledger(folder: Path, expected: dict[str, int] = PRIVATE) -> dict[str, str]:
    files = list(folder.glob("ledger.sqlite*"))
    assert files
    return {name: mode for file in files for name, mode in wrong(file, expected).items()}


@pytest.mark.usefixtures("any_umask")
def test_a_batch_a_statement_and_a_preview_are_private(tmp_path: Path) -> None:
    path = worked_example(tmp_path / "ws")
    out = tmp_path / "made" / "here"
    given("batch", "--config", path, "--output", out, "--run", "r", "--workers", "1")
    given("statement", "W1", "--config", path, "--output", out)
    given("preview", "W1", "--open-nothing", "--config", path, "--output", out / "preview")
    assert (out / "r" / "manifest.csv").exists()
    assert (out / "preview" / "contact-sheet.png").exists()
    assert wrong(tmp_path / "made", PRIVATE) == {}


def test_worker_processes_write_private_files_too(tmp_path: Path) -> None:
    path = worked_example(tmp_path / "ws")
    with umask(0):
        given("batch", "--config", path, "--output", tmp_path / "made", "--run", "r", "--workers", "2")
    assert list((tmp_path / "made").rglob("*.pdf"))
    assert wrong(tmp_path / "made", PRIVATE) == {}


@pytest.mark.usefixtures("any_umask")
@pytest.mark.parametrize("command", [("init", "--with-templates"), ("sample", "--members", "12")])
def test_a_new_workspace_is_private(tmp_path: Path, command: tuple[str, ...]) -> None:
    for folder in (tmp_path / "new", tmp_path / "empty"):
        if folder.name == "empty":
            folder.mkdir(0o755)
        given(command[0], folder, *command[1:])
        assert wrong(folder, PRIVATE) == {}


@pytest.mark.usefixtures("any_umask")
def test_the_journal_and_the_lock_of_a_run_under_way_are_private(tmp_path: Path) -> None:
    with working_in(tmp_path / "r", begun=False):
        run = RunFolder.begin(tmp_path / "r", {})
        with run.journal() as journal:
            journal.add(Result("M1", "failed"))
            assert {file.name for file in run.path.iterdir()} == {".lock", "journal.jsonl", "run.json"}
            assert wrong(run.path, PRIVATE) == {}


def test_a_ledger_of_an_older_version_is_closed(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(1)])
    given("ledger", "list", "--config", path)
    (tmp_path / "ledger.sqlite").chmod(0o644)
    given("ledger", "list", "--config", path)
    assert wrong_ledger(tmp_path) == {}


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o755)
    write_atomically(tmp_path / "there" / "below" / "file", b"")
    assert stat.S_IMODE((tmp_path / "there").stat().st_mode) == 0o755
    assert wrong(tmp_path / "there" / "below", PRIVATE) == {}


@pytest.fixture
def group() -> grp.struct_group:
    """Return a group that is not the one that files get anyway."""
    mine = [grp.getgrgid(number) for number in os.getgroups() if number != os.getegid()]
    if os.geteuid() == 0:
        mine += [each for each in grp.getgrall() if each.gr_gid != os.getegid()]
    if not mine:
        pytest.skip("this user is in one group only")
    return mine[0]


@pytest.mark.usefixtures("any_umask")
def test_a_setting_opens_what_is_made_to_a_group(tmp_path: Path, group: grp.struct_group) -> None:
    path = campaign(
        tmp_path / "ws", [member(number) for number in range(2)], more=f'[files]\ngroup = "{group.gr_name}"\n'
    )
    run = tmp_path / "ws" / "output" / "r"
    given("batch", "--run", "s", "--workers", "1", "--config", path)
    given("approve", "r", "--by", "Ada", "--yes", "--config", path)
    given("email", "--run", "r", "--to-folder", run.parent / "mails", "--config", path)
    made = [run.parent / "s", run.parent / "mails", tmp_path / "ws" / "ledger.sqlite"]
    for each in made:
        assert wrong(each, SHARED) == {}
        assert {file.stat().st_gid for file in (each, *each.rglob("*"))} == {group.gr_gid}
    assert is_shared(run.parent)
    given("forget", "M0001", "--yes", "--config", path)
    assert wrong_ledger(tmp_path / "ws", SHARED) == {}


def test_a_shared_folder_is_passed_on_and_others_are_not_let_in(tmp_path: Path, group: grp.struct_group) -> None:
    share(tmp_path / "out", group.gr_gid)
    share(tmp_path / "out", group.gr_gid)
    make_folder(tmp_path / "out" / "a" / "b")
    assert wrong(tmp_path / "out", SHARED) == {}
    (tmp_path / "out" / "a").chmod(0o2775)  # one that all may read is nobody's shared folder
    write_atomically(tmp_path / "out" / "a" / "c" / "file", b"")
    assert wrong(tmp_path / "out" / "a" / "c", PRIVATE) == {}


def test_an_unknown_group_is_a_wrong_setting(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), "[period]", '[files]\ngroup = "no-such-group"\n\n[period]')
    result = CliRunner().invoke(cli, ["check", "--config", str(path)])
    assert isinstance(result.exception, SettingsError)
    for word in ("valuereport.toml", "files.group", "'no-such-group'", "allowed"):
        assert word in str(result.exception)
    assert not (tmp_path / "output").exists()


def test_the_group_is_no_part_of_what_a_run_is(tmp_path: Path, group: grp.struct_group) -> None:
    path = worked_example(tmp_path)
    given("batch", "--config", path, "--workers", "1", "--run", "r")
    frozen = (tmp_path / "output" / "r" / "run.json").read_bytes()
    assert b'"group"' not in frozen.split(b'"settings"')[1].split(b'"source"')[0]
    edited(path, "[period]", f'[files]\ngroup = "{group.gr_name}"\n\n[period]')
    given("batch", "--config", path, "--workers", "1", "--run", "r", "--resume")
    assert (tmp_path / "output" / "r" / "run.json").read_bytes() == frozen
