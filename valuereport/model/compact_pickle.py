"""Pickles a frozen dataclass as a call with its fields in order, for the way to a worker process.

The default for `frozen` and `slots` writes the name of every field and looks it up again, which costs several times as
much; the valuation and the document of a member are hundreds of such objects.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

_Class = TypeVar("_Class")


def compact_pickle(cls: type[_Class]) -> type[_Class]:
    """Return a frozen dataclass, which is pickled as its constructor and the values of all its fields."""
    values = attrgetter(*(field.name for field in fields(cls)))  # type: ignore[arg-type] # a dataclass, of two or more

    def reduce(self: _Class) -> tuple[type[_Class], tuple[object, ...]]:
        return cls, values(self)

    cls.__reduce__ = reduce  # type: ignore[method-assign,assignment]
    return cls
