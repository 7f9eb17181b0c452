"""A made-up statement or cover note from the types alone, to try templates on before a batch starts."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

from valuereport.model.cover_note import CoverNote
from valuereport.model.statement import Statement
from valuereport.model.valuation import Edition

_ADDRESS: Final = "https://www.our.example/"  # where a link leads
_Kind = TypeVar("_Kind", Statement, CoverNote)
_Any = TypeVar("_Any")


def specimens(of: type[_Kind]) -> list[_Kind]:
    """Return, for each edition, one with everything in it and one with only what is never missing."""
    made = []
    for edition in get_args(Edition):
        for full in (True, False):
            values = {name: _value(kind, full=full) for name, kind in get_type_hints(of).items()}
            made.append(of(**(values | {"edition": edition, "locale": "en"})))
    return made


def specimen(of: type[_Any], *, full: bool) -> _Any:
    """Return one with everything in it, or with only what is never missing."""
    made: _Any = _value(of, full=full)
    return made


def _value(kind: Any, *, full: bool) -> Any:  # noqa: ANN401 - whatever a field may hold
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return (_value(inner[0], full=full),) * 2 if full else ()
    if origin is Literal:
        return inner[0]
    if origin is UnionType:
        return _value(next(each for each in inner if each is not NoneType), full=full) if full else None
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        values = {field.name: _value(hints[field.name], full=full) for field in fields(kind)}
        return kind(**values | ({"address": _ADDRESS} if hints.get("address") is str else {}))  # type: ignore[operator]
    if kind in (int, float):
        return kind(1)
    return full if kind is bool else "text" if full else ""
