"""Whose form it is. What changes something is taken from the desk's own pages alone.

Browsers say with Sec-Fetch-Site where a request comes from; older ones say it with Origin. A request that has neither
is from no browser, and has to have the cookie all the same (see words.filippo.io/csrf for the method).
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from valuereport.desk.guard.refusal import refusal

_SAFE: Final = ("GET", "HEAD")
_METHODS: Final = (*_SAFE, "POST")


class Origin:
    """Refuses forms that other sites send. `own`: the desk's address, with its scheme."""

    def __init__(self, app: ASGIApp, own: str) -> None:
        self.app, self.own = app, own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["method"] not in _METHODS:
            await refusal(405, "Not understood", "This desk knows GET and POST.")(scope, receive, send)
        elif scope["method"] in _SAFE or self._ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
        else:
            text = "The form was sent by another site, and nothing was done. Open the page here and send it again."
            await refusal(403, "Not from this desk", text)(scope, receive, send)

    def _ours(self, headers: Headers) -> bool:
        sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
        if sites:
            return all(one in ("same-origin", "none") for one in sites)
        return all(one == self.own for one in origins)
