"""Which lists an endpoint is asked for: one; one a parent, a thing that an option names, or a span of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from valuereport.connect.endpoint import Endpoint
from valuereport.connect.page_file import Page, page_file, read_pages
from valuereport.connect.parents import KEYS, Parents
from valuereport.connect.record import Context, Record, text_at
from valuereport.connect.request import ABSENT, Answer, Request, found_at
from valuereport.pulls import started_at


@dataclass(frozen=True, slots=True)
class Asking:
    """One endpoint as this pull asks for it.

    `parent`: the endpoint that lists its parents; `since`: the moment since when changes are asked for, None where
    everything is; `headings`: those that are read; `options`: of the connection; `pull`: its folder, and `before` those
    of the pulls that it adds to, the oldest first.
    """

    endpoint: Endpoint
    parent: Endpoint | None
    since: datetime | None
    headings: Sequence[str]
    options: Mapping[str, str]
    pull: Path
    before: Sequence[Path] = ()


def lists(asking: Asking) -> Iterator[tuple[str, Context, Request]]:
    """Yield each list of an endpoint: what its pages are known by, its context, and the request for its first page."""
    spans = asking.endpoint.spans
    for name, context in _contexts(asking):
        request = _first(asking, context)
        if spans is None:
            yield name, context, request
        else:
            for span in spans.between(asking.since, started_at(asking.pull.name)):
                yield f"{name}@{span.first.isoformat()}", context, spans.asked(request, span)


def _first(asking: Asking, context: Context) -> Request:
    """Return the request for the first page of a list: the fields that are read, and what has changed alone."""
    endpoint = asking.endpoint
    request = endpoint.first(asking.options, context)
    if endpoint.keys_only and endpoint.changes and endpoint.changes.ids:
        return endpoint.changes.ids(request, ())
    if endpoint.fields and asking.headings:
        request = endpoint.fields(request, asking.headings)
    return endpoint.changes.since(request, asking.since) if endpoint.changes and asking.since else request


def _contexts(asking: Asking) -> Iterator[tuple[str, Context]]:
    """Yield the name and the context of each list; neither where there is one alone."""
    endpoint, parents = asking.endpoint, asking.endpoint.parents
    if endpoint.each:
        names = (one.strip() for one in asking.options.get(endpoint.each, "").split(","))
        yield from ((name, {endpoint.each: name}) for name in dict.fromkeys(names) if name)
    elif parents is None or asking.parent is None:
        yield "", {}
    elif parents.naming is None:
        yield from _of_parents(asking, asking.parent, parents)
    else:
        keys = (key for key, _ in _of_parents(asking, asking.parent, parents))
        while several := list(islice(keys, parents.together)):
            yield several[0], {KEYS: several}


def _of_parents(asking: Asking, parent: Endpoint, parents: Parents) -> Iterator[tuple[str, Context]]:
    """Yield the key and the context of each parent, once."""
    seen: set[str] = set()
    for page in _pages_of(asking, parent, parents):
        for record in () if page.status == ABSENT else parent.listed(Answer(page.status, {}, page.body)):
            key = f"{page.of}/{parent.key_of(record)}" if page.of else parent.key_of(record)
            wanted = (parents.only is None or parents.only(record)) and _is_recent(record, parents.recent, asking.since)
            if wanted and key not in seen:
                seen.add(key)
                yield key, {**page.context, **{name: found_at(record, path) for name, path in parents.context.items()}}


def _pages_of(asking: Asking, parent: Endpoint, parents: Parents) -> Iterator[Page]:
    """Yield the pages of the endpoint that lists the parents, the newest pull first."""
    for pull in (asking.pull, *(reversed(asking.before) if parents.remembers else ())):
        yield from read_pages(page_file(pull, parent.name))


def _is_recent(record: Record, path: str, since: datetime | None) -> bool:
    """Return whether a record is not from before a moment. Raises ValueError where its own is none."""
    said = text_at(record, path)
    return since is None or not said or datetime.fromisoformat(said) >= since
