"""A real mail server on loopback (aiosmtpd) that goes wrong as told, and counts what it has taken."""

from __future__ import annotations

import asyncio
import email
import ssl
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Fault = Literal[
    "greylist",  # 450 at the first RCPT, taken later
    "never now",  # 451 at each RCPT
    "refuse",  # 550 at RCPT
    "relay",  # 554 relaying denied at RCPT
    "full",  # 552 at the end of the message
    "later at end",  # 451 at the end of the message, once
    "take and drop",  # taken, then the line is cut before the answer
    "take and hang",  # taken, then silence
    "drop at end",  # cut after the end of the message; not taken
    "drop in content",  # cut after the first line of the message, once (a short one may be given wholly by then)
    "always drop in content",
    "goodbye in content",  # half closed after the first line, once: nothing will be said, all is read
    "refuse in content",  # 554 and cut, after the first line of the message
    "nonsense at end",  # an answer that is no answer
]


@dataclass
class Faults:
    """What goes wrong: at one recipient, or with the server as a whole."""

    of: Mapping[str, Fault] = field(default_factory=dict)  # by recipient
    greeting: str = ""  # instead of 220
    mute: bool = False  # connects, and never speaks
    sender: str = ""  # the answer to MAIL
    messages: int = 0  # then 421 and goodbye; 0 is no limit
    users: Mapping[str, str] | None = None  # who may log in; None: no login needed
    login: str = ""  # the answer to a wrong login
    size: int | None = None
    utf8: bool = True


class FaultServer:
    """The server in a thread of its own; use it in a `with`. `tls`: none, "starttls" or "tls"."""

    def __init__(
        self,
        faults: Faults | None = None,
        context: ssl.SSLContext | None = None,
        tls: Literal["", "starttls", "tls"] = "",
    ) -> None:
        self.faults = faults or Faults()
        self.context, self.tls = context, tls
        self.taken: list[bytes] = []
        self.recipients: Counter[str] = Counter()  # of taken messages
        self.met: Counter[tuple[str, str]] = Counter()  # recipient and fault
        self.connections = 0
        self.options: list[list[str]] = []  # of MAIL
        self.port = 0
        self._conversations: list[_Conversation] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    @property
    def accepted(self) -> Counter[str]:
        """Return how often each Message-ID was taken."""
        return Counter(str(email.message_from_bytes(content)["Message-ID"]) for content in self.taken)

    @property
    def url(self) -> str:
        """Return VALUEREPORT_SMTP_URL for it, without a login."""
        return (
            f"smtps://localhost:{self.port}"
            if self.tls == "tls"
            else f"smtp://localhost:{self.port}?starttls={'required' if self.tls else 'never'}"
        )

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the mail server of the test did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        at_once = self.context if self.tls == "tls" else None
        listening = self._loop.run_until_complete(
            self._loop.create_server(self._conversation, "127.0.0.1", self.port, ssl=at_once)
        )
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        listening.close()
        self._loop.run_until_complete(self._hang_up())
        self._loop.close()

    async def _hang_up(self) -> None:
        """Leave nothing open: a warning of a forgotten connection would fail whatever test runs next."""
        for conversation in self._conversations:
            conversation.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)

    def _conversation(self) -> SMTP:
        self.connections += 1
        users = self.faults.users
        made = _Conversation(
            _Handler(self),
            self,
            hostname="mail.test",
            loop=self._loop,
            enable_SMTPUTF8=self.faults.utf8,
            data_size_limit=self.faults.size or 2**26,
            tls_context=self.context if self.tls == "starttls" else None,
            authenticator=self._login if users is not None else None,
            auth_required=users is not None,
            auth_require_tls=self.tls == "starttls",
        )
        self._conversations.append(made)
        return made

    def _login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        users = self.faults.users or {}
        right = users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=right, handled=False, message=None if right else self.faults.login or None)


class _Conversation(SMTP):
    """One connection, cut where the fault says so."""

    def __init__(self, handler: _Handler, owner: FaultServer, **settings: Any) -> None:
        self.owner = owner
        self.spoken = False
        self.lines: list[asyncio.BaseTransport] = []
        super().__init__(handler, **settings)

    async def push(self, status: Any) -> None:
        if not self.spoken:
            self.spoken = True
            if self.owner.faults.mute:
                await asyncio.sleep(3600)
            if self.owner.faults.greeting:
                await super().push(self.owner.faults.greeting)
                self.cut()
        await super().push(status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.lines.append(transport)
        super().connection_made(transport)

    def abort(self) -> None:
        """Cut the line and all that it was wrapped in."""
        for line in self.lines:
            assert isinstance(line, asyncio.Transport)
            with suppress(AttributeError):  # older asyncio cannot abort an encrypted line that is closed already
                line.abort()

    def cut(self) -> None:
        """Cut the line after what was said, and say no more."""
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.close()
        raise asyncio.CancelledError

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        assert self.envelope
        recipient = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        fault = self.owner.faults.of.get(recipient)
        seen = self.owner.met[recipient, fault or ""]
        if fault in {"always drop in content", "refuse in content"} or (
            fault in {"drop in content", "goodbye in content"} and not seen
        ):
            self.owner.met[recipient, fault] += 1
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            if fault == "refuse in content":
                await self.push("554 5.7.1 this looks like a virus")
            if fault == "goodbye in content":
                self._writer.write_eof()
            if fault in {"refuse in content", "goodbye in content"}:
                # Whatever else comes is read and thrown away, so that the answer is not lost in a reset.
                while await self._reader.read(65536):
                    pass
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
            raise asyncio.CancelledError
        await super().smtp_DATA(arg)


class _Handler:
    """What the server says to each command."""

    def __init__(self, owner: FaultServer) -> None:
        self.owner = owner
        self.messages = 0

    async def handle_MAIL(  # noqa: N802
        self, server: _Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        faults = self.owner.faults
        if faults.messages and self.messages >= faults.messages:
            await server.push("421 4.7.0 enough for one connection")
            server.cut()
        if faults.sender:
            return faults.sender
        self.owner.options.append(options)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: _Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.owner.faults.of.get(address)
        seen = self.owner.met[address, fault or ""]
        answer = {
            "greylist": "" if seen else "450 4.2.0 greylisted, come back later",
            "never now": "451 4.3.0 not now",
            "refuse": "550 5.1.1 no such user here",
            "relay": "554 5.7.1 Relay access denied",
        }.get(fault or "", "")
        if answer:
            self.owner.met[address, fault or ""] += 1
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Conversation, session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipient = envelope.rcpt_tos[0]
        fault: str = self.owner.faults.of.get(recipient, "")
        seen = self.owner.met[recipient, fault]
        self.owner.met[recipient, fault] += 1
        if fault == "full":
            return "552 5.2.2 mailbox full"
        if fault == "later at end" and not seen:
            return "451 4.3.0 busy"
        if fault == "drop at end":
            server.cut()
        assert isinstance(envelope.content, bytes)
        self.owner.taken.append(envelope.content)
        self.owner.recipients[recipient] += 1
        self.messages += 1
        if fault == "take and drop":
            server.cut()
        if fault == "take and hang":
            await asyncio.sleep(3600)
        return "ok then" if fault == "nonsense at end" else "250 2.0.0 taken"
