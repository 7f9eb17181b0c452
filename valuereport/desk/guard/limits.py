"""How much may be sent: what is larger is refused before it is read, and what says nothing of its size while it is."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from valuereport.desk.guard.refusal import refusal


class _TooLargeError(Exception):
    pass


class Limits:
    """Refuses a body of more bytes than its path takes. `most`: of each path that takes any; all others take none."""

    def __init__(self, app: ASGIApp, most: Mapping[str, int]) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        most = self.most.get(scope["path"], 0)
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or int(said) > most:
            await self._refuse(most, scope, receive, send)
            return
        read, began = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, counted, noted)
        except _TooLargeError:
            if began:
                raise
            await self._refuse(most, scope, receive, send)

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        text = f"At most {most / 1_000_000:,.0f} MB may be sent to this page."
        response = refusal(413, "Too large", text)
        response.headers["Connection"] = "close"
        await response(scope, receive, send)
