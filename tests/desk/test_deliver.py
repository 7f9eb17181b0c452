"""Deliver: who gets what, and everything on the way to the members, against a real mail server."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import said, tree
from tests.deliver.campaigns import campaign, member
from tests.deliver.email.server import Faults, FaultServer
from tests.desks import OpenDesk, opened
from tests.workspaces import edited
from valuereport.actions.at_work import at_work
from valuereport.actions.workspace import open_workspace

MEMBERS = [
    *(member(number) for number in range(3)),
    member(3, Name='<i>Zoë</i> "Z"', Email=""),
    member(4, **{"No email": "yes", "No post": "yes"}),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = campaign(tmp_path_factory.mktemp("deliver"), MEMBERS)
    edited(path, "a_minute = 60000", "a_minute = 60")
    edited(path, "[email]", '[print]\nmembers = "without-email"\n\n[email]')
    return path


@pytest.fixture(scope="module")
def mail() -> Iterator[FaultServer]:
    with FaultServer(Faults(of={"m0002@members.example": "take and drop"})) as server:
        yield server


@pytest.fixture
def desk(settings: Path, mail: FaultServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenDesk]:
    monkeypatch.setenv("VALUEREPORT_SMTP_URL", mail.url)
    with opened(settings.parent) as found:
        found.enter()
        yield found


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def over(desk: OpenDesk) -> bool:
    return "data-ended" in desk.get("/deliver/progress/part", run="r").text


def test_a_draft_can_be_looked_at_and_tested_and_not_sent(desk: OpenDesk, settings: Path, mail: FaultServer) -> None:
    before = tree(settings.parent)
    page = desk.get("/deliver").text  # the newest run where none is named
    assert "The run r is a draft" in page
    assert "/deliver/email" not in page
    assert "One member is reached by nothing" in page
    assert '<a href="/member?id=M0004">Member 4</a>' in page
    page = desk.get("/deliver/members", run="r", channel="email", group="not").text
    assert "&lt;i&gt;Zoë&lt;/i&gt; &#34;Z&#34;" in page
    table = desk.get("/deliver/members.csv", run="r", channel="email", group="not").body.decode("utf-8-sig")
    assert [row["member_id"] for row in csv.DictReader(io.StringIO(table))] == ["M0003", "M0004"]
    assert "Your membership value statement, 2026" in desk.get("/deliver/messages", run="r").text
    message = desk.get("/deliver/message", run="r", member="M0001")
    assert message.headers["content-type"].startswith("text/html")
    assert message.headers["content-security-policy"].startswith("default-src 'none'")
    assert message.headers["content-security-policy"].endswith("sandbox")
    file = desk.get("/deliver/message", **{"run": "r", "member": "M0001", "as": "file"})
    assert b"<m0001@members.example>" in file.body
    assert desk.get("/deliver/message", run="r", member="M0004").status == 400
    assert "M0004" in desk.get("/deliver/messages", run="r", member="M0004").text
    assert {name: each for name, each in tree(settings.parent).items() if not name.startswith(".desk")} == before

    assert desk.post("/deliver/test", run="r", address="anna").status == 422
    done = desk.follow(desk.post("/deliver/test", run="r", address="anna@guild.example"))
    assert "One message went to anna@guild.example." in done.text
    assert dict(mail.recipients) == {"anna@guild.example": 1}


def test_sent_killed_and_gone_on_nobody_has_it_twice(desk: OpenDesk, settings: Path, mail: FaultServer) -> None:
    said(settings, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    page = desk.get("/deliver/email", run="r").text
    assert "3 messages leave, from Guild of Examples (members@guild.example)." in page
    assert "Send 3\N{NO-BREAK SPACE}messages now" in page
    desk.follow(desk.post("/deliver/email", run="r"))
    workspace = open_workspace(settings)
    until(lambda: "m0000@members.example" in mail.recipients and bool(at_work(workspace)))
    assert "Started by" in desk.get("/deliver/progress", run="r").text
    assert "Show its progress" in desk.get("/deliver", run="r").text
    assert desk.post("/deliver/print", run="r").status == 409  # Anna Berg is sending messages
    os.killpg(os.getpgid(at_work(workspace)[0].process), signal.SIGKILL)
    until(lambda: over(desk))
    page = desk.get("/deliver/progress", run="r").text
    assert "It was ended from outside before its end." in page
    assert 'href="/deliver/email?run=r">Resume' in page
    edited(settings, "a_minute = 60", "a_minute = 60000")
    desk.follow(desk.post("/deliver/email", run="r"))
    until(lambda: over(desk))
    assert mail.recipients["m0000@members.example"] == mail.recipients["m0001@members.example"] == 1

    page = desk.get("/deliver", run="r").text
    assert "It is not certain whether one message left." in page
    doubt = re.findall(r"/deliver/doubt\?delivery=([0-9a-f]{32})", desk.get("/deliver/doubts").text)
    assert len(doubt) == 1
    page = desk.get("/deliver/doubt", delivery=doubt[0]).text
    assert "m0002@members.example" in page
    wrong = desk.post("/deliver/doubt", delivery=doubt[0], state="", note="")
    assert wrong.status in (400, 422)
    done = desk.follow(desk.post("/deliver/doubt", delivery=doubt[0], state="sent", note="she has it"))
    assert "Noted for M0002." in done.text
    assert "Nothing is in doubt." in done.text


def test_the_print_file_is_made_handed_out_and_handed_over(desk: OpenDesk, settings: Path) -> None:
    page = desk.get("/deliver/print", run="r").text
    assert "One member waits for a letter." in page
    desk.follow(desk.post("/deliver/print", run="r"))
    until(lambda: over(desk))
    page = desk.get("/deliver/print", run="r").text
    assert "The print file holds one letter" in page
    made = desk.get("/deliver/print/file", run="r", name="print.pdf")
    assert made.body == (settings.parent / "output" / "r" / "print.pdf").read_bytes()
    assert made.headers["content-disposition"].startswith("attachment")
    assert b"M0003" in desk.get("/deliver/print/file", run="r", name="print-sheets.csv").body
    assert desk.get("/deliver/print/file", run="r", name="../../ledger.sqlite").status == 400
    assert "One letter of the print file then counts as sent" in desk.get("/deliver/print/handed-over", run="r").text
    done = desk.follow(desk.post("/deliver/print/handed-over", run="r"))
    assert "One letter is with the mail house." in done.text
    assert "One letter of it is with the mail house." in desk.get("/deliver/print", run="r").text


def test_other_systems_get_a_table_without_those_who_said_no(desk: OpenDesk) -> None:
    assert desk.post("/deliver/export", run="r", to="").status == 422
    page = desk.post("/deliver/export", run="r", to="kit").text
    assert "valuereport export --run r --to kit" in page
    table = desk.get("/deliver/export.csv", run="r", to="kit")
    assert b"m0001@members.example" in table.body
    assert b"m0004@members.example" not in table.body
    assert desk.get("/deliver/export.csv", run="r", to="../x").status == 400


def test_returned_mail_and_who_gets_none_any_more(desk: OpenDesk, settings: Path) -> None:
    sent = said(settings, "ledger", "list", "--channel", "email", "--state", "sent", "--json")
    delivery = re.findall(r'"id": "([0-9a-f]{32})",\s+"member_id": "M0000"', sent)[0]
    returned = RETURNED.format(delivery=delivery).replace("\n", "\r\n").encode()
    assert desk.send("/deliver/returned").status == 422
    page = desk.send("/deliver/returned", ("<b>back</b>.eml", returned), ("holiday.jpg", b"\xff\xd8")).text
    assert re.findall('<p class="figure">([0-9]+)</p>', page) == ["1", "0", "1"]
    assert "holiday.jpg" in page
    assert "<b>back" not in page
    assert not list((settings.parent / ".desk").glob("tmp*"))

    page = desk.get("/deliver/suppressions").text
    assert "m0000@members.example" in page
    asked = desk.post("/deliver/suppressions", addresses="a@members.example\nb@members.example", look="1").text
    assert "entries get no email any more" in asked
    done = desk.follow(desk.post("/deliver/suppressions", addresses="a@members.example\nb@members.example"))
    assert "addresses get no email any more." in done.text
    assert b"b@members.example" in desk.get("/deliver/suppressions.csv").body
    assert "a@members" not in desk.get("/deliver/suppressions", text="b@").text
    assert "It is noted that Anna Berg allows it." in desk.get("/deliver/allow", address="a@members.example").text
    assert desk.post("/deliver/allow", address="a@members.example", note="").status == 422
    done = desk.follow(desk.post("/deliver/allow", address="a@members.example", note="asked for it"))
    assert "a@members.example gets email again." in done.text
    assert desk.get("/deliver/allow", address="a@members.example").status == 400


RETURNED = """From: MAILER-DAEMON@members.example
To: members@guild.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.members.example

Final-Recipient: rfc822; m0000@members.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{delivery}@guild.example>

--b--
"""
