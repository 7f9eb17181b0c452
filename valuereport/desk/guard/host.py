"""The name that a request was sent to. Only the desk's own is answered.

A page of another site may have its name lead to this machine (DNS rebinding); its requests then bear that name, and
nothing else tells them from ours. So names are compared as a whole, and there is one: other names of the loopback
address are sent to it, because cookies and the check of forms hang on one name.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from valuereport.desk.guard.refusal import refusal


class Host:
    """Refuses requests to a name that is not ours. `own`: host and port; `also`: names that are sent to it."""

    def __init__(self, app: ASGIApp, own: str, also: Collection[str] = ()) -> None:
        self.app, self.own, self.also = app, own, frozenset(also)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        named = Headers(scope=scope).getlist("host")
        name = named[0].lower() if len(named) == 1 else ""
        if name == self.own:
            await self.app(scope, receive, send)
        elif name in self.also and scope["method"] in ("GET", "HEAD"):
            request = Request(scope)
            address = f"{scope['scheme']}://{self.own}{request.url.path}"
            await RedirectResponse(address + (f"?{request.url.query}" if request.url.query else ""), 307)(
                scope, receive, send
            )
        else:
            text = f"This desk answers at {self.own} alone."
            await refusal(421, "Another address", text)(scope, receive, send)
