"""Fetches what an endpoint has, page by page, from where it stopped, into its file of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from valuereport.connect.client import AbsentError, Client, PageExpiredError, PullError, RefusedError
from valuereport.connect.clock import Clock
from valuereport.connect.endpoint import KEYS, Context, Endpoint
from valuereport.connect.page_file import Page, PageFile, page_file, read_pages
from valuereport.connect.request import Answer, Request, found_at
from valuereport.files import digest

_BEGUN_ANEW: Final = 3  # times that a list is read from its beginning since its page's token had expired
_TRIES: Final = 3  # of a page that is not of the shape it should be


@dataclass(frozen=True, slots=True)
class Fetching:
    """What fetching needs besides the endpoint.

    `prepare`: adds the fields and the moment since when to the first request; `arrived`: is told of each page, and
    raises what stops the pull.
    """

    pull: Path
    client: Client
    clock: Clock
    options: Mapping[str, str]
    arrived: Callable[[str, int], None]


def fetch(
    endpoint: Endpoint, parent: Endpoint | None, prepare: Callable[[Request], Request], fetching: Fetching
) -> None:
    """Fetch all pages of an endpoint that are not there yet. Raises PullError, PausedError, SourceError, OSError."""
    file = page_file(fetching.pull, endpoint.name)
    with PageFile(file) as pages:
        last = {page.of: (page.following, digest(page.body)) for page in read_pages(file)}
        for of, context in _lists(endpoint, parent, fetching):
            begun = last.get(of)
            if begun and begun[0] is None:
                continue
            first = prepare(endpoint.first(fetching.options, context))
            _fetch_list(endpoint, first, begun, of, context, pages, fetching)


def _lists(endpoint: Endpoint, parent: Endpoint | None, fetching: Fetching) -> Iterator[tuple[str, Context]]:
    """Yield the lists that there are of the endpoint: key and context; one without either where it hangs on no
    record."""
    if parent is None:
        yield "", {}
    elif endpoint.naming is None:
        yield from _parents(endpoint, parent, fetching)
    else:
        keys = (key for key, _ in _parents(endpoint, parent, fetching))
        while several := list(islice(keys, endpoint.together)):
            yield several[0], {KEYS: several}


def _parents(endpoint: Endpoint, parent: Endpoint, fetching: Fetching) -> Iterator[tuple[str, Context]]:
    """Yield the records that the endpoint hangs on, each once: key and context."""
    seen: set[str] = set()
    for page in read_pages(page_file(fetching.pull, parent.name)):
        for record in parent.listed(Answer(page.status, {}, page.body)):
            key = f"{page.of}/{parent.key_of(record)}" if page.of else parent.key_of(record)
            if key not in seen and (endpoint.only is None or endpoint.only(record)):
                seen.add(key)
                yield key, {**page.context, **{name: found_at(record, path) for name, path in endpoint.context.items()}}


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
            answer = Answer(404)
        except (PageExpiredError, RefusedError) as error:
            anew += 1
            if request == first or anew > _BEGUN_ANEW or (isinstance(error, RefusedError) and not resumed):
                if isinstance(error, RefusedError):
                    raise
                raise PullError(f"{endpoint.name}: its pages expire before they can be read") from None
            request, resumed, again, before = first, False, True, ""
            continue
        absent = answer.status == 404
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
