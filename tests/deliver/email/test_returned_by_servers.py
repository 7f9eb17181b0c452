"""Returned mail as servers write it that keep to no RFC 3464, complaints, and mail that only looks like either."""

from __future__ import annotations

import base64
import tracemalloc
from pathlib import Path

import pytest

from valuereport.deliver.email.bounces import NOT_UNDERSTOOD, Bounce, Complaint, read_bounces
from valuereport.deliver.email.mime import LONGEST

ID = "0d899087f0e14bd086825d019a637356"
OURS = f"<{ID}@our.example>"
TO = "To: membership@our.example\nDate: Tue, 1 Dec 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
COPY = (
    f"Return-Path: <membership@our.example>\nMessage-ID: {OURS}\nTo: ann@a.example\nSubject: Your membership\n\nhello\n"
)

EXIM = f"""From: Mail Delivery System <Mailer-Daemon@mx.a.example>
{TO}X-Failed-Recipients: ann@a.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ann@a.example
    host mx.a.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<ann@a.example>:
    550 5.1.1 <ann@a.example>: Recipient address rejected: User unknown

------ This is a copy of the message, including all the headers. ------

{COPY}"""

EXIM_GAVE_UP = f"""From: Mail Delivery System <Mailer-Daemon@mx.a.example>
{TO}X-Failed-Recipients: ann@a.example
References: {OURS}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

  ann@a.example
    host mx.a.example [192.0.2.1]: 451 Temporary failure, will retry:
    retry timeout exceeded
"""

EXIM_WAITS = f"""From: Mail Delivery System <Mailer-Daemon@mx.a.example>
{TO}Auto-Submitted: auto-replied
References: {OURS}
Subject: Warning: message 1kVx2c-0003Xy-9P delayed 24 hours

This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.a.example.

The message identifier is:     1kVx2c-0003Xy-9P
The address to which the message has not yet been delivered is:

  ann@a.example
    host mx.a.example [192.0.2.1]: 450 4.2.0 greylisted for 500 seconds

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.
"""

QMAIL = f"""From: MAILER-DAEMON@mx.a.example
{TO}Subject: failure notice

Hi. This is the qmail-send program at mx.a.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@a.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{COPY}"""

QMAIL_WAITED_TOO_LONG = f"""From: MAILER-DAEMON@mx.a.example
{TO}Subject: failure notice

Hi. This is the qmail-send program at mx.a.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@a.example>:
Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)
I'm not going to try again; this message has been in the queue too long.

--- Below this line is a copy of the message.

{COPY}"""

POSTFIX = f"""From: MAILER-DAEMON@mx.our.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
{TO}Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="A1B2C3.1606816800/mx.our.example"

This is a MIME-encapsulated message.

--A1B2C3.1606816800/mx.our.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.our.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<ann@a.example>: host mx.a.example[192.0.2.1] said: 550 5.1.1 <ann@a.example>
    User unknown (in reply to RCPT TO command)

--A1B2C3.1606816800/mx.our.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.our.example
X-Postfix-Queue-ID: A1B2C3
Arrival-Date: Tue,  1 Dec 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; ann@a.example
Original-Recipient: rfc822;ann@a.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.a.example
Diagnostic-Code: smtp; 550 5.1.1 <ann@a.example> User unknown

--A1B2C3.1606816800/mx.our.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

{COPY}
--A1B2C3.1606816800/mx.our.example--
"""

POSTFIX_WAITS = POSTFIX.replace("Action: failed\nStatus: 5.1.1", "Action: delayed\nStatus: 4.4.1")

EXCHANGE = f"""From: <postmaster@a.example>
{TO}Content-Type: multipart/report; report-type=delivery-status; boundary="9B095B5ADSN=_01D6"
X-MS-Exchange-Message-Is-Ndr:
X-Auto-Response-Suppress: All
In-Reply-To: {OURS}
References: {OURS}
Subject: Undeliverable: Your membership

--9B095B5ADSN=_01D6
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<html><body><p><b>Delivery has failed to these recipients or groups:</b></p></body></html>

--9B095B5ADSN=_01D6
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.a.example
Received-From-MTA: dns;mx.our.example
Arrival-Date: Tue, 1 Dec 2026 10:00:00 +0000

Final-Recipient: rfc822;ann@a.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--9B095B5ADSN=_01D6--
"""

EXCHANGE_IN_HTML_ALONE = f"""From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@a.example>
{TO}X-MS-Exchange-Organization-SCL: -1
Subject: Nicht zustellbar: Your membership
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

""" + base64.encodebytes(
    (
        "<html><head><style>p.x450 { width: 450 px }</style></head><body><p>Fehler bei der Nachrichtenzustellung.</p>"
        "<p>Diagnoseinformationen f&uuml;r Administratoren:</p><p>Generierender Server: mail.a.example</p>"
        "<p>ann@a.example<br>Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'</p>"
        "<p>Original message headers:</p>"
        f"<pre>Received: from mx by mail.a.example (15.20.3611.20)\nMessage-ID: &lt;{ID}@our.example&gt;\n</pre>"
    ).encode()
).decode()

GMAIL = f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
{TO}Auto-Submitted: auto-replied
X-Failed-Recipients: ann@a.example
In-Reply-To: {OURS}
References: {OURS}
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; boundary="0000000000000c1f"; report-type=delivery-status

--0000000000000c1f
Content-Type: multipart/related; boundary="0000000000000c22"

--0000000000000c22
Content-Type: multipart/alternative; boundary="0000000000000c23"

--0000000000000c23
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to ann@a.example because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 The email account that you tried to reach does not exist.

--0000000000000c23--

--0000000000000c22--

--0000000000000c1f
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Tue, 01 Dec 2026 02:00:00 -0800 (PST)

Final-Recipient: rfc822; ann@a.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
 550 5.1.1 Please try double-checking the recipient's email address
Last-Attempt-Date: Tue, 01 Dec 2026 02:00:01 -0800 (PST)

--0000000000000c1f
Content-Type: message/rfc822

{COPY}
--0000000000000c1f--
"""

GMAIL_OF_OLD = f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
{TO}X-Failed-Recipients: ann@a.example
Subject: Delivery Status Notification (Failure)
Content-Type: text/plain; charset=UTF-8

Delivery to the following recipient failed permanently:

     ann@a.example

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain a.example.

The error that the other server returned was:
550 550 5.1.1 unknown or illegal alias: ann@a.example (state 14).

----- Original message -----

{COPY}"""

GMAIL_OF_OLD_WAITS = f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
{TO}X-Failed-Recipients: ann@a.example
References: {OURS}
Subject: Delivery Status Notification (Delay)

This is an automatically generated Delivery Status Notification

THIS IS A WARNING MESSAGE ONLY.

YOU DO NOT NEED TO RESEND YOUR MESSAGE.

Delivery to the following recipient has been delayed:

     ann@a.example

Message will be retried for 2 more day(s)
"""

SENDMAIL_OF_OLD = f"""From: Mail Delivery Subsystem <MAILER-DAEMON>
{TO}Subject: Returned mail: see transcript for details

The original message was received at Tue, 1 Dec 2026 10:00:00 GMT

   ----- The following addresses had permanent fatal errors -----
<ann@a.example>
    (reason: 553 sorry, that domain isn't in my list of allowed rcpthosts)

   ----- Original message follows -----

{COPY}"""

RECEIPT = f"""From: ann@a.example
{TO}In-Reply-To: {OURS}
Subject: Read: Your membership
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

Your message was not read and deleted; 550 other messages failed permanently.

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;ann@a.example
Original-Message-ID: {OURS}
Disposition: manual-action/MDN-sent-manually; deleted

--b--
"""

AWAY = f"""From: Ann Archer <ann@a.example>
{TO}Auto-Submitted: auto-replied
In-Reply-To: {OURS}
References: {OURS}
Subject: Out of office

I am away until 5 January. Mail that could not be delivered, 550 letters in all, is a permanent failure of mine.
"""

ANSWER = f"""From: Ann Archer <ann@a.example>
{TO}In-Reply-To: {OURS}
Subject: Re: Your membership

Thank you! My colleague's copy was returned: 550 5.1.1 no such user.
"""


def complaint(kind: str, copy: str = COPY) -> str:
    """Return what a mailbox provider sends when a recipient calls the message spam."""
    return f"""From: <abusedesk@provider.example>
{TO}Subject: FW: Your membership
Content-Type: multipart/report; report-type=feedback-report; boundary="part1"

--part1
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for a message received from IP 192.0.2.7 on Tue, 1 Dec 2026.

--part1
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <membership@our.example>
Original-Rcpt-To: <redacted@provider.example>

--part1
Content-Type: message/rfc822
Content-Disposition: inline

{copy}
--part1--
"""


def only(folder: Path, content: str | bytes) -> Bounce | Complaint | str:
    """Return what is read from one file, or the reason of the problem."""
    file = folder / "returned.eml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    returned, problems = read_bounces([file])
    assert len(returned) + len(problems) == 1
    return returned[0] if returned else problems[0].reason


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (EXIM, "5.1.1", "550 5.1.1 <ann@a.example>: Recipient address rejected: User unknown"),
        (EXIM_GAVE_UP, "451", "451 Temporary failure"),
        (QMAIL, "5.1.1", "5.1.1)"),
        (QMAIL_WAITED_TOO_LONG, "4.4.1", "4.4.1) I'm not going to try again"),
        (POSTFIX, "5.1.1", "550 5.1.1 <ann@a.example> User unknown"),
        (EXCHANGE, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        (EXCHANGE_IN_HTML_ALONE, "5.1.1", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"),
        (GMAIL, "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist."),
        (GMAIL_OF_OLD, "5.1.1", "550 550 5.1.1 unknown or illegal alias"),
        (SENDMAIL_OF_OLD, "553", "553 sorry"),
    ],
    ids=[
        "exim",
        "exim-gave-up",
        "qmail",
        "qmail-late",
        "postfix",
        "exchange",
        "html",
        "gmail",
        "gmail-old",
        "sendmail",
    ],
)
def test_a_failure_names_its_delivery_whatever_server_wrote_it(
    tmp_path: Path, content: str, status: str, words: str, line_end: str
) -> None:
    found = only(tmp_path, content.replace("\n", line_end))
    assert isinstance(found, Bounce), found
    assert found.deliveries == (ID,)
    assert (found.status, found.hard) == (status, status[0] == "5")
    assert found.diagnostic.startswith(words)
    assert "hello" not in found.diagnostic


@pytest.mark.parametrize("content", [EXIM_WAITS, POSTFIX_WAITS, GMAIL_OF_OLD_WAITS])
def test_a_delay_is_no_bounce(tmp_path: Path, content: str) -> None:
    found = only(tmp_path, content)
    assert isinstance(found, str)
    assert "reports a delay" in found


@pytest.mark.parametrize(
    "content", [AWAY, ANSWER, RECEIPT, "From: mailer-daemon@a.example\n\nWir haben ein Problem.\n"]
)
def test_what_no_server_wrote_or_nobody_understands_is_said_to_be_just_that(tmp_path: Path, content: str) -> None:
    found = only(tmp_path, content)
    assert isinstance(found, str)
    assert found.startswith(NOT_UNDERSTOOD)
    assert "person" not in found


def test_the_words_of_the_copy_are_not_the_report_s(tmp_path: Path) -> None:
    ours = COPY.replace("hello", "550 5.1.1 is the code of our policy win\nPermanent failure to listen costs members")
    found = only(tmp_path, QMAIL.replace(COPY, ours).replace("(#5.1.1)", "").replace("This is a permanent error;", ""))
    assert isinstance(found, Bounce)
    assert (found.status, found.hard) == ("", False)


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out", "other", "Abuse", ""])
def test_a_complaint_names_its_delivery(tmp_path: Path, kind: str) -> None:
    assert only(tmp_path, complaint(kind)) == Complaint((ID,), kind.lower() or "complaint", "returned.eml", None)


def test_a_complaint_with_every_id_but_the_token_taken_out_names_its_delivery(tmp_path: Path) -> None:
    copy = f"Message-ID: <redacted>\nTo: redacted\nList-Unsubscribe: <https://our.example/stop?who={ID}>\n\nhello\n"
    found = only(tmp_path, complaint("abuse", copy))
    assert isinstance(found, Complaint)
    assert found.deliveries == (ID,)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "virus"])
def test_not_every_feedback_is_a_complaint(tmp_path: Path, kind: str) -> None:
    found = only(tmp_path, complaint(kind))
    assert isinstance(found, str)
    assert kind in found


def test_an_id_that_only_looks_like_ours_does_not_hide_it(tmp_path: Path) -> None:
    other = "f" * 32
    found = only(tmp_path, EXIM.replace("X-Failed", f"In-Reply-To: <{other}@mx.a.example>\nX-Failed"))
    assert isinstance(found, Bounce)
    assert found.deliveries == (other, ID)


def nested(depth: int, kind: str = "multipart/mixed") -> bytes:
    """Return a message in a message in a message, each with a boundary of its own."""
    lines = [f"From: mailer-daemon@a.example\nContent-Type: {kind}; boundary=b0\n"]
    lines += [f"--b{level}\nContent-Type: {kind}; boundary=b{level + 1}\n" for level in range(depth)]
    return "\n".join(lines).encode() + b"\n550 5.1.1 no\n" * 1000


@pytest.mark.parametrize(
    "content",
    [
        nested(20_000),
        nested(3_000, "multipart/report"),
        b"Content-Type: message/rfc822\n\n" * 50_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 300_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b" + b" " * 3_000_000,
        b"From: mailer-daemon@a.example\n\n" + b"<" * 1_000_000 + b"-" * 1_000_000 + b"0" * 1_000_000,
        b"From: mailer-daemon@a.example\n" + b"X-A: b\n" * 500_000,
        b"From: mailer-daemon@a.example\nContent-Type: text/html; charset=\xff\xfe\n\n" + b"&" * 1_000_000,
        b"Content-Type: multipart/mixed; boundary*" + b"9" * 5_000 + b"=x\n\n",
        b"Content-Transfer-Encoding: base64\nFrom: mailer-daemon@a.example\n\n" + b"=" * 1_000_000,
    ],
    ids=["deep", "deep-reports", "messages", "parts", "spaces", "signs", "headers", "entities", "number", "base64"],
)
def test_no_mail_keeps_us_busy_or_ends_the_command(tmp_path: Path, content: bytes) -> None:
    found = only(tmp_path, content)
    assert isinstance(found, str)
    assert found.startswith((NOT_UNDERSTOOD, "cannot be read as mail", "does not say which message"))


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "huge.eml"
    with file.open("wb") as stream:
        stream.truncate(40 * LONGEST)
    tracemalloc.start()
    _, problems = read_bounces([file])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "is larger than 32 MB" in problems[0].reason
    assert peak < 4 * LONGEST


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.eml")
    _, problems = read_bounces([tmp_path / "pipe.eml"])
    assert problems[0].reason == "is no file"
