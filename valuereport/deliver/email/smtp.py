"""Handing messages to a mail server over one connection, so that it is always known how far a failed one had come."""

from __future__ import annotations

import re
from typing import Final

from valuereport.deliver.email.client import Client
from valuereport.deliver.email.connection import connect
from valuereport.deliver.email.outcome import Accepted, Envelope, Lost, NotNow, Outcome, Refused, Unknown
from valuereport.deliver.email.server import VARIABLE, Server
from valuereport.deliver.email.smtp_replies import GoneError, masked, said, told, why
from valuereport.errors import DeliveryError

_CLOSING: Final = 421
_GOODBYE: Final = 5.0  # seconds
_CONTENT: Final = 3.0  # times the timeout: for a message on a slow line, and for the server to look into it
_TOO_LARGE: Final = 552
_CREDENTIALS: Final = frozenset({530, 534, 535, 538})
_RELAY: Final = re.compile(r"\brelay", re.IGNORECASE)
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


class Smtp:
    """One connection to a mail server, opened when it is needed and used for as many messages as the server likes."""

    def __init__(self, server: Server, timeout: float) -> None:
        """`timeout`: the seconds that each command and its answer may take, however they are spread."""
        self._server, self._timeout = server, timeout
        self._client: Client | None = None
        self._served = False  # whether this connection has answered for a message already

    def ready(self) -> Lost | None:
        """Connect, encrypt and log in where that is not done, or where the server has hung up. Raises DeliveryError."""
        if self._client and not _quiet(self._client):
            self._drop()
        if self._client is None:
            try:
                self._client = connect(self._server, self._timeout)
            except GoneError as gone:
                return Lost(str(gone))
            self._served = False
        return None

    def hand_over(self, envelope: Envelope) -> Outcome:
        """Hand one message over. Raises DeliveryError where the server takes no message at all.

        A connection that ends after some messages, before the next one has begun, is no fault of that one: it goes over
        a new connection at once.
        """
        lost = self.ready()
        if lost or self._client is None:
            return lost or Lost("there is no connection")
        try:
            outcome = self._addressed(self._client, envelope) or _content(self._client, envelope.content)
        except GoneError as gone:
            self._drop()
            return self.hand_over(envelope) if self._served else Lost(str(gone))
        except BaseException:
            # Perhaps in the middle of a message: whatever is said next would become part of it.
            self._drop()
            raise
        self._served = True
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
                client.timeout = min(self._timeout, _GOODBYE)
                client.quit()
            except OSError:
                client.close()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client:
            client.close()

    def _reset(self) -> None:
        """Clear the table for the next message; a server that cannot is left."""
        try:
            clear = self._client is not None and self._client.rset()[0] == 250
        except OSError:
            clear = False
        if not clear:
            self._drop()

    def _addressed(self, client: Client, envelope: Envelope) -> Outcome | None:
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


def _options(client: Client, envelope: Envelope) -> list[str] | Refused:
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


def _content(client: Client, content: bytes) -> Outcome:
    """Give the message itself: all of it but its end, then its end. Only what fails after the end is in doubt."""
    code, answer = _ask(client, "data")
    if code != 354:
        return _not_taken(code, answer)
    if client.surplus:
        raise GoneError(f"the mail server answered to a message that was not given: {said(client.surplus[:200])}")
    if ended := _given(client, content):
        return ended
    try:
        code, answer = client.getreply(_CONTENT)
    except OSError as error:
        return Unknown(f"no answer to the whole message: {why(error)}")
    if client.surplus and not client.surplus.startswith(b"%d" % _CLOSING):
        # One of the two may have come before the end of the message, and nobody knows which.
        return Unknown(f"two answers to one message: {told(code, answer)}; {said(client.surplus[:200])}")
    if 200 <= code < 300:
        return Accepted(told(code, answer))
    if 400 <= code < 600:
        return _not_taken(code, answer)
    return Unknown(f"an answer that says neither yes nor no: {told(code, answer)}")


def _given(client: Client, content: bytes) -> Outcome | None:
    """Give the message and then its end; return what came of it where it ends before its end was given."""
    lost = early = None
    try:
        client.send(_stuffed(content), _CONTENT)
    except OSError as error:
        lost = error
    try:
        early = client.early()
        if not early and not lost:
            client.send(b".\r\n")
            return None
    except OSError as error:
        lost = lost or error
    if not early:
        return Lost(f"the mail server went away in the middle of the message: {why(lost or OSError())}")
    # It should not have taken a message without an end; and what is sent from here on would be read as content.
    client.close()
    code, answer = (int(early[:3]) if early[:3].isdigit() else -1), early[4:].strip()
    if 200 <= code < 300:
        return Unknown(f"it was said to be taken before its end was given: {told(code, answer)}")
    return _not_taken(code, answer)


def _quiet(client: Client) -> bool:
    """Say whether the line is open and nothing was said on it."""
    try:
        return not client.early()
    except OSError:
        return False


def _ask(client: Client, command: str, *words: str) -> tuple[int, bytes]:
    """Return the answer to one command. Raises GoneError."""
    try:
        return client.docmd(command, " ".join(words))
    except OSError as error:
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
