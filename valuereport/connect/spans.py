"""Lists that a system gives for some days at a time, and only for a while: they are asked for span by span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from valuereport.connect.request import Request


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, the last one among them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Spans:
    """How a list is asked for span by span, each a list with pages of its own.

    `first`, `last`: what the parameters are called; `days`: the longest span; `reach`: how many days the system goes
    back, today among them.
    """

    first: str
    last: str
    days: int
    reach: int

    def between(self, since: datetime | None, until: datetime) -> Iterator[Span]:
        """Yield the spans from a moment, or from as far back as the system goes, to a moment; the oldest first."""
        last = until.date()
        begins = last - timedelta(days=self.reach - 1)
        begins = begins if since is None else max(begins, since.date())
        while begins <= last:
            ends = min(begins + timedelta(days=self.days - 1), last)
            yield Span(begins, ends)
            begins = ends + timedelta(days=1)

    def asked(self, request: Request, span: Span) -> Request:
        """Return the request for a span."""
        return request.having_all({self.first: span.first.isoformat(), self.last: span.last.isoformat()})
