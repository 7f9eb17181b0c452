"""What an answer means: systems say it by status, by words, and sometimes by neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeAlias

from valuereport.connect.request import Answer, Request, found_at

_SHOWN: Final = 300
_MESSAGES: Final = (
    *("message", "error.message", "error_description", "detail", "title", "error_message", "errors", "error"),
)
"""Where systems say what is wrong."""


@dataclass(frozen=True, slots=True)
class Good:
    """The answer is what was asked for."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Too many calls: the same again after some seconds; None where the system does not say how many."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that passes by itself: the same again after a while."""

    why: str


@dataclass(frozen=True, slots=True)
class Denied:
    """The token is wrong, has expired, or may not read this."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be answered so."""

    why: str


@dataclass(frozen=True, slots=True)
class Absent:
    """There is nothing of this kind, as it may be."""


@dataclass(frozen=True, slots=True)
class PageExpired:
    """The page's token has expired: again from the first page."""


@dataclass(frozen=True, slots=True)
class Later:
    """The system is still working on it: ask `request` after some seconds."""

    request: Request
    seconds: float


Verdict: TypeAlias = Good | Busy | Broken | Denied | Refused | Absent | PageExpired | Later
Judge: TypeAlias = Callable[[Request, Answer, datetime], Verdict]
"""Request, its answer, and the moment it came -> what it means."""


def by_status(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status alone, as most systems mean it."""
    status = answer.status
    if status == 429:
        return Busy(waiting_time(answer, now))
    if status in (401, 403):
        return Denied(said_by(answer))
    if status in (408, 425) or status >= 500:
        wait = waiting_time(answer, now)
        return Busy(wait) if wait is not None else Broken(said_by(answer))
    if 300 <= status < 400:
        return Refused(f"it sends on to {answer.headers.get('location', 'another address')!r}, and nothing is followed")
    if status >= 400:
        return Refused(said_by(answer))
    return Good() if answer.is_json or status == 204 else Broken("the answer is no JSON: it was cut off, or no answer")


def waiting_time(answer: Answer, now: datetime) -> float | None:
    """Return for how many seconds an answer asks to wait: Retry-After, else the moment in X-RateLimit-Reset."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    if said:
        try:
            return max(0.0, (parsedate_to_datetime(said) - now).total_seconds())
        except (ValueError, TypeError):
            pass
    reset = answer.headers.get("x-ratelimit-reset", "").strip()
    if reset.isdecimal():
        seconds = float(reset)
        since_1970 = seconds > 1_000_000_000
        return max(0.0, (datetime.fromtimestamp(seconds, UTC) - now).total_seconds()) if since_1970 else seconds
    return None


def said_by(answer: Answer) -> str:
    """Return what an answer says about an error, in a few words."""
    data = answer.data
    for path in _MESSAGES:
        if isinstance(found := found_at(data, path), str) and found.strip():
            return f"{answer.status}: {' '.join(found.split())[:_SHOWN]}"
    if isinstance(data, list) and data:
        return said_by(Answer(answer.status, {}, b"") if not isinstance(data[0], dict) else _first(answer))
    text = "" if answer.is_json else " ".join(answer.body[:_SHOWN].decode("utf-8", "replace").split())
    plain = text and not text.startswith("<")
    return f"{answer.status}: {text}" if plain else f"{answer.status}"


def _first(answer: Answer) -> Answer:
    import json

    return Answer(answer.status, answer.headers, json.dumps(answer.data[0]).encode(), answer.url)
