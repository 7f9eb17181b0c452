"""What can go wrong with a database: told as a whole sentence, with what to do next, and nothing is lost."""

from __future__ import annotations

import ctypes
import os
import pwd
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
import pytest

from tests.deliver.ledger.given import PERIOD, claimed, planned, state, wanted
from tests.postgresql import Server
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.errors import LedgerError

MANY = [wanted(f"M{number:05}") for number in range(3000)]


def refused(url: str) -> str:
    """Return why a ledger cannot be opened."""
    with pytest.raises(LedgerError) as caught, open_ledger(url, "Ada", wait=0.2):
        pass
    return whole(caught.value)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(LedgerError) as caught:
        call()
    return whole(caught.value)


def whole(error: LedgerError) -> str:
    """Return a message that a user can read: on one line, without addresses, secrets or SQL."""
    said = str(error)
    assert "\n" not in said
    assert "@example" not in said
    assert "INSERT" not in said
    assert "s3cret" not in said
    assert error.__context__ is None or error.__suppress_context__  # no traceback shows what the database said
    return said


@contextmanager
def locked(url: str) -> Iterator[int]:
    """Lock a ledger for writing from another process, or another session; yield the process."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE ledger_delivery, ledger_version")
            yield 0
        return
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE');"
        "print('locked', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", code, url.removeprefix("sqlite:///")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "locked\n"
        try:
            yield holder.pid
        finally:
            holder.kill()


def test_locked_beyond_the_time_to_wait(url: str) -> None:
    with open_ledger(url, "Ada", wait=0.2) as ledger:
        delivery = planned(ledger)
        with locked(url) as pid:
            said = refusal(lambda: ledger.claim(delivery.id))
            assert "is locked by" in said
            assert "then start again" in said
            if pid and Path("/proc/locks").exists():
                assert f"(process {pid})" in said
            assert "is locked by" in refusal(lambda: ledger.plan(PERIOD, "email", [wanted("M2")]))
            assert "is locked by" in refused(url)
        assert ledger.claim(delivery.id)


def test_an_answer_that_cannot_be_written_is_uncertain_later(url: str) -> None:
    with open_ledger(url, "Ada") as other:
        with open_ledger(url, "Bo", wait=0.2) as ledger:
            delivery = claimed(ledger)
            with locked(url):
                assert "is locked by" in refusal(lambda: ledger.record(delivery.id, "sent", answer="250 ok"))
            assert other.mark_abandoned() == ()
            assert state(other, delivery) == "sending"
        assert [one.id for one in other.mark_abandoned()] == [delivery.id]


@pytest.fixture
def shared() -> Iterator[Path]:
    """Make a folder that any user may reach."""
    folder = Path(mkdtemp(prefix="valuereport-ledger-"))
    folder.chmod(0o755)
    yield folder
    rmtree(folder)


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user whom permissions bind."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)])
def test_read_only(shared: Path, file: int, folder: int) -> None:
    url = f"sqlite:///{shared / 'ledger.db'}"
    with open_ledger(url, "Ada") as ledger:
        delivery = planned(ledger)
    (shared / "ledger.db").chmod(file)
    shared.chmod(folder)
    with nobody(), open_ledger(url, "Ada") as ledger:
        assert ledger.deliveries() == (delivery,)  # it can be read
        for call in (lambda: ledger.plan(PERIOD, "email", [wanted("M2")]), lambda: ledger.claim(delivery.id)):
            said = refusal(call)
            assert "read-only" in said or "may be written" in said
            assert "Ask for the right" in said or "right to write" in said or "has to lie in a folder" in said
    shared.chmod(0o755)
    with open_ledger(url, "Ada") as ledger:
        assert ledger.deliveries() == (delivery,)


def test_a_new_ledger_in_a_read_only_folder(shared: Path) -> None:
    shared.chmod(0o555)
    with nobody():
        assert "its folder is missing or read-only" in refused(f"sqlite:///{shared / 'ledger.db'}")
    shared.chmod(0o755)


def test_no_folder_no_file(tmp_path: Path) -> None:
    assert "there is no folder" in refused(f"sqlite:///{tmp_path / 'none' / 'ledger.db'}")
    (tmp_path / "folder.db").mkdir()
    assert "cannot be opened" in refused(f"sqlite:///{tmp_path / 'folder.db'}")


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a disk of half a megabyte; skips where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, b"size=512k") != 0:
        pytest.skip(f"no disk can be mounted here: {os.strerror(ctypes.get_errno())}")
    try:
        yield
    finally:
        libc.umount2(bytes(folder), 2)


def test_a_full_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with small_disk(tmp_path):
        with open_ledger(url, "Ada") as ledger:
            delivery = planned(ledger)
            said = refusal(lambda: ledger.plan(PERIOD, "email", MANY))
            assert "the disk is full. Make room on it and start again" in said
            assert ledger.deliveries() == (delivery,)  # all or nothing
        with open_ledger(url, "Ada") as ledger:
            assert ledger.claim(delivery.id)
            filling = tmp_path / "filling"
            with pytest.raises(OSError, match="No space"):
                filling.write_bytes(b"x" * 1024 * 1024)
            assert "the disk is full" in refusal(lambda: ledger.record(delivery.id, "sent"))
            filling.unlink()
            assert ledger.record(delivery.id, "sent").state == "sent"


@pytest.fixture
def quota() -> Iterator[Callable[[int], None]]:
    """Let no file of this process grow beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_quota(tmp_path: Path, quota: Callable[[int], None]) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", "Ada") as ledger:
        delivery = planned(ledger)
        quota((tmp_path / "ledger.db").stat().st_size + 8192)
        said = refusal(lambda: ledger.plan(PERIOD, "email", MANY))
        assert "cannot be written" in said
        assert ledger.deliveries() == (delivery,)


def test_a_ledger_is_made_wholly_or_not_at_all(tmp_path: Path, quota: Callable[[int], None]) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    quota(3 * 4096)
    assert "cannot be written" in refused(url)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    quota(1 << 30)
    with open_ledger(url, "Ada") as ledger:
        planned(ledger)


def test_an_answer_in_no_known_letters_is_written(ledger: Ledger) -> None:
    delivery = claimed(ledger)
    ended = ledger.record(delivery.id, "rejected", answer="550 caf\udce9 \0 zu", reason="\ud800")
    assert (ended.answer, ended.reason) == ("550 caf? ? zu", "?")


def test_what_is_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("who has got what\n" * 100)
    said = refused(f"sqlite:///{tmp_path / 'ledger.db'}")
    assert "is not a database, or a damaged one. Put back its newest backup" in said
    assert "would not know who has had a statement" in said


def test_a_damaged_database(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(f"sqlite:///{path}", "Ada") as ledger:
        ledger.plan(PERIOD, "email", MANY[:300])
    data = bytearray(path.read_bytes())
    for page in range(4096, len(data), 4096):
        data[page : page + 100] = b"\xff" * 100
    path.write_bytes(data)
    said = refused(f"sqlite:///{path}")
    assert "is damaged. Put back its newest backup" in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("s3cret", "no database URL"),
        ("", "no database URL"),
        ("mysql://me:s3cret@localhost/ledger", "mysql is not known"),
        ("nosuch://me:s3cret@localhost/ledger", "nosuch is not known"),
        ("sqlite://", "has to outlive this command"),
        ("sqlite:///:memory:", "has to outlive this command"),
        ("sqlite:///file:x?mode=memory&uri=true", "has to outlive this command"),
    ],
)
def test_a_url_that_names_no_ledger(url: str, words: str) -> None:
    assert words in refused(url)


def test_a_server_that_does_not_answer() -> None:
    with socket.socket() as taken:  # bound and not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        said = refused(f"postgresql://me:s3cret@127.0.0.1:{taken.getsockname()[1]}/ledger")
    assert "The ledger in the database ledger on 127.0.0.1 cannot be reached" in said
    assert "VALUEREPORT_DATABASE_URL" in said


def test_a_wrong_password(postgresql: Server) -> None:
    said = refused(postgresql.url("postgres", "locked:s3cret"))
    assert "the server refuses the user or the password" in said
    said = refused(postgresql.url("postgres", "locked"))
    assert "the server refuses the user or the password" in said


def test_no_such_user_and_no_such_database(postgresql: Server) -> None:
    assert "the server refuses the user" in refused(postgresql.url("postgres", "stranger"))
    assert "there is no such database. Make it (createdb)" in refused(postgresql.url("nowhere"))


def test_a_user_who_may_not_write(postgresql: Server) -> None:
    url = postgresql.new_schema()
    with open_ledger(url, "Ada") as ledger:
        planned(ledger)
    assert "the user may not" in refused(url.replace("keeper@", "locked:right@"))
    said = refused(postgresql.new_schema() + "%20-cdefault_transaction_read_only%3Don")
    assert "the server is read-only" in said


def test_a_driver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert 'pip install "valuereport[postgresql]"' in refused("postgresql://me:s3cret@localhost/ledger")


def test_a_server_that_is_started_anew_between_two_calls(postgresql: Server) -> None:
    url = postgresql.new_schema()
    with open_ledger(url, "Ada") as ledger:
        first, second = ledger.plan(PERIOD, "email", [wanted("M1"), wanted("M2")])
        assert ledger.claim(first.id)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert ledger.claim(second.id)
        for one in (first, second):
            assert ledger.record(one.id, "sent").state == "sent"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_any_way_to_write_the_url_of_a_server(postgresql: Server, scheme: str) -> None:
    with open_ledger(postgresql.new_schema().replace("postgresql", scheme, 1), "Ada") as ledger:
        planned(ledger)


def test_two_ways_to_one_file_see_each_others_senders(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").symlink_to(tmp_path / "here")
    with open_ledger(f"sqlite:///{tmp_path / 'here' / 'ledger.db'}", "Ada") as ledger:
        delivery = claimed(ledger)
        with open_ledger(f"sqlite:///{tmp_path / 'there' / 'ledger.db'}", "Bo") as other:
            assert other.mark_abandoned() == ()
        assert ledger.record(delivery.id, "sent")


def test_a_claim_is_seen_by_all_when_it_returns(tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", "Ada") as ledger:
        delivery = claimed(ledger)
        assert sorted(file.name for file in tmp_path.iterdir()) == ["ledger.db", "ledger.db.senders"]  # no journal left
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as other:
            rows = other.execute("SELECT state FROM ledger_delivery WHERE id = ?", (delivery.id,)).fetchall()
            assert rows == [("sending",)]
            assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
