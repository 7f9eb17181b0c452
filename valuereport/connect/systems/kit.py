"""Kit (once ConvertKit), API v4: subscribers, who has which tag, and what each clicked.

120 calls a minute with an API key; too many are answered with the plain text `Retry later`, without a word when. Lists
name active subscribers alone unless all are asked for. Who cancelled, bounced or complained stays in the list; who was
deleted is gone without a trace, and "updated after" knows days alone: so everything is read each time, 1,000 a page.
Stats are one call a subscriber: 3,000 of them take 25 minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from valuereport.connect.auth import HeaderKey
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import BodyCursor
from valuereport.connect.parents import Parents
from valuereport.connect.record import Context, Record, flat, key_of
from valuereport.connect.request import Answer, Request
from valuereport.connect.system import System
from valuereport.connect.verdicts import Absent, Busy, Verdict, by_status, waiting_time
from valuereport.pulls import Row

_WINDOW: Final = 60.0  # seconds
_PAGES: Final = BodyCursor("after", "pagination.end_cursor", {"per_page": "1000"}, more="pagination.has_next_page")
_EVERYBODY: Final = {"status": "all"}
_NOT_KEPT: Final = ("attribution", "location")
"""Where somebody came from and where they live, by their browser; a custom field of these names is not kept either."""


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Wait for a whole window where there were too many calls. A tag or a subscriber may be deleted by now."""
    if answer.status == 429:
        wait = waiting_time(answer, now)
        return Busy(_WINDOW if wait is None else wait)
    if answer.status == 404 and request.path.endswith(("/stats", "/subscribers")):
        return Absent()
    return by_status(request, answer, now)


def _nothing(record: Record, context: Context) -> Iterator[Row]:
    """Yield nothing: a tag is asked for its subscribers, and no record itself."""
    yield from ()


def _stats(record: Record, context: Context) -> Iterator[Row]:
    """Yield what somebody did with the messages; `has_clicked`: yes or no, for `where`."""
    stats = flat(record).items()
    values = {name.removeprefix("subscriber.stats."): value for name, value in stats}
    yield Row(
        key_of(record, "subscriber.id"),
        {**values, **context, "has_clicked": "yes" if values.get("last_clicked") else "no"},
    )


KIT: Final = System(
    name="kit",
    title="Kit",
    base_url="https://api.kit.com/v4",
    auth=HeaderKey("X-Kit-Api-Key"),
    limits=(Window(120, _WINDOW),),
    judge=_judge,
    endpoints=(
        Endpoint(
            name="subscribers",
            path="subscribers",
            records="subscribers",
            params=_EVERYBODY,
            pages=_PAGES,
            without=_NOT_KEPT,
        ),
        Endpoint(name="tag-list", feeds="tags", path="tags", records="tags", pages=_PAGES, rows=_nothing),
        Endpoint(
            name="tags",
            path="tags/{tag_id}/subscribers",
            records="subscribers",
            params=_EVERYBODY,
            pages=_PAGES,
            without=_NOT_KEPT,
            parents=Parents(of="tag-list", context={"tag_id": "id", "tag.name": "name"}),
            within="tag_id",
        ),
        Endpoint(
            name="stats",
            path="subscribers/{subscriber_id}/stats",
            parents=Parents(
                of="subscribers",
                context={"subscriber_id": "id", "email_address": "email_address"},
                only=lambda record: record.get("state") == "active",
            ),
            rows=_stats,
        ),
    ),
    unverified=(
        "how long Kit refuses calls after too many of them (a minute is waited); whether a page's cursor stays good "
        "while subscribers come and go; stats hold nothing from before June 2025"
    ),
)
