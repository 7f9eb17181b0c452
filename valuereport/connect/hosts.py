"""Which addresses a connection may speak to: https, hosts that are known beforehand, no private network by chance."""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class NotAllowedHostError(Exception):
    """An address that this connection must not speak to; says why."""


def checked_url(url: str, hosts: Collection[str]) -> str:
    """Return a URL that may be asked. Raises NotAllowedHostError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotAllowedHostError("an address that is none") from None
    if parts.username is not None or parts.password is not None:
        raise NotAllowedHostError("an address with a login in it")
    named = host if port is None else f"{host}:{port}"
    if named not in hosts:
        raise NotAllowedHostError(f"the host {named or '(none)'}, which is not one of {', '.join(sorted(hosts))}")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise NotAllowedHostError(f"{parts.scheme or 'no'}://{named}: only https:// is spoken")
    return url


def host_of(url: str) -> str:
    """Return the host of a URL, with its port where one is given. Raises ValueError."""
    parts = urlsplit(url)
    return (parts.hostname or "") if parts.port is None else f"{parts.hostname}:{parts.port}"


def domain_of(host: str) -> str:
    """Return the last two names of a host, without its port; an IP address is its own domain."""
    name = host if host.startswith("[") else host.partition(":")[0]
    return name if name.replace(".", "").isdecimal() else ".".join(name.split(".")[-2:])


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine by its name: a name that leads here by DNS is not."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def session(*, private_network: bool) -> requests.Session:
    """Return a session that takes nothing from the machine's surroundings: no proxy, no netrc, no cookie, no redirect.

    `private_network`: hosts may lie in a private network; else whatever address a name leads to is looked at once the
    line is open, and nothing is sent over it where it is not public.
    """
    made = requests.Session()
    made.trust_env = False
    made.cookies.set_policy(_NoCookies())
    adapter = _Adapter(private_network=private_network)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made


def _checked(line: socket.socket, host: str) -> socket.socket:
    address = ip_address(str(line.getpeername()[0]).partition("%")[0])
    plain = getattr(address, "ipv4_mapped", None) or address
    if not plain.is_global and not (plain.is_loopback and is_loopback(host)):
        line.close()
        raise NotAllowedHostError(
            f"the host {host}, which leads to the private address {plain} (private_network = true allows it)"
        )
    return line


class _PublicHttp(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self.host)


class _PublicHttps(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self.host)


class _PublicHttpPool(HTTPConnectionPool):
    ConnectionCls = _PublicHttp


class _PublicHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHttps


class _Adapter(HTTPAdapter):
    def __init__(self, *, private_network: bool) -> None:
        self._private_network = private_network
        super().__init__(pool_connections=4, pool_maxsize=16, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:  # noqa: ANN401
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **more)
        if not self._private_network:
            self.poolmanager.pool_classes_by_scheme = {"http": _PublicHttpPool, "https": _PublicHttpsPool}


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[name-defined,misc]
    def set_ok(self, cookie: object, request: object) -> bool:
        return False
