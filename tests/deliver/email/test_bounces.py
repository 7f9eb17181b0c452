"""Returned mail: which delivery came back and why; and what is not returned mail is told."""

from __future__ import annotations

import mailbox
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deliver.email.members import delivery, envelope
from valuereport.deliver.email.bounces import Bounce, Complaint, read_bounces

ROW = delivery(7)
COPY = envelope(ROW).content
HEADERS = COPY.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def report(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 no such user here",
    returned: bytes = HEADERS,
    kind: str = "text/rfc822-headers",
    reference: str = "",
    status_kind: str = "message/delivery-status",
) -> bytes:
    """Return mail as a server sends it back."""
    text = (
        "From: MAILER-DAEMON@members.example\r\nTo: membership@building-aftercare.example\r\n"
        f"Subject: Undelivered\r\n{reference}MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        f"--b\r\nContent-Type: {status_kind}\r\n\r\n"
        "Reporting-MTA: dns; members.example\r\n\r\n"
        f"Final-Recipient: rfc822; m0007@members.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {diagnostic}\r\n"
    )
    if returned:
        return text.encode() + f"\r\n--b\r\nContent-Type: {kind}\r\n\r\n".encode() + returned + b"\r\n--b--\r\n"
    return text.encode() + b"\r\n--b--\r\n"


def only(folder: Path, content: bytes) -> Bounce | Complaint | str:
    """Return the bounce that is read from one file, or the reason of the problem."""
    file = folder / "returned.eml"
    file.write_bytes(content)
    bounces, problems = read_bounces([file])
    assert len(bounces) + len(problems) == 1
    if bounces:
        return bounces[0]
    assert problems[0].file == "returned.eml"
    return problems[0].reason


@pytest.mark.parametrize(
    "content",
    [
        report(),
        report(returned=COPY, kind="message/rfc822"),
        report(returned=b"", reference=f"References: <x@y.example> <{ROW.id}@building-aftercare.example>\r\n"),
        report(returned=b"", reference=f"In-Reply-To: <{ROW.id}@building-aftercare.example>\r\n"),
        report(status_kind="message/global-delivery-status", kind="message/global-headers"),
        report(status="5.1.1 (bad address)"),
    ],
)
def test_a_returned_message_names_its_delivery(tmp_path: Path, content: bytes) -> None:
    expected = Bounce((ROW.id,), "5.1.1", "550 5.1.1 no such user here", "returned.eml", None)
    assert only(tmp_path, content) == expected


def test_a_full_mailbox_keeps_its_own_code(tmp_path: Path) -> None:
    found = only(tmp_path, report(status="4.2.2", diagnostic="smtp; 452 mailbox full"))
    assert isinstance(found, Bounce)
    assert (found.status, found.diagnostic, found.hard) == ("4.2.2", "452 mailbox full", False)


@pytest.mark.parametrize(
    ("hard", "statuses"),
    [
        (True, ["5.1.1", "5.0.0", "5.1.10", "5.2.1", "5.4.4", "5.5.0"]),
        (False, ["5.2.2", "5.2.3", "5.3.4", "5.6.0", "5.7.1", "4.4.7", ""]),
    ],
)
def test_only_what_is_about_the_address_is_a_hard_bounce(tmp_path: Path, hard: bool, statuses: list[str]) -> None:
    for status in statuses:
        found = only(tmp_path, report(status=status))
        assert isinstance(found, Bounce)
        assert found.hard is hard


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (report(action="delayed"), "reports a delay or a success"),
        (report(action="delivered"), "reports a delay or a success"),
        (report(returned=b""), "does not say which message came back"),
        (report(returned=b"Message-ID: <someone@else.example>\r\n\r\n"), "does not say which message came back"),
        (b"From: a@b.example\r\nSubject: Out of office\r\n\r\nI am away.\r\n", "is no delivery report"),
        (b"", "is no delivery report"),
        (b"\x00\xff\xfe\r\n\r\n\x80", "is no delivery report"),
    ],
)
def test_what_cannot_be_used_is_a_problem(tmp_path: Path, content: bytes, reason: str) -> None:
    found = only(tmp_path, content)
    assert isinstance(found, str)
    assert reason in found


def test_an_mbox_holds_many(tmp_path: Path) -> None:
    path = tmp_path / "returned.mbox"
    box = mailbox.mbox(path)
    other = envelope(delivery(8)).content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    for content in (report(), b"Subject: Out of office\r\n\r\nAway.\r\n", report(returned=other)):
        made: Message = message_from_bytes(content)
        box.add(made)
    box.close()
    bounces, problems = read_bounces([path])
    assert [(bounce.deliveries[0], bounce.place) for bounce in bounces] == [(ROW.id, 1), (delivery(8).id, 3)]
    assert [(problem.file, problem.row) for problem in problems] == [("returned.mbox", 2)]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    bounces, problems = read_bounces([tmp_path / "nowhere.eml", tmp_path])
    assert not bounces
    assert [problem.severity for problem in problems] == ["warning", "warning"]


def test_a_report_cannot_bring_control_characters_into_the_ledger(tmp_path: Path) -> None:
    found = only(tmp_path, report(diagnostic="smtp; 550 \x1b[31mred\x07" + "y" * 1000))
    assert isinstance(found, Bounce)
    assert found.diagnostic.isprintable()
    assert len(found.diagnostic) <= 300


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 60))
def test_damaged_mail_is_never_a_traceback(tmp_path: Path, noise: bytes, at: int, cut: int) -> None:
    whole = report()
    file = tmp_path / "noise.eml"
    file.write_bytes(whole[:at] + noise + whole[at + cut :])
    bounces, problems = read_bounces([file])
    assert bounces or problems or file.read_bytes().startswith(b"From ")
