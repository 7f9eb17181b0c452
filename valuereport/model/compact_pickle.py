"""How a noun travels to a worker process: as its fields, in their order.

What dataclasses do of themselves with `frozen` and `slots` names every field on the way out and looks it up on the way
in, which costs several times as much; a member's valuation and document are hundreds of such nouns.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

_Noun = TypeVar("_Noun")


def compact_pickle(noun: type[_Noun]) -> type[_Noun]:
    """Return a frozen dataclass that is pickled as the call that makes it; all its fields are arguments."""
    values = attrgetter(*(field.name for field in fields(noun)))  # type: ignore[arg-type] # a dataclass, of two or more

    def reduce(self: _Noun) -> tuple[type[_Noun], tuple[object, ...]]:
        return noun, values(self)

    noun.__reduce__ = reduce  # type: ignore[method-assign,assignment]
    return noun
