"""Lists that hang on records of another list: the attendees of each event, the answers to each survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from valuereport.connect.record import Context, Record
from valuereport.connect.request import Request

KEYS: Final = "keys"
"""In the context of a list that hangs on several records: their ids."""
Naming: TypeAlias = Callable[[Request, Sequence[str]], Request]
"""Adds to a request the ids of the records that it is about."""


@dataclass(frozen=True, slots=True)
class Parents:
    """The records that an endpoint is asked for, one after another, and what of them goes with its own records.

    `of`: the endpoint that lists them. `context`: heading -> dotted path in such a record; the headings are {names} in
    the path, too. `only`: which of them. `naming`: where one request can be about up to `together` of them: adds their
    ids; the context is then KEYS: these ids. `recent`: dotted path of a moment in such a record: where changes are
    asked for, those from before are left out. `remembers`: it lists what is to come, so that what it listed in earlier
    pulls is asked for, too.
    """

    of: str
    context: Mapping[str, str] = field(default_factory=dict)
    only: Callable[[Record], bool] | None = None
    naming: Naming | None = None
    together: int = 100
    recent: str = ""
    remembers: bool = False


def ids_in(context: Context) -> list[str]:
    """Return the ids of the records that a list hangs on, where it hangs on several."""
    found = context.get(KEYS, ())
    return [str(one) for one in found] if isinstance(found, (list, tuple)) else []
