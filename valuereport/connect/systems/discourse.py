"""Discourse: what the users of a forum did in a period, as its directory counts it.

The directory says how much each user read, wrote and liked in a period, and no more: no event has a day of its own, so
that a period is one engagement, on the day when the user was last there. Addresses stand in the list for admins alone,
which is asked for with show_emails=true; the forum keeps a log of that. 60 calls a minute with an admin's key. The id
of a user stays when the user is renamed or made anonymous, and of two that were merged one is gone: everything is read
at each pull, and nothing hangs on a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from valuereport.connect.auth import HeaderKey
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import PageNumber
from valuereport.connect.record import Context, Record, flat, key_of
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.system import System
from valuereport.connect.verdicts import Busy, Denied, Verdict, by_status, waiting_time
from valuereport.pulls import Row

_DID: Final = ("days_visited", "posts_read", "topics_entered", "topic_count", "post_count", "likes_given")
"""What a user does; likes that are received are done by others."""
_OF_USERS: Final = ("avatar_template", "secondary_emails", "flair_url", "penalty_counts", "silence_reason")


def judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status, and by what the body says of waiting and of what is not allowed."""
    if answer.status == 429:
        said = found_at(answer.data, "extras.wait_seconds")
        wait = waiting_time(answer, now)
        return Busy(float(said) if wait is None and isinstance(said, (int, float)) else wait)
    errors = found_at(answer.data, "errors")
    if answer.status in (401, 403) and isinstance(errors, list) and errors:
        return Denied(f"{answer.status}: {errors[0]}")
    return by_status(request, answer, now)


def _activity(record: Record, context: Context) -> Iterator[Row]:
    """Yield what a user did in the period; who was not there has no row, and neither have the forum's own robots."""
    key = key_of(record, "user.id")
    if not key.startswith("-") and any(record.get(name) for name in _DID):
        yield Row(key, {name: value for name, value in flat(record).items() if name != "id"})


def _address(record: Record, context: Context) -> Iterator[Row]:
    """Yield a user's address and last visit, which the directory does not have."""
    values = {name: record.get(name) for name in ("email", "last_seen_at", "username", "name")}
    yield Row(key_of(record, "id"), values, part=True)


DISCOURSE: Final = System(
    name="discourse",
    title="Discourse",
    auth=HeaderKey("Api-Key", others={"Api-Username": "{username}"}),
    options={
        "username": "the user that the key belongs to, an admin; system where it belongs to all",
        "period": "what the directory counts: yearly (the last twelve months) where nothing is said, monthly",
    },
    optional=("period",),
    defaults={"period": "yearly"},
    limits=(Window(60, 60),),
    judge=judge,
    endpoints=(
        Endpoint(
            name="directory",
            path="directory_items.json",
            records="directory_items",
            key="user.id",
            params={"period": "{period}", "order": "days_visited"},
            pages=PageNumber("page", begins=0),
            without=("avatar_template",),
            rows=_activity,
        ),
        Endpoint(
            name="users",
            path="admin/users/list/active.json",
            feeds="directory",
            params={"show_emails": "true"},
            pages=PageNumber("page"),
            without=_OF_USERS,
            rows=_address,
        ),
    ),
    unverified=(
        "whether the list of users begins with page 1 or 0; whether users that were suspended or never confirmed "
        "their address are missing in it; that the directory holds the whole period on the day of the pull"
    ),
)
