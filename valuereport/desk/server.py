"""Listens on the loopback address, or on a Unix socket behind a proxy; opens the browser by a private file."""

from __future__ import annotations

import logging
import os
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import uvicorn
from starlette.middleware import Middleware

from valuereport.desk.application import application
from valuereport.desk.guard.headers import Headers
from valuereport.desk.guard.host import Host
from valuereport.desk.guard.limits import Limits
from valuereport.desk.guard.origin import Origin
from valuereport.desk.guard.proxied import Proxied
from valuereport.desk.guard.session import ENTER, OwnLink, Sessions
from valuereport.desk.pages import PLACES
from valuereport.desk.people import People
from valuereport.desk.workplace import Workplace
from valuereport.errors import RequestError
from valuereport.files import PARTIAL_SUFFIX, make_folder
from valuereport.model.person import Person

ADDRESS: Final = "127.0.0.1"
_LINK: Final = "open.html"
_PAGE: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>valuereport</title><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}"></head><body><p><a href="{address}">Open the desk</a></p>
</body></html>
"""
_PATIENCE: Final = 5  # seconds for requests that are under way when the desk is stopped


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a desk listens: what to open, and the private file that opens it without the token on a command line."""

    address: str
    file: Path


def serve(workplace: Workplace, who: Callable[[], Person], port: int, ready: Callable[[Listening], None]) -> None:
    """Serve the desk on this machine until it is stopped. `port`: 0 for any that is free. Raises RequestError."""
    with bound(port) as listener:
        port = listener.getsockname()[1]
        own, file = f"{ADDRESS}:{port}", workplace.private / _LINK

        def renewed(token: str) -> None:
            make_folder(file.parent)
            _write_for_owner(file, _PAGE.format(address=escape(f"http://{own}{ENTER}?token={token}")).encode())

        sessions = Sessions(renewed)
        renewed(sessions.token)
        app = application(workplace, PLACES, guard_of(own, sessions, port, who))
        try:
            ready(Listening(f"http://{own}{ENTER}?token={sessions.token}", file))
            Server(config(app)).run(sockets=[listener])
        finally:
            with suppress(OSError):
                file.unlink()


def serve_behind(workplace: Workplace, who: People, path: Path, ready: Callable[[str], None]) -> None:
    """Serve the desk behind a proxy until it is stopped. `path`: of the Unix socket.

    Raises RequestError, SettingsError.
    """
    address, header = who.behind()
    guard = [
        Middleware(Headers),
        Middleware(Host, address.partition("://")[2]),
        Middleware(Origin, address),
        Middleware(Limits, _most()),
        Middleware(Proxied, header, who.named),
    ]
    with bound_socket(path) as listener:
        try:
            ready(address)
            Server(config(application(workplace, PLACES, guard))).run(sockets=[listener])
        finally:
            with suppress(OSError):
                path.unlink()


class Server(uvicorn.Server):
    """uvicorn, which a signal ends in good order: its own would send the signal again, and files would be left."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let Ctrl-C and the end of the session stop the server, where signals reach this thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def guard_of(own: str, sessions: Sessions, port: int, who: Callable[[], Person]) -> list[Middleware]:
    """Return what every request to a desk on this machine passes, the first one first."""
    return [
        Middleware(Headers),
        Middleware(Host, own, (f"localhost:{port}", f"[::1]:{port}")),
        Middleware(Origin, f"http://{own}"),
        Middleware(Limits, _most()),
        Middleware(OwnLink, sessions, f"valuereport-{port}", who),
    ]


def _write_for_owner(file: Path, data: bytes) -> None:
    """Write a file for its owner alone, in a folder that a group shares, too: whoever reads the link is its owner."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=PARTIAL_SUFFIX)  # for its owner from the start
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def open_browser(listening: Listening) -> bool:
    """Open the desk in the user's browser; return whether there is one."""
    return webbrowser.open(listening.file.resolve().as_uri())


def _most() -> dict[str, int]:
    return {place.path: place.most for place in PLACES if place.act}


def bound(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
        listener.listen()  # who opens the address at once waits until it is served
    except OSError as error:
        listener.close()
        raise RequestError("port", port, f"a port that is free ({error.strerror}), or 0 for any") from None
    return listener


def bound_socket(path: Path) -> socket.socket:
    """Return a Unix socket that its owner and group may open. Raises RequestError."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        if path.is_socket():
            _remove_if_left(path)
        before = os.umask(0o117)
        try:
            listener.bind(str(path))
            listener.listen()
        finally:
            os.umask(before)
    except OSError as error:
        listener.close()
        raise RequestError("behind_proxy", str(path), f"a path where a socket can be made ({error.strerror})") from None
    return listener


def _remove_if_left(path: Path) -> None:
    """Remove a socket on which nobody listens any more: its desk was killed."""
    with socket.socket(socket.AF_UNIX) as trial:
        try:
            trial.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()


def config(app: object) -> uvicorn.Config:
    """Return how uvicorn serves: it writes nothing, believes no proxy, and knows no websocket."""
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # forms that are none are answered, not told about
    return uvicorn.Config(
        app,  # type: ignore[arg-type] # an ASGI application
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=_PATIENCE,
    )
