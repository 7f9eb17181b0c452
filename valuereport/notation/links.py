"""Where a link may lead: to a page (https, http), to an address (mailto), or to a place on its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

_SHOWN: Final = 100  # letters of an address
ALLOWED: Final = "an address that begins with https://, http:// or mailto:"
_WHOLE: Final = re.compile(r"(?:https?://[^\s/?#]+[^\s]*|mailto:[^\s]+)", re.IGNORECASE)
_HOST: Final = re.compile(r"[^\W_](?:[\w-]*\w)?(?:\.[\w-]+)*\.[^\W\d_][\w-]*(?::\d+)?(?:[/?#]\S*)?")
_NAMED: Final = re.compile(r"""(?:href|action)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*))""", re.IGNORECASE)
_PLAIN: Final = re.compile(r"(?:https?://[^\s/?#&]|mailto:[^\s&]|#)", re.IGNORECASE)
_LEADING: Final = {
    "a": ("href", "xlink:href"),
    "area": ("href",),
    "form": ("action",),
    "button": ("formaction",),
    "input": ("formaction",),
    "base": ("href",),
}


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
    """Return what is said of a link that may not lead where it does."""
    return f"a link leads to {address[:_SHOWN]!r}; allowed: {ALLOWED}"


def forbidden(html: str, *, files: bool = False) -> tuple[str, ...]:
    """Return the addresses of a page's links that are not allowed.

    `files`: links may lead to files beside the page, too, as those of a run's review do.
    """
    # Nearly every page has nothing else, and is not parsed to find that out; a text may hold "href=", too.
    if all(_PLAIN.match("".join(found)) for found in _NAMED.findall(html)):
        return ()
    links = _Links()
    links.feed(html)
    links.close()
    return tuple(dict.fromkeys(address for address in links.found if not _fits(address, files=files)))


def _fits(address: str, *, files: bool) -> bool:
    return allowed(address) or address.startswith("#") or (files and _beside(address))


def _beside(address: str) -> bool:
    """Return whether an address is that of a file beside the page or in a folder there."""
    steps = re.split(r"[/\\]", address)
    return bool(address.isprintable() and steps[0]) and ":" not in address and ".." not in steps


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += self._leading(tag, attrs)

    def _leading(self, tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
        for name, value in attrs:
            if name in _LEADING.get(tag, ()):
                yield value or ""
