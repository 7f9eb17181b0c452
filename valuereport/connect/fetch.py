"""Fetches what an endpoint has, page by page, from where it stopped, into its file of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from valuereport.connect.client import Client
from valuereport.connect.clock import Clock
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.errors import AbsentError, PageExpiredError, PullError, RefusedError
from valuereport.connect.lists import Asking, lists
from valuereport.connect.page_file import Page, PageFile, page_file, read_pages
from valuereport.connect.record import Context
from valuereport.connect.request import ABSENT, Answer, Request
from valuereport.files import digest

_BEGUN_ANEW: Final = 3  # times that a list is read from its beginning since its page's token had expired
_TRIES: Final = 3  # of a page that is not of the shape it should be


@dataclass(frozen=True, slots=True)
class Fetching:
    """What fetching needs besides what is asked; `arrived`: is told of each page, and raises what stops the pull."""

    client: Client
    clock: Clock
    arrived: Callable[[str, int], None]


def fetch(asking: Asking, fetching: Fetching) -> None:
    """Fetch all pages of an endpoint that are not there yet. Raises PullError, PausedError, SourceError, OSError."""
    file = page_file(asking.pull, asking.endpoint.name)
    with PageFile(file) as pages:
        last = {page.of: (page.following, digest(page.body)) for page in read_pages(file)}
        for name, context, request in lists(asking):
            begun = last.get(name)
            if not (begun and begun[0] is None):
                _fetch_list(asking.endpoint, request, begun, name, context, pages, fetching)


def _fetch_list(
    endpoint: Endpoint,
    first: Request,
    begun: tuple[Request | None, str] | None,
    of: str,
    context: Context,
    pages: PageFile,
    fetching: Fetching,
) -> None:
    """Fetch one list; `begun`: the next request, and the hash of the last page, where some of it is there already."""
    request, before = begun or (first, "")
    resumed, again, anew, wrong = begun is not None, False, 0, 0
    while request is not None:
        try:
            answer = fetching.client.ask(request)
        except AbsentError:
            answer = Answer(ABSENT)
        except (PageExpiredError, RefusedError) as error:
            anew += 1
            if request == first or anew > _BEGUN_ANEW or (isinstance(error, RefusedError) and not resumed):
                if isinstance(error, RefusedError):
                    raise
                raise PullError(f"{endpoint.name}: its pages expire before they can be read") from None
            request, resumed, again, before = first, False, True, ""
            continue
        absent = answer.status == ABSENT
        try:
            found = 0 if absent else len(endpoint.listed(answer))
        except ValueError as error:
            wrong += 1
            if wrong >= _TRIES:
                raise PullError(f"{endpoint.name}: not what its documentation says: {error}") from None
            continue
        following = None if absent else endpoint.pages.following(request, answer, found)
        kept = endpoint.kept(answer)
        hashed = digest(kept)
        if (found and hashed == before) or following == request:
            raise PullError(f"{endpoint.name}: the same page came twice in a row, so that there would be no end")
        now = fetching.clock.now().isoformat(timespec="seconds")
        etag = answer.headers.get("etag", "")
        pages.add(Page(request, now, answer.status, kept, following, of, context, etag, again))
        fetching.arrived(endpoint.name, found)
        request, resumed, again, before, wrong = following, False, False, hashed, 0
