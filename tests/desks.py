"""A desk that listens on the loopback address while a test lasts, and a browser without a window that may ask it."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from valuereport.desk import server
from valuereport.desk.application import application
from valuereport.desk.guard.session import Sessions
from valuereport.desk.pages import PLACES
from valuereport.desk.workplace import SETTINGS, Workplace
from valuereport.model.person import Person, Role

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Reply:
    """What the desk answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class OpenDesk:
    """A desk that listens, and the cookies of one browser."""

    port: int
    sessions: Sessions
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def own(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.own}"

    @property
    def link(self) -> str:
        """The link that lets somebody in, once."""
        return f"/enter?token={self.sessions.token}"

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = _NONE) -> Reply:
        """Send one request as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            with suppress(BrokenPipeError, ConnectionResetError):  # the answer came before all was sent
                connection.request(method, path, body or None, {**(cookies if self.cookies else {}), **headers})
            answer = connection.getresponse()
            found = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()
        if said := found.headers.get("set-cookie"):
            name, _, value = said.split(";")[0].partition("=")
            self.cookies[name] = value
        return found

    def enter(self) -> None:
        """Come in by the link."""
        assert self.ask("GET", self.link).status == 200

    def get(self, path: str, **fields: str) -> Reply:
        return self.ask("GET", f"{path}?{urllib.parse.urlencode(fields)}" if fields else path)

    def post(self, path: str, **fields: str) -> Reply:
        """Send a form as a page of the desk does."""
        return self.post_all(path, *fields.items())

    def post_all(self, path: str, *fields: tuple[str, str]) -> Reply:
        """Send a form of which fields may have several values."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self.ask("POST", path, urllib.parse.urlencode(fields).encode(), headers)

    def send(self, path: str, *files: tuple[str, bytes]) -> Reply:
        """Send files as a page of the desk does, each with the name that it has there."""
        parts = b"".join(
            f'--part\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
            + content
            + b"\r\n"
            for name, content in files
        )
        headers = {"Content-Type": "multipart/form-data; boundary=part", "Sec-Fetch-Site": "same-origin"}
        return self.ask("POST", path, parts + b"--part--\r\n", headers)

    def follow(self, reply: Reply) -> Reply:
        """Go where an answer leads."""
        assert reply.status == 303, reply.text
        return self.get(reply.headers["location"])


@contextmanager
def opened(folder: Path, role: Role = "approver", name: str = "Anna Berg") -> Iterator[OpenDesk]:
    """Open a desk over a folder, as somebody; it is not entered yet."""
    with server.bound(0) as listener:
        port = listener.getsockname()[1]
        sessions = Sessions()
        guard = server.guard_of(f"{server.ADDRESS}:{port}", sessions, port, lambda: Person(name, role))
        serving = server.Server(server.config(application(Workplace(folder / SETTINGS), PLACES, guard)))
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not serving.started:
            assert thread.is_alive()
            time.sleep(0.01)
        try:
            yield OpenDesk(port, sessions)
        finally:
            serving.should_exit = True
            thread.join(30)
