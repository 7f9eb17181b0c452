"""Parses the URL of a database. A URL may hold a password, so it is never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # only a command with a database waits for its import
    import sqlalchemy as sa

ESCAPES = "signs such as @ / : # % ? in the user or the password are written as %40 %2F %3A %23 %25 %3F"


def database_url(text: str) -> sa.URL:
    """Return the parts of a database's URL. Raises ValueError, whose message holds nothing of the URL."""
    import sqlalchemy as sa

    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError:
        raise ValueError("no URL") from None
    except ValueError:
        raise ValueError(f"a URL whose port is no number; {ESCAPES}") from None
    # For some parsers the first @ ends the password, for others the last one. A part of the password could then be
    # taken for the host, the database or the query, and be shown.
    if text.count("@") > 1:
        raise ValueError(f"a URL with more than one @; {ESCAPES}")
    if url.host and ":" in url.host.strip("[]") and not _is_ipv6(url.host.strip("[]")):
        raise ValueError(f"a URL whose host holds a sign that no host has; {ESCAPES}")
    if url.port is not None and not 0 < url.port < 65536:
        raise ValueError(f"a URL whose port is not one of 1 to 65535; {ESCAPES}")
    return url


def _is_ipv6(text: str) -> bool:
    import ipaddress

    try:
        ipaddress.IPv6Address(text.partition("%")[0])
    except ValueError:
        return False
    return True
