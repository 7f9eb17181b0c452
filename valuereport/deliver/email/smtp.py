"""Handing messages to a mail server over one connection, so that it is always known how far a failed one had come."""

from __future__ import annotations

import re
import smtplib
import ssl
from typing import Final

from valuereport.deliver.email.answers import GoneError, masked, said, told, why
from valuereport.deliver.email.connection import connect
from valuereport.deliver.email.outcome import Accepted, Envelope, Lost, NotNow, Outcome, Refused, Unknown
from valuereport.deliver.email.server import VARIABLE, Server
from valuereport.errors import DeliveryError

_CLOSING: Final = 421
_GOODBYE: Final = 5.0  # seconds
_TOO_LARGE: Final = 552
_CREDENTIALS: Final = frozenset({530, 534, 535, 538})
_RELAY: Final = re.compile(r"\brelay", re.IGNORECASE)
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


class Smtp:
    """One connection to a mail server, opened when it is needed and used for as many messages as the server likes."""

    def __init__(self, server: Server, timeout: float) -> None:
        self._server, self._timeout = server, timeout
        self._client: smtplib.SMTP | None = None

    def ready(self) -> Lost | None:
        """Connect, encrypt and log in where that is not done. Raises DeliveryError."""
        if self._client is None:
            try:
                self._client = connect(self._server, self._timeout)
            except GoneError as gone:
                return Lost(str(gone))
        return None

    def hand_over(self, envelope: Envelope) -> Outcome:
        """Hand one message over. Raises DeliveryError where the server takes no message at all."""
        lost = self.ready()
        if lost or self._client is None:
            return lost or Lost("there is no connection")
        try:
            outcome = self._addressed(self._client, envelope) or _content(self._client, envelope.content)
        except GoneError as gone:
            outcome = Lost(str(gone))
        except BaseException:
            # Perhaps in the middle of a message: whatever is said next would become part of it.
            self._drop()
            raise
        if isinstance(outcome, Lost | Unknown):
            self._drop()
        if isinstance(outcome, Refused | NotNow):
            self._reset()
        return outcome

    def close(self) -> None:
        """Say goodbye, without waiting long for an answer that changes nothing."""
        client, self._client = self._client, None
        if client:
            try:
                if client.sock:
                    client.sock.settimeout(min(self._timeout, _GOODBYE))
                client.quit()
            except (OSError, smtplib.SMTPException):
                client.close()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client:
            client.close()

    def _reset(self) -> None:
        """Clear the table for the next message; a server that cannot is left."""
        try:
            clear = self._client is not None and self._client.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            clear = False
        if not clear:
            self._drop()

    def _addressed(self, client: smtplib.SMTP, envelope: Envelope) -> Outcome | None:
        """Say from whom and to whom; return what came of it where it ends here."""
        options = _options(client, envelope)
        if isinstance(options, Refused):
            return options
        client.command_encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        code, answer = _ask(client, "mail", f"FROM:<{envelope.sender}>", *options)
        if code != 250:
            if code >= 500 and code != _TOO_LARGE and not said(answer).startswith("5.3.4"):
                raise DeliveryError(
                    f"The mail server {self._server.name} takes no messages from our sender: {told(code, answer)}. "
                    f"Check sender in [email], and the user and the password in {VARIABLE}."
                )
            return _not_taken(code, answer)
        code, answer = _ask(client, "rcpt", f"TO:<{envelope.recipient}>")
        if code in {250, 251, 252}:
            return None
        if code in _CREDENTIALS or (code >= 500 and _RELAY.search(said(answer))):
            raise DeliveryError(
                f"The mail server {self._server.name} passes no messages on for us: {masked(told(code, answer))}. "
                f"Check the user and the password in {VARIABLE}, or ask whoever runs it to let this computer send."
            )
        return _not_taken(code, answer)


def _options(client: smtplib.SMTP, envelope: Envelope) -> list[str] | Refused:
    """Return what MAIL has to say of this message, or why this server cannot take it."""
    options: list[str] = []
    size, limit = len(envelope.content), client.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < size:
        return Refused(f"the message has {size} bytes, and the mail server takes {limit} at most")
    if client.has_extn("size"):
        options.append(f"SIZE={size}")
    if not envelope.content.isascii():
        if not client.has_extn("8bitmime"):
            return Refused("the mail server takes no message with letters beyond ASCII (8BITMIME)")
        options.append("BODY=8BITMIME")
    if not (envelope.recipient + envelope.sender).isascii():
        if not client.has_extn("smtputf8"):
            return Refused("the mail server takes no address with letters beyond ASCII before the @ (SMTPUTF8)")
        options.append("SMTPUTF8")
    return options


def _content(client: smtplib.SMTP, content: bytes) -> Outcome:
    """Give the message itself: all of it but its end, then its end. Only what fails after the end is in doubt."""
    code, answer = _ask(client, "data")
    if code != 354:
        return _not_taken(code, answer)
    try:
        client.send(_stuffed(content))
        early = _early_answer(client)
        if early is None:
            client.send(b".\r\n")
    except (OSError, smtplib.SMTPException) as error:
        raise GoneError(f"the mail server went away in the middle of the message: {why(error)}") from None
    if early is not None:
        # It cannot have taken a message without an end; and what is sent from here on would be read as content.
        client.close()
        return _not_taken(*early)
    try:
        code, answer = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Unknown(f"no answer to the whole message: {why(error)}")
    if 200 <= code < 300:
        return Accepted(told(code, answer))
    if 400 <= code < 600:
        return _not_taken(code, answer)
    return Unknown(f"an answer that says neither yes nor no: {told(code, answer)}")


def _early_answer(client: smtplib.SMTP) -> tuple[int, bytes] | None:
    """Return what the server has said before the end of the message. Raises OSError where it has gone."""
    line = client.sock
    if line is None:
        raise ConnectionError("there is no connection")
    before = line.gettimeout()
    line.settimeout(0)
    try:
        found = line.recv(4096)
    except (BlockingIOError, ssl.SSLWantReadError):
        return None
    finally:
        line.settimeout(before)
    if not found:
        raise ConnectionError("it closed the connection")
    return (int(found[:3]) if found[:3].isdigit() else -1), found[4:].strip()


def _ask(client: smtplib.SMTP, command: str, *words: str) -> tuple[int, bytes]:
    """Return the answer to one command. Raises GoneError."""
    try:
        return client.docmd(command, " ".join(words))
    except (OSError, smtplib.SMTPException) as error:
        raise GoneError(f"the mail server went away at {command.upper()}: {why(error)}") from None


def _not_taken(code: int, answer: bytes) -> Outcome:
    """Return what an answer other than yes means for the message it was given to. Raises GoneError for goodbye."""
    if code == _CLOSING or not 400 <= code < 600:
        raise GoneError(f"the mail server ended the conversation: {told(code, answer)}")
    return Refused(told(code, answer)) if code >= 500 else NotNow(told(code, answer))


def _stuffed(content: bytes) -> bytes:
    """Return the content with CRLF line ends, ended by one, and its leading dots doubled (RFC 5321, 4.5.2)."""
    lines = _LINE_END.sub(b"\r\n", content)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    stuffed = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
