"""A mail server on loopback that says what a test scripts, to the byte: for what no real server can be told to do."""

from __future__ import annotations

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self


class HungUpError(Exception):
    """The client has gone, or the script ends the connection here."""


class Line:
    """The server's end of one connection; `number` counts connections from 0."""

    def __init__(self, owner: ScriptServer, connection: socket.socket, number: int) -> None:
        self.owner, self.number = owner, number
        self.socket, self._left = connection, b""
        self.message = ""  # the Message-ID of the last one that was given

    def say(self, text: str) -> None:
        """Say it in one piece."""
        self.socket.sendall(text.encode().replace(b"\n", b"\r\n") + b"\r\n")

    def drip(self, text: str) -> None:
        """Say it byte by byte, over and over, until the client has had enough."""
        while not self.owner.over.wait(0.02):
            for byte in text.encode():
                self.socket.sendall(bytes((byte,)))
                if self.owner.over.wait(0.02):
                    return

    def flood(self, text: str) -> None:
        """Say it without end."""
        while not self.owner.over.is_set():
            self.socket.sendall(text.encode() * 1000)

    def hear(self) -> str:
        """Return the next line."""
        while b"\r\n" not in self._left:
            more = self.socket.recv(65536)
            if not more:
                raise HungUpError
            self._left += more
        line, _, self._left = self._left.partition(b"\r\n")
        return line.decode()

    def content(self) -> str:
        """Read a message to its end; return its Message-ID."""
        found = ""
        while (line := self.hear()) != ".":
            if line.lower().startswith("message-id:"):
                found = line.partition(":")[2].strip()
        return found

    def take(self) -> None:
        """Count the message as taken."""
        self.owner.taken[self.message] += 1

    def hang_up(self) -> None:
        """End the connection."""
        raise HungUpError

    def mute(self) -> None:
        """Keep the connection, and say no more."""
        self.owner.over.wait(30)
        raise HungUpError


Answer = Callable[[Line], None]


def polite(line: Line, other: Callable[[str], Answer | None] = lambda _: None) -> None:
    """Talk as a good server does; `other` is asked at each step (220, EHLO, MAIL, ..., end) what to do instead."""

    def answer(step: str, usual: str) -> bool:
        if instead := other(step):
            instead(line)
        else:
            line.say(usual)
        return not instead

    answer("220", "220 mail.test")
    while True:
        word = line.hear()[:4].upper()
        if word != "DATA":
            answer(word, "221 bye" if word == "QUIT" else "250 ok")
        elif answer(word, "354 go on"):
            if instead := other("content"):
                instead(line)
            line.message = line.content()
            if answer("end", "250 taken"):
                line.take()
            if instead := other("after"):
                instead(line)


class ScriptServer:
    """The server, a thread for each connection; use it in a `with`."""

    def __init__(self, script: Callable[[Line], None], context: ssl.SSLContext | None = None) -> None:
        self._script, self._context = script, context
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"smtps://localhost:{self.port}" if context else f"smtp://localhost:{self.port}?starttls=never"
        self.taken: Counter[str] = Counter()  # by Message-ID
        self.connections = 0
        self.over = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._listening.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(connection, self.connections), daemon=True)
            self.connections += 1
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket, number: int) -> None:
        try:
            connection.settimeout(30)
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            self._script(Line(self, connection, number))
        except (HungUpError, OSError):
            pass
        finally:
            connection.close()
