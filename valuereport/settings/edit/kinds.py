"""What a key may hold, as a form shows it; and the values of a form as a file has them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

from valuereport.settings.fields import by_language
from valuereport.settings.toml_values import value as written

FieldKind = Literal["text", "switch", "whole", "number", "day", "choice", "list", "table", "value"]
"""What a form shows: `switch` is true or false, `day` 2026-12-31, `list` one entry a line; `table` has an entry for
each language, or word, and each is a place of its own below the key; `value` is a text, or a list or a table as TOML
has it."""

_PLAIN: Final[Mapping[object, FieldKind]] = {bool: "switch", int: "whole", float: "number", date: "day", str: "text"}

BY_LANGUAGE: Final = BeforeValidator(by_language)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a key may hold: `words` are all that is allowed, or (of a text) what is meant by no text."""

    field: FieldKind
    words: tuple[object, ...] = ()
    inner: Kind | None = None  # of each entry of a table


def bare(annotation: Any) -> Any:  # noqa: ANN401 - whatever a field is annotated with
    """Return an annotation without what is checked besides, and without None."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        rest = [one for one in get_args(annotation) if one is not NoneType]
        return bare(rest[0]) if len(rest) == 1 else annotation
    return annotation


def kind_of(annotation: Any) -> Kind:  # noqa: ANN401
    """Return what a key with this annotation may hold."""
    found = bare(annotation)
    if found in _PLAIN:
        return Kind(_PLAIN[found])
    origin, parts = get_origin(found), get_args(found)
    if origin is Literal:
        return Kind("choice", parts)
    if origin is tuple and parts[-1] is ... and kind_of(parts[0]).field in ("text", "choice"):
        return Kind("list", kind_of(parts[0]).words)
    if origin in (Union, UnionType) and {kind_of(one).field for one in parts} == {"text", "choice"}:
        return Kind("text", next(kind_of(one).words for one in parts if kind_of(one).field == "choice"))
    if is_table(found):
        inner = kind_of(parts[1])
        return Kind("table", inner=inner) if inner.field in (*_PLAIN.values(), "choice", "list") else Kind("value")
    return Kind("value")


def is_table(annotation: Any) -> bool:  # noqa: ANN401
    """Return whether an annotation is that of a table whose keys are words of the organisation's own."""
    origin = get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def is_by_language(annotation: Any) -> bool:  # noqa: ANN401
    """Return whether an annotation is that of a text in each language, or may be."""
    if get_origin(annotation) is Annotated:
        return any(one == BY_LANGUAGE for one in get_args(annotation)[1:])
    return get_origin(annotation) in (Union, UnionType) and any(map(is_by_language, get_args(annotation)))


def shown(found: object) -> str:
    """Return a value of a file, or a default, as a form shows it."""
    if isinstance(found, str):
        return written(found) if found[:1] in ("[", "{", '"') else found
    if isinstance(found, list | tuple) and all(isinstance(one, str) for one in found):
        return "\n".join(found)
    return written(found.model_dump(exclude_defaults=True) if isinstance(found, BaseModel) else found)


def value_of(kind: Kind, text: str) -> object:
    """Return what a form's text is as a value; what it cannot be stays a text, which the reader of the file refuses."""
    text = text.replace("\r\n", "\n").strip()
    if kind.field == "list":
        return [line.strip() for line in text.split("\n") if line.strip()]
    for word in kind.words:
        if str(word) == text:
            return word
    if kind.field == "switch" and text in ("true", "false"):
        return text == "true"
    with suppress(ValueError):
        if kind.field == "whole":
            return int(text)
        if kind.field == "number":
            return _number(text)
        if kind.field == "day":
            return date.fromisoformat(text)
    if kind.field in ("value", "table") or text[:1] == '"':
        with suppress(ValueError):
            return tomllib.loads(f"it = {text}")["it"] if text[:1] in ("[", "{", '"') else text
    return text


def _number(text: str) -> float | str:
    try:
        return int(text)
    except ValueError:
        number = float(text)
        return number if math.isfinite(number) else text
