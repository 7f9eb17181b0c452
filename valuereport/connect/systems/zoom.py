"""Zoom: who took part in meetings and webinars, and when they came and went.

Server-to-server OAuth: an account's id, with a client's id and secret, for a token of an hour; its answer says in which
region the account is asked. There is one report a meeting, and it knows a participant once for each time that they
came: rejoins are merged by their times, later. Meetings are found by user and month; no list has the webinars of the
past, so that the ids of webinars are kept from pull to pull, and each is asked when it took place. A number names only
the last of several meetings, so that reports are asked for by UUID; one that begins with / or holds // is encoded
twice. The token of a page lives for 15 minutes. Reports are heavy calls: 10 a second and 30,000 a day, until midnight
UTC, over all programs of the account. They reach back for six or twelve months, and are then gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import quote

from valuereport.connect.auth import ClientCredentials
from valuereport.connect.changes import Changes, as_it_is
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import ADay, Window
from valuereport.connect.pages import BodyCursor
from valuereport.connect.parents import Parents
from valuereport.connect.record import Context, Record, flat, text_at
from valuereport.connect.request import Answer, Request
from valuereport.connect.spans import Spans
from valuereport.connect.system import System
from valuereport.connect.verdicts import Absent, Busy, PageExpired, Verdict, by_status, waiting_time
from valuereport.pulls import Row

_PAGE_TOKEN: Final = "next_page_token"  # noqa: S105 - the name of a parameter
_PAGES: Final = BodyCursor(_PAGE_TOKEN, cursor=_PAGE_TOKEN, size={"page_size": "300"})
_SURE: Final = timedelta(days=180)
"""How far back every account's reports reach."""
_TWO_DAYS: Final = 2 * 24 * 60
_OF_USERS: Final = ("first_name", "last_name", "display_name", "email", "phone_number", "pic_url", "dept")
_OF_WEBINARS: Final = ("agenda", "join_url", "start_url", "password")
_OF_MEETINGS: Final = ("user_name", "user_email", "custom_keys", "tracking_fields", "source", "dept")
_OF_PARTICIPANTS: Final = ("bo_mtg_id", "customer_key", "ip_address", "location", "participant_user_id", "sip_uri")


def in_path(text: str) -> str:
    """Return a text as one part of a path; a UUID that could be read as further parts is encoded twice."""
    once = quote(text, safe="")
    return quote(once, safe="") if text.startswith("/") or "//" in text else once


def judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status, and by what Zoom says of tokens, days and what is no more there."""
    said = text_at(answer.data, "message").lower()
    params = dict(request.params)
    if answer.status == 400 and params.get(_PAGE_TOKEN) and "page token" in said.replace("_", " "):
        return PageExpired()
    if answer.status == 400 and "webinar plan is missing" in said:
        return Absent()  # this user may hold none
    if answer.status == 400 and "from" in params and date.fromisoformat(params["from"]) < (now - _SURE).date():
        return Absent()  # further back than this account's reports reach
    if answer.status == 404 and answer.is_json and request.path.startswith("v2/past_webinars/"):
        return Absent()  # a webinar that was removed
    if answer.status == 429:
        return Busy(_wait(answer, said, now))
    return by_status(request, answer, now)


def _wait(answer: Answer, said: str, now: datetime) -> float | None:
    """Return for how many seconds Zoom is to be left alone: until the day's end where its calls are used up."""
    if "daily" in said or "daily" in answer.headers.get("x-ratelimit-type", "").lower():
        midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        return (midnight - now).total_seconds()
    return waiting_time(answer, now)


def _participant(record: Record, context: Context) -> Iterator[Row]:
    """Yield one time that somebody was there; guests have no id, so that moment and name are part of its key."""
    parts = (context["uuid"], *(text_at(record, name) for name in ("id", "user_id", "name", "join_time")))
    yield Row("|".join(map(str, parts)), {**flat(record), **context}, text_at(record, "join_time"))


ZOOM: Final = System(
    name="zoom",
    title="Zoom",
    base_url="https://api.zoom.us",
    hosts=("{login_url}",),
    auth=ClientCredentials(
        "{login_url}/oauth/token",
        {"grant_type": "account_credentials", "account_id": "{account_id}"},
        base_url="api_url",
    ),
    options={
        "account_id": "the id of the account, as the page of the server-to-server app shows it",
        "login_url": "where tokens are given out, where that is not https://zoom.us",
    },
    optional=("login_url",),
    defaults={"login_url": "https://zoom.us"},
    limits=(Window(10, 1), ADay(30_000)),
    judge=judge,
    endpoints=(
        Endpoint(name="users", path="v2/users", records="users", pages=_PAGES, without=_OF_USERS),
        Endpoint(
            name="meetings",
            path="v2/report/users/{user}/meetings",
            records="meetings",
            key="uuid",
            changed="start_time",
            pages=_PAGES,
            params={"type": "past"},
            parents=Parents(of="users", context={"user": "id"}),
            escape=in_path,
            spans=Spans("from", "to", days=30, reach=360),
            changes=Changes(since=as_it_is, overlap=_TWO_DAYS),
            forgets=True,
            without=_OF_MEETINGS,
        ),
        Endpoint(
            name="meeting-participants",
            path="v2/report/meetings/{uuid}/participants",
            records="participants",
            pages=_PAGES,
            parents=Parents(
                of="meetings",
                context={"uuid": "uuid", "topic": "topic"},
                only=lambda meeting: meeting.get("participants_count") != 0,
            ),
            escape=in_path,
            changes=Changes(since=as_it_is, overlap=_TWO_DAYS),
            forgets=True,
            without=_OF_PARTICIPANTS,
            rows=_participant,
        ),
        Endpoint(
            name="webinars",
            path="v2/users/{user}/webinars",
            records="webinars",
            pages=_PAGES,
            parents=Parents(of="users", context={"user": "id"}),
            escape=in_path,
            without=_OF_WEBINARS,
        ),
        Endpoint(
            name="webinar-times",
            path="v2/past_webinars/{webinar}/instances",
            records="webinars",
            key="uuid",
            parents=Parents(of="webinars", context={"webinar": "id", "topic": "topic"}, remembers=True),
            escape=in_path,
        ),
        Endpoint(
            name="webinar-participants",
            path="v2/report/webinars/{uuid}/participants",
            records="participants",
            pages=_PAGES,
            parents=Parents(of="webinar-times", context={"uuid": "uuid"}, recent="start_time"),
            escape=in_path,
            changes=Changes(since=as_it_is, overlap=_TWO_DAYS),
            forgets=True,
            without=_OF_PARTICIPANTS,
            rows=_participant,
        ),
    ),
    unverified=(
        "the words in which Zoom says that a page's token has expired, that a user has no webinars and that the day's "
        "calls are used up; how far back the reports of an account reach; whether a webinar that was removed is still "
        "known by its id; whether those who waited and were never let in stand in the report; an account of the larger "
        "plans may be asked more often"
    ),
)
