"""Finds the links of a page that lead where no link may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from valuereport.notation.links import allowed

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
