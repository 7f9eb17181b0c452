"""Capsule CRM, API v2: people and organisations, opportunities, entries, and what was deleted.

4,000 calls an hour; pages of 100 (of entries 50) by the header Link. The loser of a merge is listed as deleted, without
the winner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from valuereport.connect.auth import Bearer
from valuereport.connect.changes import Changes, param_since
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import LinkHeader
from valuereport.connect.record import Context, Record, flat, key_of, text_at
from valuereport.connect.request import Request, found_at
from valuereport.connect.system import System
from valuereport.pulls import Row

_PAGES: Final = LinkHeader({"perPage": "100"})
_NAMED: Final = {"fields": ("definition.name", "value")}


def _embedded(request: Request, headings: Sequence[str]) -> Request:
    """Ask for tags and custom fields where they are read: they come on request alone."""
    parts = {heading.partition(".")[0] for heading in headings}
    embed = [name for name in ("tags", "fields") if name in parts]
    return request.having(embed=",".join(embed)) if embed else request


def _party(record: Record, context: Context) -> Iterator[Row]:
    """Yield a party; its first address stands under `address`, besides the list of all of them."""
    addresses = found_at(record, "addresses") or [{}]
    values = {**flat(record, _NAMED), **flat({"address": addresses[0]})}
    yield Row(key_of(record, "id"), values, text_at(record, "updatedAt"))


def _deleted(record: Record, context: Context) -> Iterator[Row]:
    yield Row(key_of(record, "id"), changed=text_at(record, "deletedAt"), gone=True)


def _deletions(name: str) -> Endpoint:
    return Endpoint(
        name=f"deleted-{name}",
        path=f"{name}/deleted",
        feeds=name,
        records=name,
        pages=_PAGES,
        changes=Changes(since=param_since("since"), alone=True),
        rows=_deleted,
    )


CAPSULE: Final = System(
    name="capsule",
    title="Capsule CRM",
    base_url="https://api.capsulecrm.com/api/v2",
    auth=Bearer(),
    limits=(Window(4000, 3600),),
    endpoints=(
        Endpoint(
            name="parties",
            path="parties",
            records="parties",
            changed="updatedAt",
            pages=_PAGES,
            changes=Changes(since=param_since("since")),
            fields=_embedded,
            rows=_party,
        ),
        _deletions("parties"),
        Endpoint(
            name="opportunities",
            path="opportunities",
            records="opportunities",
            changed="updatedAt",
            pages=_PAGES,
            changes=Changes(since=param_since("since")),
            fields=_embedded,
            named=_NAMED,
        ),
        _deletions("opportunities"),
        Endpoint(
            name="entries",
            path="entries",
            records="entries",
            changed="updatedAt",
            pages=LinkHeader({"perPage": "50"}),
            without=("content", "attachments", "participants"),
        ),
    ),
    unverified=(
        "the fields of deleted parties and opportunities (id and deletedAt are assumed); whether /entries lists the "
        "entries of all parties; how long deletions are listed"
    ),
)
