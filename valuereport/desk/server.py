"""Listens on the loopback address, or on a Unix socket behind a proxy; opens the browser by a private file."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
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
from valuereport.desk.guard.session import ENTER, OwnLink, Sessions
from valuereport.desk.pages import PLACES
from valuereport.desk.workplace import Workplace
from valuereport.errors import RequestError
from valuereport.files import make_folder, write_atomically
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


def serve(workplace: Workplace, person: Person, port: int, ready: Callable[[Listening], None]) -> None:
    """Serve the desk on this machine until it is stopped. `port`: 0 for any that is free. Raises RequestError."""
    with bound(port) as listener:
        port = listener.getsockname()[1]
        own, file = f"{ADDRESS}:{port}", workplace.private / _LINK

        def renewed(token: str) -> None:
            make_folder(file.parent)
            write_atomically(file, _PAGE.format(address=escape(f"http://{own}{ENTER}?token={token}")).encode())

        sessions = Sessions(renewed)
        renewed(sessions.token)
        app = application(workplace, PLACES, guard_of(own, sessions, port, person))
        try:
            ready(Listening(f"http://{own}{ENTER}?token={sessions.token}", file))
            uvicorn.Server(config(app)).run(sockets=[listener])
        finally:
            with suppress(OSError):
                file.unlink()


def guard_of(own: str, sessions: Sessions, port: int, person: Person) -> list[Middleware]:
    """Return what every request to a desk on this machine passes, the first one first."""
    return [
        Middleware(Headers),
        Middleware(Host, own, (f"localhost:{port}", f"[::1]:{port}")),
        Middleware(Origin, f"http://{own}"),
        Middleware(Limits, {place.path: place.most for place in PLACES if place.act}),
        Middleware(OwnLink, sessions, f"valuereport-{port}", person),
    ]


def open_browser(listening: Listening) -> bool:
    """Open the desk in the user's browser; return whether there is one."""
    return webbrowser.open(listening.file.resolve().as_uri())


def bound(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except OSError as error:
        listener.close()
        raise RequestError("port", port, f"a port that is free ({error.strerror}), or 0 for any") from None
    return listener


def config(app: object) -> uvicorn.Config:
    """Return how uvicorn serves: it writes nothing, believes no proxy, and knows no websocket."""
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
