"""Where messages are handed over: VALUEREPORT_SMTP_URL in its parts."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from valuereport.errors import SettingsError

VARIABLE: Final = "VALUEREPORT_SMTP_URL"
Security = Literal["starttls", "tls", "none"]
_ALLOWED: Final = (
    "smtp://user:password@host:587?starttls=required (or starttls=never), or smtps://user:password@host:465; "
    "signs such as @ / : # % in the password are written as %40 %2F %3A %23 %25"
)
_PORTS: Final[dict[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how it is spoken to."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Return how a user is told which server is meant."""
        return f"{self.host}:{self.port}"


def server(environment: Mapping[str, str] = os.environ) -> Server:
    """Return the mail server. Raises SettingsError, never with the password."""
    url = environment.get(VARIABLE, "").strip()
    if not url:
        raise SettingsError("the environment", VARIABLE, "", _ALLOWED)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong("something that is not such an address") from None
    if parts.scheme == "file":
        raise _wrong(
            "a folder: name it with the request, to look at the messages (to folder) or for another mailer to send "
            "(hand over to)"
        )
    if parts.scheme not in {"smtp", "smtps"}:
        raise _wrong("something that begins neither with smtp:// nor smtps://")
    if not parts.hostname or parts.path not in {"", "/"} or parts.fragment:
        raise _wrong("no host, or more than a host and a port after the password")
    security = _security(parts.scheme, parts.query)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise _wrong("a user without a password, or a password without a user")
    if not (user + password).isascii():
        # Python's smtplib would fail on them with an error that shows the password.
        raise _wrong("a user name or password with letters beyond ASCII")
    if user and security == "none" and not _is_loopback(parts.hostname):
        raise _wrong("starttls=never with a password, which would travel in the open")
    return Server(parts.hostname, port or _PORTS[security], security, user, password)


def _security(scheme: str, query: str) -> Security:
    options = dict(parse_qsl(query, keep_blank_values=True))
    wanted = options.pop("starttls", "required")
    if options or (scheme == "smtps" and query):
        raise _wrong("an option after the ? that is not known")
    if wanted not in {"required", "never"}:
        raise _wrong("another word after starttls= than required or never")
    if scheme == "smtps":
        return "tls"
    return "starttls" if wanted == "required" else "none"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wrong(found: str) -> SettingsError:
    return SettingsError("the environment", VARIABLE, f"{found} (not shown: it may hold a password)", _ALLOWED)
