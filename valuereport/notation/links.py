"""Which links are allowed: to a page (https, http), to an email address (mailto), or to an anchor of the same page."""

from __future__ import annotations

import re
from typing import Final

_SHOWN: Final = 100  # letters of an address
ALLOWED: Final = "an address that begins with https://, http:// or mailto:"
_WHOLE: Final = re.compile(r"(?:https?://[^\s/?#]+[^\s]*|mailto:[^\s]+)", re.IGNORECASE)
_HOST: Final = re.compile(r"[^\W_](?:[\w-]*\w)?(?:\.[\w-]+)*\.[^\W\d_][\w-]*(?::\d+)?(?:[/?#]\S*)?")


def allowed(address: str) -> bool:
    """Return whether a link may lead to an address."""
    return _WHOLE.fullmatch(address) is not None


def completed(address: str) -> str:
    """Return the address of a page, https:// before one that begins with its host; nothing where it is none."""
    if allowed(address):
        return address
    return f"https://{address}" if _HOST.fullmatch(address) else ""


def nearest(address: str) -> str:
    """Return what an address that is not allowed may have been meant to be, or nothing."""
    return completed(re.sub(r"^(?:[a-z]+:)?/*", "", "".join(address.split()), flags=re.IGNORECASE))


def refusal(address: str) -> str:
    """Return the message about a link that is not allowed."""
    return f"a link leads to {address[:_SHOWN]!r}; allowed: {ALLOWED}"
