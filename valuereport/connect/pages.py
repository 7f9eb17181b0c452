"""How a list goes on: from a page and its answer to the request for the next page, or to the end.

Each is a value with two functions: `first` prepares the first request, `following` gives the next one. `found`: how
many records the page has held. Numbers advance by what came, not by what was asked for: servers clamp the size of a
page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol
from urllib.parse import urljoin

from valuereport.connect.request import Answer, Request, found_at

_LINK: Final = re.compile(r"<([^<>]*)>((?:\s*;\s*[^,;=]+(?:=(?:\"[^\"]*\"|[^,;]*))?)*)")
_NEXT: Final = re.compile(r";\s*rel\s*=\s*(?:\"(?:[^\"]* )?next(?: [^\"]*)?\"|next)\s*(?:;|$)")


class Pages(Protocol):
    """How the pages of one endpoint follow one another."""

    def first(self, request: Request) -> Request:
        """Return the request for the first page."""
        ...

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request for the page after this one; None where it was the last."""
        ...


@dataclass(frozen=True, slots=True)
class OnePage:
    """Everything at once."""

    def first(self, request: Request) -> Request:
        """Return the request as it is."""
        return request

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return None."""
        return None


ONE_PAGE: Final = OnePage()


@dataclass(frozen=True, slots=True)
class LinkHeader:
    """The header Link names the next page (RFC 8288)."""

    size: Mapping[str, str]

    def first(self, request: Request) -> Request:
        """Return the request with the size of a page."""
        return request.having_all(self.size)

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request to the link with rel=next."""
        for url, parameters in _LINK.findall(answer.headers.get("link", "")):
            if _NEXT.search(parameters):
                return request.at(urljoin(answer.url, url))
        return None


@dataclass(frozen=True, slots=True)
class BodyCursor:
    """The body holds what the next request has to say: `cursor` is where, `param` how it is called there.

    `more`: where the body says whether there is a next page, where it does. `of_last`: the cursor is a field of the
    last record of the list at `records`. `in_body`: it goes into the JSON that is posted, at its top.
    """

    param: str
    cursor: str = ""
    size: Mapping[str, str] | None = None
    more: str = ""
    of_last: str = ""
    records: str = ""
    in_body: bool = False

    def first(self, request: Request) -> Request:
        """Return the request with the size of a page."""
        return request.having_all(self.size or {})

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request with the cursor."""
        if self.more and not found_at(answer.data, self.more):
            return None
        if self.of_last:
            listed = found_at(answer.data, self.records)
            cursor = found_at(listed[-1], self.of_last) if isinstance(listed, list) and listed else None
        else:
            cursor = found_at(answer.data, self.cursor)
        if cursor in (None, "", False):
            return None
        if self.in_body:
            return replace(request, json={**(request.json or {}), self.param: cursor})
        return request.having(**{self.param: str(cursor)})


@dataclass(frozen=True, slots=True)
class BodyUrl:
    """The body names the next page's URL, whole or relative."""

    url: str
    size: Mapping[str, str] | None = None

    def first(self, request: Request) -> Request:
        """Return the request with the size of a page."""
        return request.having_all(self.size or {})

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request to that URL."""
        found_url = found_at(answer.data, self.url)
        return request.at(urljoin(answer.url, found_url)) if isinstance(found_url, str) and found_url else None


@dataclass(frozen=True, slots=True)
class Offset:
    """The next page begins behind as many records as have come.

    `total`: where the body says how many there are, where it does; else a page without records is the last one.
    `overlap`: as many records come again with the next page, where there is a total: when some are deleted while the
    list is read, those behind move up, and would be passed over.
    """

    offset: str
    limit: str
    size: int
    total: str = ""
    overlap: int = 0

    def first(self, request: Request) -> Request:
        """Return the request for the first records."""
        return request.having(**{self.limit: str(self.size), self.offset: "0"})

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request for the records behind those that have come."""
        begun = int(dict(request.params)[self.offset])
        so_far = begun + found
        total = found_at(answer.data, self.total) if self.total else None
        if not found or (isinstance(total, int) and so_far >= total):
            return None
        following = max(so_far - self.overlap, begun + 1) if isinstance(total, int) else so_far
        return request.having(**{self.offset: str(following)})


@dataclass(frozen=True, slots=True)
class PageNumber:
    """Pages are numbered. `last`: the header that says how many there are; else a page without records is the last."""

    page: str
    begins: int = 1
    size: Mapping[str, str] | None = None
    last: str = ""

    def first(self, request: Request) -> Request:
        """Return the request for the first page."""
        return request.having_all({**(self.size or {}), self.page: str(self.begins)})

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request for the next page."""
        number = int(dict(request.params)[self.page])
        last = answer.headers.get(self.last.lower(), "") if self.last else ""
        if not found or (last.isdecimal() and number >= int(last)):
            return None
        return request.having(**{self.page: str(number + 1)})
