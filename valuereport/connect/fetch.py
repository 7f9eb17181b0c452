"""Fetches what an endpoint has, page by page, from where it stopped, into its file of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from valuereport.connect.client import AbsentError, Client, PageExpiredError, PullError, RefusedError
from valuereport.connect.clock import Clock
from valuereport.connect.endpoint import KEYS, Context, Endpoint, Record, text_at
from valuereport.connect.page_file import Page, PageFile, page_file, read_pages
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.spans import Span
from valuereport.files import digest

_BEGUN_ANEW: Final = 3  # times that a list is read from its beginning since its page's token had expired
_ABSENT: Final = 404  # the status of the page that stands for a list that is not there
_TRIES: Final = 3  # of a page that is not of the shape it should be


@dataclass(frozen=True, slots=True)
class Fetching:
    """What fetching needs besides the endpoint.

    `arrived`: is told of each page, and raises what stops the pull. `before`: the pulls that this one adds to, the
    oldest first.
    """

    pull: Path
    client: Client
    clock: Clock
    options: Mapping[str, str]
    arrived: Callable[[str, int], None]
    before: tuple[Path, ...] = ()


def fetch(
    endpoint: Endpoint,
    parent: Endpoint | None,
    prepare: Callable[[Request], Request],
    fetching: Fetching,
    since: datetime | None = None,
    spans: Sequence[Span] = (),
) -> None:
    """Fetch all pages of an endpoint that are not there yet. Raises PullError, PausedError, SourceError, OSError.

    `prepare`: adds the fields and the moment since when to the first request; `spans`: where it is asked for some days
    at a time.
    """
    file = page_file(fetching.pull, endpoint.name)
    with PageFile(file) as pages:
        last = {page.of: (page.following, digest(page.body)) for page in read_pages(file)}
        for of, context in _lists(endpoint, parent, fetching, since):
            first = prepare(endpoint.first(fetching.options, context))
            for name, request in _span_by_span(endpoint, of, first, spans):
                begun = last.get(name)
                if not (begun and begun[0] is None):
                    _fetch_list(endpoint, request, begun, name, context, pages, fetching)


def _span_by_span(
    endpoint: Endpoint, of: str, request: Request, spans: Sequence[Span]
) -> Iterator[tuple[str, Request]]:
    """Yield the requests for a list, each with what its pages are known by."""
    if endpoint.spans is None:
        yield of, request
        return
    for span in spans:
        yield f"{of}@{span.first.isoformat()}", endpoint.spans.asked(request, span)


def _lists(
    endpoint: Endpoint, parent: Endpoint | None, fetching: Fetching, since: datetime | None
) -> Iterator[tuple[str, Context]]:
    """Yield the lists that there are of the endpoint: key and context; neither where it is asked for once."""
    if endpoint.each:
        names = (one.strip() for one in fetching.options.get(endpoint.each, "").split(","))
        yield from ((name, {endpoint.each: name}) for name in dict.fromkeys(names) if name)
        return
    if parent is None:
        yield "", {}
    elif endpoint.naming is None:
        yield from _parents(endpoint, parent, fetching, since)
    else:
        keys = (key for key, _ in _parents(endpoint, parent, fetching, since))
        while several := list(islice(keys, endpoint.together)):
            yield several[0], {KEYS: several}


def _parents(
    endpoint: Endpoint, parent: Endpoint, fetching: Fetching, since: datetime | None
) -> Iterator[tuple[str, Context]]:
    """Yield the records that the endpoint hangs on, each once: key and context."""
    seen: set[str] = set()
    for page in _pages_of(parent, endpoint, fetching):
        if page.status == _ABSENT:
            continue
        for record in parent.listed(Answer(page.status, {}, page.body)):
            key = f"{page.of}/{parent.key_of(record)}" if page.of else parent.key_of(record)
            wanted = (endpoint.only is None or endpoint.only(record)) and _is_recent(record, endpoint.recent, since)
            if wanted and key not in seen:
                seen.add(key)
                yield key, {**page.context, **{name: found_at(record, path) for name, path in endpoint.context.items()}}


def _pages_of(parent: Endpoint, endpoint: Endpoint, fetching: Fetching) -> Iterator[Page]:
    """Yield the pages of the endpoint that another one hangs on, the newest first."""
    for pull in (fetching.pull, *(reversed(fetching.before) if endpoint.remembers else ())):
        yield from read_pages(page_file(pull, parent.name))


def _is_recent(record: Record, path: str, since: datetime | None) -> bool:
    """Return whether a record is not from before a moment. Raises ValueError where its own is none."""
    said = text_at(record, path)
    return since is None or not said or datetime.fromisoformat(said) >= since


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
            answer = Answer(_ABSENT)
        except (PageExpiredError, RefusedError) as error:
            anew += 1
            if request == first or anew > _BEGUN_ANEW or (isinstance(error, RefusedError) and not resumed):
                if isinstance(error, RefusedError):
                    raise
                raise PullError(f"{endpoint.name}: its pages expire before they can be read") from None
            request, resumed, again, before = first, False, True, ""
            continue
        absent = answer.status == _ABSENT
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
