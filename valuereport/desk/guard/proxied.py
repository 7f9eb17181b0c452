"""Who it is, behind a proxy: the name that the proxy puts into a header once it knows the user.

The desk then listens on a Unix socket alone, which the proxy may open and other users of the machine may not: on a port
any of them could send the header.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from valuereport.desk.guard.refusal import refusal
from valuereport.desk.guard.session import Session
from valuereport.errors import NotAllowedError, SettingsError
from valuereport.model.person import Person


class Proxied:
    """Lets in whom the proxy names. `header`: in which it does; `named`: the person of a name."""

    def __init__(self, app: ASGIApp, header: str, named: Callable[[str], Person]) -> None:
        self.app, self.header, self.named = app, header, named
        self._sessions, self._lock = dict[str, Session](), Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        names = Headers(scope=scope).getlist(self.header)
        try:
            person = self.named(_text(names[0]) if len(names) == 1 else "")
        except NotAllowedError as error:
            await refusal(403, "Not allowed", str(error))(scope, receive, send)
            return
        except SettingsError:  # what is wrong with them is not everybody's business
            text = "The settings of this desk cannot be used. Whoever looks after it finds out why: valuereport check"
            await refusal(503, "Not ready", text)(scope, receive, send)
            return
        with self._lock:
            scope["session"] = self._sessions.setdefault(person.name, Session())
        scope["person"] = person
        await self.app(scope, receive, send)


def _text(header: str) -> str:
    """Return a header's text; proxies send names in UTF-8, and headers are read as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
