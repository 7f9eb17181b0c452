"""A system on loopback: a server of its own, a record of what was asked, and faults that a test plants."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request, as the server got it; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def form(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """One answer. `cut`: so many bytes of the body never come."""

    status: int = 200
    data: Any = None
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0

    def body(self) -> bytes:
        if self.text is not None:
            return self.text.encode()
        return b"" if self.status == 204 else json.dumps(self.data).encode()


class Fake:
    """One system. A subclass answers in `answer`; `url` is where it is."""

    def __init__(self) -> None:
        self.token = "token-of-the-fake-0815"  # noqa: S105
        self.asked: list[Asked] = []
        self.planted: deque[tuple[Callable[[Asked], bool], Reply]] = deque()
        self.delay = 0.0
        self.before: Callable[[Asked, int], None] = lambda asked, number: None
        self.url = ""

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def plant(self, *replies: Reply, where: str = "") -> None:
        """Answer the next requests whose path holds `where` with these, in this order."""
        for one in replies:
            self.planted.append((lambda asked: where in asked.path, one))

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        self.before(asked, len(self.asked))
        time.sleep(self.delay)
        for at, (fits, planted) in enumerate(self.planted):
            if fits(asked):
                del self.planted[at]
                return planted
        return self.answer(asked)

    @contextmanager
    def serving(self) -> Iterator[Fake]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each answer waits for an acknowledgement, 40 ms

            def handle_any(self) -> None:
                parts = urlsplit(self.path)
                size = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                asked = Asked(self.command, parts.path, query, headers, self.rfile.read(size))
                reply = fake.reply(asked)
                body = reply.body()
                self.send_response(reply.status)
                kinds = {"Content-Type": "application/json" if reply.text is None else "text/plain"}
                for name, value in {**kinds, **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body[: len(body) - reply.cut])
                    if reply.cut:
                        self.close_connection = True
                except (BrokenPipeError, ConnectionResetError):
                    pass

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_: object) -> None:
                pass

        with Server(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()


def iso(moment: Any) -> str:
    """Return a moment as most APIs write it."""
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
