"""Who asks: what is added to a request just before it is sent. Secrets come from the environment and stay in memory."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Protocol

from valuereport.connect.request import Answer, Request, found_at
from valuereport.errors import SettingsError

Secret = Literal["TOKEN", "CLIENT_ID", "CLIENT_SECRET", "PUSH_TOKEN"]
Send = Callable[[Request, Mapping[str, str]], Answer]
"""Sends a request as it is, with these headers: to the address where tokens are given out."""
_ASCII: Final = range(33, 127)


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one connection, by what they are for."""

    connection: str
    values: Mapping[Secret, str] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: Secret) -> str:
        """Return a secret. Raises SettingsError, never with its text."""
        if not (found := self.values.get(name, "")):
            allowed = "a secret, set in the environment and in no file of the workspace"
            raise SettingsError("the environment", variable(self.connection, name), "nothing", allowed)
        if any(ord(letter) not in _ASCII for letter in found):
            allowed = "letters, digits and signs of ASCII, without spaces"
            raise SettingsError("the environment", variable(self.connection, name), "other characters", allowed)
        return found


def variable(connection: str, name: Secret) -> str:
    """Return the environment's name of a secret: VALUEREPORT_CAPSULE_TOKEN."""
    return f"VALUEREPORT_{connection.upper().replace('-', '_')}_{name}"


def secrets_of(connection: str, environment: Mapping[str, str] = os.environ) -> Secrets:
    """Return what the environment holds for a connection."""
    names: tuple[Secret, ...] = ("TOKEN", "CLIENT_ID", "CLIENT_SECRET", "PUSH_TOKEN")
    found = {name: environment.get(variable(connection, name), "").strip() for name in names}
    return Secrets(connection, {name: value for name, value in found.items() if value})


@dataclass(frozen=True, slots=True)
class Access:
    """What goes with each request, and for how many seconds it is good (None: as long as it is); `base_url`: where the
    system says that it is to be asked, empty where it does not say so."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    seconds: float | None = None
    base_url: str = ""


class Auth(Protocol):
    """How a system learns who asks."""

    @property
    def needs(self) -> tuple[Secret, ...]:
        """Return the secrets that it takes."""
        ...

    def access(self, secrets: Secrets, options: Mapping[str, str], send: Send) -> Access:
        """Return what goes with each request. Raises SettingsError, and ValueError with what the system said."""
        ...


@dataclass(frozen=True, slots=True)
class Bearer:
    """`Authorization: Bearer TOKEN`."""

    needs: tuple[Secret, ...] = ("TOKEN",)

    def access(self, secrets: Secrets, options: Mapping[str, str], send: Send) -> Access:
        """Return the header."""
        return Access({"Authorization": f"Bearer {secrets[self.needs[0]]}"})


@dataclass(frozen=True, slots=True)
class HeaderKey:
    """A header of the system's own; `others`: further headers, {option} replaced by what the connection says."""

    header: str
    before: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[Secret, ...] = ("TOKEN",)

    def access(self, secrets: Secrets, options: Mapping[str, str], send: Send) -> Access:
        """Return the headers."""
        others = {name: text.format_map(options) for name, text in self.others.items()}
        return Access({self.header: f"{self.before}{secrets[self.needs[0]]}", **others})


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form that is posted: of a URL every proxy on the way would keep the secret."""

    name: str
    needs: tuple[Secret, ...] = ("TOKEN",)

    def access(self, secrets: Secrets, options: Mapping[str, str], send: Send) -> Access:
        """Return the field."""
        return Access(form={self.name: secrets[self.needs[0]]})


@dataclass(frozen=True, slots=True)
class Basic:
    """HTTP's basic authentication, the token as its password, or as its user where there is no password."""

    user: str = ""
    needs: tuple[Secret, ...] = ("TOKEN",)

    def access(self, secrets: Secrets, options: Mapping[str, str], send: Send) -> Access:
        """Return the header."""
        token = secrets[self.needs[0]]
        return Access({"Authorization": basic(self.user or token, token if self.user else "")})


def basic(user: str, password: str) -> str:
    """Return the value of the header Authorization."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth 2 without a person: the client's id and secret, or an API key, for a token that is good for a while.

    `url`: where tokens are given out, {option} replaced. `form`: what is posted there. `user`: where the client
    stands in the basic header as a fixed name with the secret as its password; else id and secret stand there, or in
    the form where `in_form`. `base_url`: where in the answer the system says that it is to be asked. `lasts`: for how
    many seconds a token is taken to be good where the answer does not say: whoever says nothing ends it at some time.
    """

    url: str
    form: Mapping[str, str] = field(default_factory=lambda: {"grant_type": "client_credentials"})
    user: str = ""
    in_form: bool = False
    base_url: str = ""
    lasts: float = 3600.0
    needs: tuple[Secret, ...] = ("CLIENT_ID", "CLIENT_SECRET")

    def access(self, secrets: Secrets, options: Mapping[str, str], send: Send) -> Access:
        """Ask for a token. Raises SettingsError, and ValueError with what the system said."""
        form = {name: text.format_map(options) for name, text in self.form.items()}
        user, secret = self.user or secrets[self.needs[0]], secrets[self.needs[-1]]
        headers = {} if self.in_form else {"Authorization": basic(user, secret)}
        form |= {"client_id": user, "client_secret": secret} if self.in_form else {}
        request = replace(Request(self.url.format_map(options), method="POST"), form=tuple(form.items()))
        answer = send(request, headers)
        token = found_at(answer.data, "access_token")
        if answer.status != 200 or not isinstance(token, str) or not token:
            raise ValueError(f"no access token was given ({answer.status})")
        seconds = found_at(answer.data, "expires_in")
        where = found_at(answer.data, self.base_url) if self.base_url else ""
        lasts = float(seconds) if isinstance(seconds, (int, str)) and str(seconds).isdecimal() else self.lasts
        return Access({"Authorization": f"Bearer {token}"}, seconds=lasts, base_url=where or "")
