"""The keys of the settings, and which of them somebody may have meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel

_NEAR = 0.6


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the nearest of the known words, "" where none is near."""
    folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word.casefold(), folded, 1, _NEAR)
    return folded[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question behind a list of what is allowed, "" where nothing is near."""
    near = nearest(word, known)
    return f"; did you mean {near}?" if near and near != word else ""


def allowed_keys(kind: type[BaseModel], place: Sequence[str | int]) -> str:
    """Return what is allowed in place of an unknown key; `place`: the steps to it, as pydantic names them."""
    key = str(place[-1])
    known = sorted({name for model in _models_at(kind, place[:-1]) for name in _keys(model)})
    near = nearest(key, known)
    if near:
        return f"{near} (did you mean it?), or another key of docs/settings.md"
    homes = [name for name, model in _tables(kind) if key in model.model_fields]
    if homes:
        return f"{key} in [{homes[0]}], not here; the keys here are {', '.join(known)}"
    return f"only the keys of docs/settings.md: {', '.join(known)}"


def nearest_choice(message: str, found: object) -> str:
    """Return pydantic's list of choices with the nearest of them."""
    return message + (did_you_mean(found, re.findall(r"'([^']*)'", message)) if isinstance(found, str) else "")


def _keys(model: type[BaseModel]) -> tuple[str, ...]:
    written = (field.alias or name for name, field in model.model_fields.items())
    return (*written, *getattr(model, "short_forms", ()))


def _models_at(kind: type[BaseModel], place: Sequence[str | int]) -> set[type[BaseModel]]:
    """Return the models at a place; names of entries and branches of unions are no steps to another model."""
    found = {kind}
    for step in place:
        below = [model.model_fields[step].annotation for model in found if step in model.model_fields]
        if below:
            found = {model for annotation in below for model in _models_in(annotation)}
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - whatever a field is annotated with
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _tables(kind: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in kind.model_fields.items():
        yield from ((name, model) for model in _models_in(field.annotation))
