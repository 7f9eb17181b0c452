"""Who it is: somebody who opened the link that the desk itself made, on this machine.

The address 127.0.0.1 is open to every user and program of the machine, so a name of it is no proof. The link holds a
token that works once; what opens it gets a cookie that scripts cannot read and other sites do not send.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from valuereport.desk.guard.refusal import refusal
from valuereport.model.person import Person

ENTER: Final = "/enter"
_OPEN: Final = ("/static/",)  # the style of pages for those who are not in; nothing of the workspace
_ON: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>valuereport</title>
<meta http-equiv="refresh" content="0; url=/"><link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/desk.css"></head>
<body class="bare"><main><h1>valuereport</h1><p><a href="/">Go on to the desk</a></p></main></body></html>
"""


@dataclass(slots=True)
class Session:
    """What is kept of one browser, or of one user behind a proxy: what was done since the last page."""

    done: list[str] = field(default_factory=list)


class Sessions:
    """The browsers that have come in. `renewed`: is told the new token as soon as one was used."""

    def __init__(self, renewed: Callable[[str], None] = lambda token: None) -> None:
        self._renewed, self._lock = renewed, Lock()
        self._of_cookie: dict[str, Session] = {}
        self.token = secrets.token_urlsafe(32)

    def enter(self, token: str) -> str:
        """Return the secret of a new session for the token that is valid now, which then is no more; "" for another."""
        with self._lock:
            if not hmac.compare_digest(token.encode(), self.token.encode()):
                return ""
            self.token = secrets.token_urlsafe(32)
            secret = secrets.token_urlsafe(32)
            self._of_cookie[secret] = Session()
        self._renewed(self.token)
        return secret

    def of(self, secret: str) -> Session | None:
        """Return the session of a cookie."""
        return self._of_cookie.get(secret)


class OwnLink:
    """Lets in who has the cookie; whoever opens the link gets it.

    `cookie`: its name, with the port in it, because cookies know no ports. `who`: whose desk it is.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, cookie: str, who: Callable[[], Person]) -> None:
        self.app, self.sessions, self.cookie, self.who = app, sessions, cookie, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["path"] == ENTER:
            await self._enter(scope)(scope, receive, send)
            return
        session = self.sessions.of(self._secret(scope))
        if session is None and not scope["path"].startswith(_OPEN):
            text = "This page is for whoever opened the desk on this machine. Start it again: valuereport desk"
            await refusal(403, "Not open", text)(scope, receive, send)
            return
        if session:
            scope["session"], scope["person"] = session, self.who()
        await self.app(scope, receive, send)

    def _secret(self, scope: Scope) -> str:
        """Return the secret of our cookie; "" where there is none, or more than one of the name."""
        found = [
            value.strip()
            for header in Headers(scope=scope).getlist("cookie")
            for part in header.split(";")
            for name, sign, value in [part.partition("=")]
            if sign and name.strip() == self.cookie
        ]
        return found[0] if len(found) == 1 else ""

    def _enter(self, scope: Scope) -> HTMLResponse:
        """Answer the link: 200 and a page that leads on, because a redirect after a file loses a strict cookie."""
        secret = ""
        if scope["method"] == "GET":
            secret = self.sessions.enter(Request(scope).query_params.get("token", ""))
        if not secret:
            text = "This link was used already, or is of an earlier desk. Start the desk again: valuereport desk"
            return refusal(403, "An old link", text)
        response = HTMLResponse(_ON)
        response.set_cookie(self.cookie, secret, path="/", httponly=True, samesite="strict")
        return response
