"""An SMTP client that a server can neither hold up, nor flood, nor answer before it was asked."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from typing import Final

from valuereport.deliver.email.smtp_replies import said

_LINES: Final = 100  # of one answer; EHLO, the longest, has about twenty
_BYTES: Final = 16_384  # of one answer
_AT_ONCE: Final = 4096
_CHUNK: Final = 65_536


class Client(smtplib.SMTP):
    """smtplib's client with a limit for each answer, and `timeout` seconds for the whole of each.

    What goes wrong with the line is an OSError, as all of smtplib's own errors are.
    """

    _arrived: bytes = b""  # what was read and belongs to no answer yet

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Encrypt the line (STARTTLS). Raises SMTPResponseException where the server does not want to."""
        code, answer = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, answer)
        if self.early():
            # Whoever sits on the open line could put words into the server's mouth (CVE-2011-0411).
            raise smtplib.SMTPServerDisconnected("there were words behind its last answer in the open")
        line = self._within(time.monotonic() + self.timeout)
        self.sock = context.wrap_socket(line, server_hostname=self._host)  # type: ignore[attr-defined]

    def early(self) -> bytes:
        """Return what the server has said without being asked; do not wait for it. Raises OSError where it has gone."""
        if not self._arrived:
            line = self._line()
            line.settimeout(0)
            try:
                self._arrived = line.recv(_AT_ONCE)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return b""
            if not self._arrived:
                raise smtplib.SMTPServerDisconnected("it closed the connection")
        return self._arrived

    @property
    def surplus(self) -> bytes:
        """Return what came together with the last answer and behind it."""
        return self._arrived

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Say a command; what the server has said before cannot be an answer to it, so the line is broken then."""
        if early := self.early():
            raise smtplib.SMTPServerDisconnected(f"it spoke before it was asked: {said(early[:200])}")
        super().putcmd(cmd, args)

    def send(self, s: bytes | str, patience: float = 1) -> None:  # type: ignore[override] # we have no other buffers
        """Send all of it within `timeout` seconds, or so many times as long."""
        left = memoryview(s.encode(self.command_encoding) if isinstance(s, str) else s)
        deadline = time.monotonic() + self.timeout * patience
        while left:
            left = left[self._within(deadline).send(left[:_CHUNK]) :]

    def getreply(self, patience: float = 1) -> tuple[int, bytes]:
        """Return the whole answer to what was said last; the code is -1 where it is none. `patience`: as in `send`."""
        deadline, room, lines = time.monotonic() + self.timeout * patience, _BYTES, list[bytes]()
        code = b""
        while len(lines) < _LINES:
            line = self._read_line(deadline, room)
            room -= len(line)
            if not line[:3].isdigit() or line[3:4] not in b"- " or code not in {b"", line[:3]}:
                return -1, line.strip()
            code = line[:3]
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(code), b"\n".join(lines)
        raise smtplib.SMTPServerDisconnected("its answer has no end")

    def _read_line(self, deadline: float, room: int) -> bytes:
        while b"\n" not in self._arrived[:room]:
            if len(self._arrived) >= room:
                raise smtplib.SMTPServerDisconnected("its answer has no end")
            more = self._within(deadline).recv(_AT_ONCE)
            if not more:
                raise smtplib.SMTPServerDisconnected("it closed the connection")
            self._arrived += more
        line, _, self._arrived = self._arrived.partition(b"\n")
        return line.rstrip(b"\r")

    def _within(self, deadline: float) -> socket.socket:
        """Return the line, which gives up at the deadline however often it gets a byte."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line = self._line()
        line.settimeout(left)
        return line

    def _line(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("there is no connection")
        return self.sock


class TlsClient(Client, smtplib.SMTP_SSL):
    """The same with TLS from the start."""
