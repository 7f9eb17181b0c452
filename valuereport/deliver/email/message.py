"""The message of one delivery: built as bytes, the same for the same delivery and moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from valuereport.deliver.email.attachment import Attachment
from valuereport.deliver.email.headers import address_header, encodable, links_header, text_header
from valuereport.deliver.email.outcome import Envelope
from valuereport.notation.addresses import Mailbox, Unfit, mailbox

# Everything in seven bits: a server on the way that converts eight into seven would break the signature.
_BODY: Final = SMTP.clone(cte_type="7bit", max_line_length=76)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that a message is made of; its words are finished. `at` has a time zone."""

    delivery_id: str
    sender_name: str
    sender: str
    reply_to: str  # or empty
    name: str
    address: str
    subject: str
    text: str
    html: str
    locale: str  # as in the manifest: "de-DE", or "cy-GB+en-GB" for both languages
    at: datetime
    attachment: Attachment | None
    unsubscribe_page: str = ""  # https, with {token}
    unsubscribe_email: str = ""


def message_id(delivery_id: str, sender: str) -> str:
    """Return the Message-ID of a delivery: the same at each attempt, so that a mailbox can tell a second copy."""
    return f"<{delivery_id}@{_fit(sender).domain}>"


def build(outgoing: Outgoing) -> bytes:
    """Return the message, unsigned, with CRLF line ends. Raises ValueError for an address that is not fit."""
    headers = [
        address_header("From", outgoing.sender_name, _fit(outgoing.sender)),
        address_header("To", outgoing.name, _fit(outgoing.address)),
        *([address_header("Reply-To", "", _fit(outgoing.reply_to))] if outgoing.reply_to else []),
        text_header("Subject", outgoing.subject),
        text_header("Date", format_datetime(outgoing.at)),
        f"Message-ID: {message_id(outgoing.delivery_id, outgoing.sender)}\r\n".encode("ascii"),
        text_header("Content-Language", outgoing.locale.replace("+", ", ")),
        *_unsubscribe(outgoing),
        # RFC 3834: no person typed this message. Thousands of out-of-office notes stay out of the office's mailbox;
        # a member's own answer still arrives.
        b"Auto-Submitted: auto-generated\r\n",
    ]
    return b"".join(headers) + _body(outgoing).as_bytes()


def seal(outgoing: Outgoing, sign: Callable[[bytes], bytes] = bytes) -> Envelope:
    """Return the signed message, with its addresses as the mail server is told them. Raises ValueError as `build`."""
    return Envelope(_fit(outgoing.sender).text, _fit(outgoing.address).text, sign(build(outgoing)))


def _fit(address: str) -> Mailbox:
    found = mailbox(address)
    if isinstance(found, Unfit):
        raise ValueError(f"the address {found.reason}")
    return found


def _unsubscribe(outgoing: Outgoing) -> list[bytes]:
    """Return the headers of RFC 2369 and, where there is a page, of RFC 8058 (one click, no questions)."""
    page = outgoing.unsubscribe_page.replace("{token}", outgoing.delivery_id)
    mail = outgoing.unsubscribe_email
    links = [page] if page else []
    links += [f"mailto:{_fit(mail).text}?subject=unsubscribe%20{outgoing.delivery_id}"] if mail else []
    headers = [links_header("List-Unsubscribe", *links)] if links else []
    return headers + ([b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"] if page else [])


def _body(outgoing: Outgoing) -> EmailMessage:
    body = EmailMessage(policy=_BODY)
    text, html = encodable(outgoing.text), encodable(outgoing.html)
    body.set_content(text, cte=_encoding(text))
    body.add_alternative(html, subtype="html", cte=_encoding(html))
    # No encoding of a part can produce "=_": such a boundary never stands in what it bounds.
    body.set_boundary(f"=_words_{outgoing.delivery_id}")
    if outgoing.attachment:
        _attach(body, outgoing.attachment)
        body.set_boundary(f"=_{outgoing.delivery_id}")
    return body


def _attach(body: EmailMessage, attachment: Attachment) -> None:
    """Attach the PDF under its name: by RFC 2231 where it leaves ASCII, beside a name for programs that do not know it.

    The second one is the parameter of Content-Type that names had before; no header has two names.
    """
    older = {} if attachment.name.isascii() else {"name": attachment.ascii_name}
    body.add_attachment(attachment.data, maintype="application", subtype="pdf", filename=attachment.name, params=older)


def _encoding(text: str) -> str | None:
    """Return how a part travels: never bare, so that spaces at line ends survive; beyond ASCII the shorter way."""
    return "quoted-printable" if text.isascii() else None
