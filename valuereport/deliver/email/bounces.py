"""Reads returned mail: which delivery came back, and why; and which recipient complained or unsubscribed."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr
from html import unescape
from pathlib import Path
from typing import Final

from valuereport.deliver.email.headers import one_line
from valuereport.deliver.email.mime import LONGEST, Part, headers_of, parts_of
from valuereport.errors import Problem
from valuereport.model.suppression import SuppressionReason
from valuereport.unexpected import details, write_details

_STATUS_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED: Final = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers"}
)
_UNSUBSCRIBES: Final = frozenset({"opt-out", "opt-out-list", "unsubscribe"})
_UNSUBSCRIBE: Final = re.compile(r"(?i)(?:\w{1,3}: *)*unsubscribe ([0-9a-f]{32})")  # as List-Unsubscribe writes it
_NO_COMPLAINTS: Final = frozenset({"not-spam", "auth-failure", "virus"})
_DAEMONS: Final = re.compile(
    r"(?i)(?:mailer-?daemon|mail-?daemon|mdaemon|postmaster|microsoftexchange[0-9a-f]*)(?:@|$)"
)
_OURS: Final = re.compile(r"(?i)(?<![0-9a-f])([0-9a-f]{32})@[a-z0-9.-]")
_TOKEN: Final = re.compile(r"(?i)(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])")
_COPY: Final = re.compile(  # what stands before the returned copy in a report that is plain text
    r"(?im)^(?:-+ ?(?:this is a copy of|original message|below this line|forwarded message|"
    r"transcript of message|the header of the original|returned message|unsent message)"
    r"|original message headers:|message header follows)"
)
_ENHANCED: Final = re.compile(r"(?<![\d.])([45]\.[0-7]\.\d{1,3})(?!\d|\.\d)")  # RFC 3463; no version of a program
_REPLY: Final = re.compile(r"""(?m)(?:^[ \t]*|[:;'"(#>][ \t]*)([45]\d\d)(?=[ -])""")  # RFC 5321
_GIVEN_UP: Final = re.compile(
    r"(?i)permanent (?:error|failure|fatal)|fail(?:ed|ure) permanently|permanently failed|given up|giving up|"
    r"not going to try again|retry timeout exceeded"
)
_FAILED: Final = re.compile(
    r"(?i)could not be delivered|delivery has failed|was(?:n't| not) delivered|undeliverable|delivery failed"
)
_NOT_YET: Final = re.compile(
    r"(?i)will (?:retry|keep trying|be retried|continue)|not yet been delivered|still trying|attempts will continue|"
    r"has been delayed|is delayed|delivery delay|temporary (?:problem|failure|error)|do not need to resend|"
    r"warning message only|no action is required"
)
_ABOUT_THE_ADDRESS: Final = re.compile(r"5\.(?:[0145]\.\d+|2\.(?!2$|3$)\d+)|550|551|553")
_WORDS: Final = 1 << 16  # characters of a text in which words are looked for
_LONGEST_TOLD: Final = 300

NOT_UNDERSTOOD: Final = "is no delivery report that is understood"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery that came back for good."""

    deliveries: tuple[str, ...]  # ids, the likeliest first: a report may hold other messages' ids that look alike
    status: str  # "5.1.1": RFC 3463; "550", the reply of RFC 5321, where there is no other; empty where nothing says
    diagnostic: str  # in the words of the server that would not take it
    file: str
    place: int | None  # in an mbox, from 1

    @property
    def hard(self) -> bool:
        """Say whether it is about the address: no full mailbox, and no refusal of the message or its sender."""
        return bool(_ABOUT_THE_ADDRESS.fullmatch(self.status))


@dataclass(frozen=True, slots=True)
class Complaint:
    """A delivery that its recipient called spam (RFC 5965), or unsubscribed from by mail."""

    deliveries: tuple[str, ...]  # as in Bounce
    kind: str  # "abuse", "fraud", "opt-out", "unsubscribe"
    file: str
    place: int | None

    @property
    def reason(self) -> SuppressionReason:
        """Return as what the address is suppressed."""
        return "unsubscribe" if self.kind in _UNSUBSCRIBES else "complaint"


Returned = Bounce | Complaint


def read_bounces(paths: Sequence[Path]) -> tuple[tuple[Returned, ...], tuple[Problem, ...]]:
    """Return what .eml files and mboxes say of deliveries that came back, and what cannot be used."""
    returned: list[Returned] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            for place, message in _messages(path):
                found = _read(message, path.name, place)
                (problems if isinstance(found, Problem) else returned).append(found)  # type: ignore[arg-type]
        except OSError as error:
            problems.append(_problem(path.name, None, error.strerror or "cannot be read"))
    return tuple(returned), tuple(problems)


def _messages(path: Path) -> Iterator[tuple[int | None, bytes]]:
    """Yield the messages of a file, a byte more than we read of one: one of an .eml file, all of an mbox."""
    if path.exists() and not path.is_file():
        raise OSError(None, "is no file")  # a pipe would never end
    with path.open("rb") as stream:
        data = stream.read(LONGEST + 1)
    if not data.startswith(b"From "):
        yield None, data
        return
    box = mailbox.mbox(path, create=False)
    try:
        for place, key in enumerate(box.iterkeys(), start=1):
            yield place, box.get_file(key).read(LONGEST + 1)
    finally:
        box.close()


def _read(message: bytes, file: str, place: int | None) -> Returned | Problem:
    try:
        return _returned(message, file, place)
    except Exception as error:  # whatever somebody has made up: one mail's trouble never stops the others
        write_details(details(error))
        return _problem(file, place, f"cannot be read as mail: {type(error).__name__}")


def _returned(message: bytes, file: str, place: int | None) -> Returned | Problem:
    if len(message) > LONGEST:
        return _problem(file, place, f"is larger than {LONGEST >> 20} MB, and no delivery report is")
    parts = parts_of(message)
    deliveries = tuple(dict.fromkeys(_deliveries(parts)))
    feedback = [headers_of(part.data) for part in parts if part.kind == "message/feedback-report"]
    statuses = [part for part in parts if part.kind in _STATUS_REPORTS]
    subject = _UNSUBSCRIBE.fullmatch(_field(parts[0].headers, "Subject"))
    if subject:
        return Complaint((subject[1].lower(),), "unsubscribe", file, place)
    if feedback:
        kind = _field(feedback[0], "Feedback-Type").lower()
        if kind in _NO_COMPLAINTS:
            return _problem(file, place, f"is a report of the kind {kind}, not a complaint")
        found: Returned | Problem = Complaint(deliveries, kind or "complaint", file, place)
    elif statuses:
        found = _from_status(statuses, deliveries, file, place)
    else:
        found = _from_words(parts, deliveries, file, place)
    if not isinstance(found, Problem) and not deliveries:
        return _problem(file, place, "does not say which message came back")
    return found


def _from_status(
    reports: Sequence[Part], deliveries: tuple[str, ...], file: str, place: int | None
) -> Returned | Problem:
    """Return what a report for machines says: RFC 3464, and RFC 6533 for international addresses."""
    blocks = [
        headers_of(block) for part in reports for block in re.split(rb"\r?\n(?:[ \t]*\r?\n)+", part.data) if block
    ]
    failed = [block for block in blocks if _field(block, "Action").lower() == "failed"]
    if not failed:
        return _problem(file, place, "reports a delay or a success, not a failure")
    status = re.match(r"\d\.\d{1,3}\.\d{1,3}", _field(failed[0], "Status"))
    diagnostic = _field(failed[0], "Diagnostic-Code")
    kind, separator, words = diagnostic.partition(";")
    said = words.strip() if separator and " " not in kind else diagnostic
    return Bounce(deliveries, status.group() if status else "", said[:_LONGEST_TOLD], file, place)


def _from_words(parts: Sequence[Part], deliveries: tuple[str, ...], file: str, place: int | None) -> Returned | Problem:
    """Return what a report for people says: Exim, qmail, old Gmail and Exchange write no other."""
    message = parts[0].headers
    text = _explanation(parts)
    if not _from_a_daemon(parts, text):
        automatic = _field(message, "Auto-Submitted").lower().startswith("auto-replied")
        return _problem(file, place, f"{NOT_UNDERSTOOD}, but an automatic answer" if automatic else NOT_UNDERSTOOD)
    codes = sorted(
        [(match.start(1), match[1]) for pattern in (_ENHANCED, _REPLY) for match in pattern.finditer(text)],
    )
    for_good = [(at, code) for at, code in codes if code.startswith("5")]
    given_up = bool(for_good) or bool(_GIVEN_UP.search(text))
    if not given_up and (_NOT_YET.search(text) or (codes and not _field(message, "X-Failed-Recipients"))):
        return _problem(file, place, "reports a delay, not a failure")
    if not given_up and not _field(message, "X-Failed-Recipients") and not _FAILED.search(text):
        return _problem(file, place, NOT_UNDERSTOOD)
    at, status = _worst(for_good or codes)
    said = text[at:].partition("\n\n")[0] if status else _first_line(text)
    return Bounce(deliveries, status, one_line(said[:_LONGEST_TOLD]), file, place)


def _worst(codes: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """Return where the first code stands, and the first of RFC 3463, else the first reply; empty without any."""
    if not codes:
        return 0, ""
    return codes[0][0], next((code for _, code in codes if "." in code), codes[0][1])


def _explanation(parts: Sequence[Part]) -> str:
    """Return what a report says before the copy of the message, whose own words must not be taken for the report's."""
    texts = []
    for part in parts:
        if part.kind in _RETURNED:
            break
        if part.kind in {"text/plain", "text/html"}:
            text = part.text[: 4 * _WORDS]
            texts.append(unescape(re.sub(r"<[^<>]{0,1000}>", " ", text)) if part.kind == "text/html" else text)
    text = "\n".join(texts).replace("\r\n", "\n")
    copy = _COPY.search(text)
    return text[: copy.start() if copy else _WORDS][:_WORDS]


def _from_a_daemon(parts: Sequence[Part], text: str) -> bool:
    """Say whether a mail server wrote this: answers of people and their holidays also name our message."""
    message = parts[0].headers
    named = any(_field(message, name) for name in ("X-Failed-Recipients", "X-MS-Exchange-Message-Is-Ndr"))
    sender = parseaddr(_field(message, "From"))[1] or _field(message, "From")
    qmail = text.lstrip().startswith("Hi. This is the")
    report = parts[0].kind == "multipart/report" and message.get_param("report-type", "") in ("", "delivery-status")
    return named or qmail or report or bool(_DAEMONS.match(sender))


def _deliveries(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the ids of ours that a report holds: in the copy's Message-ID, in what it refers to, in its text."""
    copies = [headers_of(part.data) for part in parts if part.kind in _RETURNED]
    copies += [part.headers for part in parts[1:]]
    yield from _ids(_OURS, (_field(copy, "Message-ID") for copy in copies))
    yield from _ids(_OURS, (_field(parts[0].headers, name) for name in ("In-Reply-To", "References")))
    yield from _ids(_OURS, (part.text for part in parts if part.headers.get_content_maintype() == "text"))
    yield from _ids(_TOKEN, (_field(copy, "List-Unsubscribe") for copy in copies))


def _ids(pattern: re.Pattern[str], texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for place, match in enumerate(pattern.finditer(text)):
            if place == 10:  # a report is about one message; this one would have us ask for thousands
                break
            yield match.group(1).lower()


def _first_line(text: str) -> str:
    return one_line(next((line for line in text.splitlines() if line.strip()), "")[:_LONGEST_TOLD])


def _field(message: Message, name: str) -> str:
    return one_line(str(message.get(name, "")))


def _problem(file: str, place: int | None, reason: str) -> Problem:
    return Problem("deliver", "warning", reason, "left out: no delivery was marked", file=file, row=place)
