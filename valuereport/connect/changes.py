"""How a system is asked for what has changed, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from valuereport.connect.request import Request

Since: TypeAlias = Callable[[Request, datetime], Request]
"""Adds to a request that only what has changed since a moment is asked for."""
Fields: TypeAlias = Callable[[Request, Sequence[str]], Request]
"""Adds to a request which fields are asked for, by their headings."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is asked for where an earlier pull has the rest.

    `since`: how to ask; `overlap`: minutes that it goes back behind the earlier pull, for an index that lags. `ids`:
    how to ask for the ids alone of all records, to see which were deleted; None where the system tells it, or nobody
    needs to know. `alone`: the list has changes alone, and is not asked for where everything is read.
    """

    since: Since
    overlap: int = 10
    ids: Fields | None = None
    alone: bool = False

    def begin(self, moment: datetime) -> datetime:
        """Return since when changes are asked for, where the pull before began at a moment."""
        return moment - timedelta(minutes=self.overlap)


def param_since(name: str, notation: str = "%Y-%m-%dT%H:%M:%SZ") -> Since:
    """Return what adds a moment as a parameter, in strftime's notation."""

    def ask(request: Request, moment: datetime) -> Request:
        return request.having(**{name: moment.strftime(notation)})

    return ask


def as_it_is(request: Request, moment: datetime) -> Request:
    """Return the request: what has changed is known by what it hangs on, or by its spans."""
    return request
