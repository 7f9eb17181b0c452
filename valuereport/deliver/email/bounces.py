"""Reads returned mail (RFC 3464): which delivery came back, and why."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from valuereport.deliver.email.headers import one_line
from valuereport.errors import Problem
from valuereport.files import read_regular

_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED: Final = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers"}
)
_OURS: Final = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>")
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery that came back."""

    delivery_id: str
    status: str  # "5.1.1": RFC 3463
    diagnostic: str  # in the words of the server that would not take it
    file: str
    place: int | None  # in an mbox, from 1


def read_bounces(paths: Sequence[Path]) -> tuple[tuple[Bounce, ...], tuple[Problem, ...]]:
    """Return what .eml files and mboxes say of deliveries that failed for good, and what cannot be used."""
    bounces: list[Bounce] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            for place, message in _messages(path):
                found = _bounce(message, path.name, place)
                (bounces if isinstance(found, Bounce) else problems).append(found)  # type: ignore[arg-type]
        except OSError as error:
            problems.append(_problem(path.name, None, error.strerror or "cannot be read"))
    return tuple(bounces), tuple(problems)


def _messages(path: Path) -> Iterator[tuple[int | None, Message]]:
    """Yield the messages of a file: one of an .eml file, all of an mbox."""
    content = read_regular(path, 1_000_000_000)
    if not content.startswith(b"From "):
        yield None, message_from_bytes(content)
        return
    box = mailbox.mbox(path, create=False)
    try:
        yield from enumerate(box, start=1)
    finally:
        box.close()


def _bounce(message: Message, file: str, place: int | None) -> Bounce | Problem:
    parts = list(message.walk())
    reports = [part for part in parts if part.get_content_type() in _REPORTS]
    if not reports:
        return _problem(
            file, place, "is no delivery report (RFC 3464): an out-of-office note, or an answer of a person"
        )
    failed = [block for part in reports for block in _blocks(part) if _field(block, "Action").lower() == "failed"]
    if not failed:
        return _problem(file, place, "reports a delay or a success, not a failure")
    delivery = _delivery(message, parts)
    if not delivery:
        return _problem(file, place, "does not say which message came back")
    status = re.match(r"\d\.\d{1,3}\.\d{1,3}", _field(failed[0], "Status"))
    diagnostic = _field(failed[0], "Diagnostic-Code")
    kind, separator, words = diagnostic.partition(";")
    said = words.strip() if separator and " " not in kind else diagnostic
    return Bounce(delivery, status.group() if status else "", said[:_LONGEST], file, place)


def _blocks(report: Message) -> list[Message]:
    """Return the groups of fields of a report: one of the message, then one a recipient."""
    payload = report.get_payload()
    inside = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    if report.get_content_subtype() == "delivery-status":
        return inside
    # Python knows no RFC 6533: it takes the first group for the header of a message, and the others for its text.
    data = report.get_payload(decode=True)
    text = b"".join(block.as_bytes() for block in inside) or (data if isinstance(data, bytes) else b"")
    return [BytesParser().parsebytes(block, headersonly=True) for block in re.split(rb"\r?\n(?:\r?\n)+", text) if block]


def _delivery(message: Message, parts: Sequence[Message]) -> str:
    """Return whose Message-ID the returned copy bears; some servers return none, and only refer to it."""
    for part in parts:
        if part.get_content_type() in _RETURNED:
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            if isinstance(inner, Message):
                told = _field(inner, "Message-ID")
            else:
                data = part.get_payload(decode=True)
                told = _field(message_from_bytes(data), "Message-ID") if isinstance(data, bytes) else ""
            if found := _OURS.search(told):
                return found.group(1)
    for name in ("In-Reply-To", "References"):
        if found := _OURS.search(_field(message, name)):
            return found.group(1)
    return ""


def _field(message: Message, name: str) -> str:
    return one_line(str(message.get(name, "")))


def _problem(file: str, place: int | None, reason: str) -> Problem:
    return Problem("deliver", "warning", reason, "left out: no delivery was marked", file=file, row=place)
