"""The desk, what it started, and the browser end at any moment: nothing is lost or done twice, and pages are true."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.commands import said, tree
from tests.deliver.campaigns import campaign, member, write_members
from tests.desks import OpenDesk, Reply
from tests.mapping.folders.make import HERE
from tests.workspaces import edited, worked_example
from valuereport.actions.at_work import at_work
from valuereport.actions.workspace import open_workspace
from valuereport.desk.guard.session import Sessions
from valuereport.desk.workplace import SETTINGS

MANY = 300
LETTERS = 30  # and a mail server that takes more than a second for each


@dataclass
class KilledDesk(OpenDesk):
    """A desk that is a process, which can be killed as by whoever pulls the plug."""

    process: subprocess.Popen[str] | None = None

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(30)

    def begin(self, path: str, body: bytes, length: int | None = None) -> socket.socket:
        """Send a form, or the beginning of one, and wait for no answer."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = "multipart/form-data; boundary=part" if body.startswith(b"--") else "application/x-www-form-urlencoded"
        head = f"POST {path} HTTP/1.1\r\nHost: {self.own}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n"
        head += f"Content-Type: {kind}\r\nContent-Length: {length or len(body)}\r\n\r\n"
        line = socket.create_connection(("127.0.0.1", self.port))
        line.sendall(head.encode() + body)
        return line


@contextmanager
def started(folder: Path) -> Iterator[KilledDesk]:
    """Start a desk as a user does, and come in; all that it said in the terminal is that it is open."""
    command = [sys.executable, "-m", "valuereport", "desk", "--no-browser"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stderr
            line = process.stdout.readline().strip()
            desk = KilledDesk(int(line.split(":")[2].split("/")[0]), Sessions(), process=process)
            assert desk.ask("GET", line.removeprefix(desk.url)).status == 200
            yield desk
        finally:
            process.kill()
        assert process.stderr.read().count("\n") == 1


def until(true: Callable[[], object], between: float = 0.05) -> None:
    deadline = time.monotonic() + 240
    while not true():
        assert time.monotonic() < deadline
        time.sleep(between)


def ready(desk: OpenDesk, path: str) -> Reply:
    """Return a page when what it needs is read."""
    until(lambda: "data-follow" not in desk.get(path).text)
    return desk.get(path)


def pages_of(desk: OpenDesk) -> dict[str, str]:
    """Return the pages that tell how things stand; each has an answer after whatever happened."""
    found = {path: desk.get(path) for path in ("/", "/exports", "/run", "/deliver")}
    assert {reply.status for reply in found.values()} <= {200, 303}
    return {path: unescape(reply.text) for path, reply in found.items()}


def leftovers(folder: Path) -> list[str]:
    """Return files that are only half there, and who is at work though all is done."""
    half = [str(one) for one in folder.rglob("*.partial")]
    return [*half, *(map(str, at_work(open_workspace(folder / SETTINGS))) if (folder / SETTINGS).exists() else ())]


def form_of(page: str, action: str) -> list[tuple[str, str]]:
    """Return the hidden fields of a form, as a browser sends them on."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return [(unescape(a), unescape(b)) for a, b in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)]


def digest_of(desk: OpenDesk) -> str:
    return str(re.findall(r'name="digest" value="([^"]*)"', desk.get("/settings/part", part="organisation").text)[0])


def test_before_and_after_settings_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    settings = worked_example(folder)
    before = settings.read_bytes()
    with started(folder) as desk:
        fields = {"name": "settings", "digest": digest_of(desk), "set:organisation.website": "https://new.example"}
        look = desk.post("/settings/change", **fields)
        form = form_of(look.text, "/settings/save")
        desk.kill()
    assert settings.read_bytes() == before
    with started(folder) as desk:  # the page that was looked at is still open in the browser, with what it proposes
        pages_of(desk)
        assert "https://guild.example" in desk.get("/settings/part", part="organisation").text
        line = desk.begin("/settings/save", urlencode(form).encode())
        until(lambda: settings.read_bytes() != before, 0.001)
        desk.kill()
        line.close()
    after = settings.read_bytes()
    assert after == before.replace(b"https://guild.example", b"https://new.example")
    with started(folder) as desk:
        pages_of(desk)
        assert "https://new.example" in desk.get("/settings/part", part="organisation").text
        again = desk.post_all("/settings/save", *form)  # whoever saw no answer sends it once more
        assert again.status == 409
        assert "was changed since it was shown here; nothing is written" in unescape(again.text)
    assert settings.read_bytes() == after
    assert not leftovers(folder)


def test_during_an_upload(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    part = (
        b'--part\r\nContent-Disposition: form-data; name="files"; filename="members.csv"\r\n\r\n' + b"a,b\n" * 500_000
    )
    with started(folder) as desk:
        desk.begin("/exports", part, 3_000_000).close()  # the browser is closed
        assert "Bring your exports" in desk.get("/exports").text
        line = desk.begin("/exports", part, 3_000_000)
        desk.kill()
        line.close()
    assert not [one for one in folder.iterdir() if one.name != ".desk"]
    with started(folder) as desk:
        assert "Bring your exports" in desk.get("/exports").text
        assert desk.send("/exports", ("members.csv", b"Member,Name\nM1,A\n")).status == 303
        assert "members.csv" in ready(desk, "/exports").text
        pages_of(desk)
    assert [one.name for one in (folder / "exports").iterdir()] == ["members.csv"]
    assert not leftovers(folder)


@pytest.mark.usefixtures("whole")
def test_between_two_answers_and_while_files_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(HERE / "it-camera", folder / "exports", ignore=shutil.ignore_patterns("*.toml", "*.json"))
    for number in range(4):  # so many rows that reading takes a while
        rows = "".join(f"{one},2026-03-0{number + 1},{one * 7}\n" for one in range(60_000))
        (folder / "exports" / f"more-{number}.csv").write_text("Nummer,Datum,Betrag\n" + rows, encoding="utf-8")
    with started(folder) as desk:
        line = socket.create_connection(("127.0.0.1", desk.port))
        cookie = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())
        line.sendall(f"GET /exports HTTP/1.1\r\nHost: {desk.own}\r\nCookie: {cookie}\r\n\r\n".encode())
        time.sleep(0.5)
        desk.kill()  # while the files are read
        line.close()
    answered: list[str] = []
    for _ in range(3):
        with started(folder) as desk:
            page = ready(desk, "/exports/question").text
            name = unescape(re.findall(r'type="hidden" name="id" value="([^"]*)"', page)[0])
            assert name not in answered
            listed = ready(desk, "/exports/answers").text
            assert listed.count("/exports/question?id=") >= len(answered)
            form = page.partition('action="/exports/question"')[2].partition("</form>")[0]
            chosen = re.findall(r'type="radio" name="answer" value="([^"]*)"', form)
            said_here = unescape(chosen[0]) if chosen else "A Club"
            reply = desk.post("/exports/question", id=name, answer=said_here)
            if reply.status != 303:  # a question with other fields is left to the person
                break
            answered.append(name)
            desk.kill()  # between two answers
    assert len(answered) > 1
    kept = (folder / "answers.toml").read_text(encoding="utf-8")
    assert all(f'"{name}"' in kept or name in kept for name in answered)
    assert not (folder / SETTINGS).exists()
    assert not leftovers(folder)


def members_of(folder: Path) -> Path:
    """Make a workspace of so many members that a batch of one worker takes a while."""
    members = [member(number) for number in range(MANY)]
    history = [f"{one['Member']},template-download,2026-03-02,A template,{number + 1},,t{number}"
               for number, one in enumerate(members)]  # fmt: skip
    fees = [f"{one['Member']},325.00,GBP,2026-01-05" for one in members]
    worked_example(
        folder,
        history_csv="\n".join(["Member,Activity,Date,Title,Quantity,Amount,Reference", *history]),
        fees_csv="\n".join(["Member,Amount,Currency,Paid", *fees]),
    )
    write_members(folder, members)
    return folder


def over(desk: OpenDesk, path: str, **fields: str) -> bool:
    return "data-ended" in desk.get(path, **fields).text


def signalled(folder: Path, number: int) -> None:
    """Send a signal to what is at work in a workspace, and to all its processes."""
    workspace = open_workspace(folder / SETTINGS)
    until(lambda: at_work(workspace), 0.01)
    os.killpg(os.getpgid(at_work(workspace)[0].process), number)


def kill_work(folder: Path) -> None:
    signalled(folder, signal.SIGKILL)
    until(lambda: not at_work(open_workspace(folder / SETTINGS)))


@pytest.mark.usefixtures("whole")
def test_while_a_batch_composes_and_while_it_writes(tmp_path: Path) -> None:
    folder = members_of(tmp_path / "w")
    run = folder / "output" / "2026"

    def statements() -> dict[str, bytes]:
        return {str(one): one.read_bytes() for one in run.glob("statements/**/*.pdf")}

    with started(folder) as desk:
        desk.post("/run/start", run="2026")
        desk.kill()  # it has hardly begun
    kill_work(folder)
    assert not statements()
    with started(folder) as desk:
        until(lambda: over(desk, "/run/progress/part", run="2026"))
        assert 'action="/run"' in pages_of(desk)["/run"]
        page = desk.get("/run/progress", run="2026").text
        assert "Ended from outside before its end" in page
        offered = "/run/resume" if 'action="/run/resume"' in page else "/run/start"
        desk.post(offered, run="2026")
        until(lambda: len(statements()) > 2, 0.01)
        signalled(folder, signal.SIGSTOP)  # so that it is not finished before another desk is there
        desk.kill()  # the desk alone: the work goes on
    with started(folder) as desk:
        pages = pages_of(desk)
        assert "is at work" in pages["/"]
        assert desk.post("/run/start", run="another").status == 409
        assert desk.post("/run/resume", run="2026").status == 409  # nobody makes it twice
        number = len(statements())
        signalled(folder, signal.SIGCONT)
        until(lambda: len(statements()) > number, 0.01)
        kill_work(folder)
        there = statements()
        assert 0 < len(there) < MANY
        until(lambda: over(desk, "/run/progress/part", run="2026"))
        assert "Go on with 2026, which was stopped; nothing is made twice." in pages_of(desk)["/"]
        desk.follow(desk.post("/run/resume", run="2026"))
        until(lambda: over(desk, "/run/progress/part", run="2026"))
        assert re.search(r">\s*Finished", desk.get("/run/progress", run="2026").text)
        assert there.items() <= statements().items()
        assert "2026" in pages_of(desk)["/deliver"]
    said(folder / SETTINGS, "batch", "--run", "2026", "--workers", "1", "--output", str(tmp_path / "other"))
    parts = [tree(each) for each in (run, tmp_path / "other" / "2026")]
    assert {k: v for k, v in parts[0].items() if k != "makers.json"} == {
        k: v for k, v in parts[1].items() if k != "makers.json"
    }
    assert not leftovers(folder)


class SlowServer:
    """A mail server that takes its time for each message, and counts what it has taken."""

    def __init__(self) -> None:
        self.taken, self.begun = Counter[str](), Counter[str]()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        self.begun.update(envelope.rcpt_tos)
        await asyncio.sleep(1.5)
        self.taken.update(envelope.rcpt_tos)
        return "250 taken"


@pytest.mark.usefixtures("whole")
def test_during_a_sending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = campaign(tmp_path / "w", [member(number) for number in range(LETTERS)])
    folder, server = settings.parent, SlowServer()
    edited(settings, "a_minute = 60000", "a_minute = 600")
    said(settings, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", f"smtp://127.0.0.1:{port}?starttls=never")
        with started(folder) as desk:
            desk.post("/deliver/email", run="r")
            until(lambda: len(server.taken) > 1)
            desk.kill()  # the desk alone
        with started(folder) as desk:
            assert "is at work" in pages_of(desk)["/"]
            assert desk.post("/deliver/print", run="r").status == 409
            until(lambda: len(server.begun) > len(server.taken) > 2, 0.01)
            kill_work(folder)  # while a message is being taken
            until(lambda: over(desk, "/deliver/progress/part", run="r"))
            assert "It was ended from outside before its end." in desk.get("/deliver/progress", run="r").text
            desk.kill()
        time.sleep(2)  # the server takes what it was given
        with started(folder) as desk:
            pages = pages_of(desk)
            assert 'href="/deliver/email?run=r">Resume' in desk.get("/deliver/progress", run="r").text
            assert "/deliver/email" in pages["/deliver"]
            desk.follow(desk.post("/deliver/email", run="r"))
            until(lambda: over(desk, "/deliver/progress/part", run="r"))
            page = unescape(desk.get("/deliver", run="r").text)
            doubts = desk.get("/deliver/doubts").text
            doubtful = set(re.findall(r"m[0-9]{4}@members\.example", doubts))
            assert ("It is not certain whether one message left." in page) == (len(doubtful) == 1)
            assert len(doubtful) <= 1
            assert ("find out" in pages_of(desk)["/"]) == bool(doubtful)
    finally:
        controller.stop()
    everybody = {f"m{number:04}@members.example" for number in range(LETTERS)}
    assert set(server.taken.values()) == {1}
    assert everybody - doubtful <= set(server.taken)
    assert not leftovers(folder)


@pytest.mark.usefixtures("whole")
def test_between_a_proposal_and_its_confirmation(tmp_path: Path) -> None:
    folder = members_of(tmp_path / "w")
    file = folder / "corrections.csv"
    with started(folder) as desk:
        change = {"id": "M0003", "what": "fields", "city": "Leeds", "why": "she said so"}
        look = desk.post("/member/correct", **change, look="1")
        assert "Leeds" in look.text
        form = [one for one in form_of(look.text, "/member/correct") if one[0] != "look"]
        desk.kill()
    assert not file.exists()
    with started(folder) as desk:
        pages_of(desk)
        assert "Leeds" not in desk.get("/member", id="M0003").text
        line = desk.begin("/member/correct", urlencode([*form, ("write", "1")]).encode())
        until(file.exists, 0.001)
        desk.kill()
        line.close()
    rows = file.read_bytes()
    assert rows.count(b"Leeds") == 1
    with started(folder) as desk:
        pages_of(desk)
        assert "Leeds" in desk.get("/member", id="M0003").text
        again = desk.post_all("/member/correct", *form, ("write", "1"))
        assert again.status in (400, 409, 422), again.headers
    assert file.read_bytes() == rows
    assert not leftovers(folder)


@pytest.mark.usefixtures("whole")
def test_while_stories_are_made(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder = shutil.copytree(request.getfixturevalue("published"), tmp_path / "w")
    stories = folder / "output" / "r" / "stories"
    before = tree(stories)
    with started(folder) as desk:
        reply = desk.post("/stories/make", run="r", scope="web", although_below_fee="yes", make="1")
        assert reply.status == 303, reply.text
        desk.kill()
    kill_work(folder)
    assert tree(stories) == before
    with started(folder) as desk:
        pages_of(desk)
        page = unescape(desk.get("/stories", run="r").text)
        assert "broke off: its process was ended." in page
        assert "/stories/make" in page
        assert desk.post("/stories/make", run="r", scope="web", although_below_fee="yes", make="1").status == 303
        until(lambda: not at_work(open_workspace(folder / SETTINGS)) and "data-follow" not in desk.get("/stories").text)
        assert "broke off" not in desk.get("/stories").text
    assert tree(stories) != before
    assert not leftovers(folder)
