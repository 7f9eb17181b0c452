"""A TOML text as its lines: which of them are headers, keys with their values, and notes; and where each stands.

The text must be TOML (tomllib has read it): nothing is checked here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

Place = tuple[str | int, ...]
"""The steps to a key: names of tables and keys, and numbers of entries in lists of tables, from 0."""

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY: Final = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_NOTE: Final = re.compile(r"[ \t]*(?:#[^\n]*|\r?)(?:\n|\Z)")
_HEADER: Final = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]\]?[^\n]*(?:\n|\Z)")
_NAME: Final = re.compile(rf"[ \t]*({_KEY})[ \t]*=[ \t]*")
_TOKEN: Final = re.compile(
    r"""(?xs)
    (?P<text> "{3} (?: \\. | (?!"{3}) [^\\] )* "{3,5} | '{3} (?: (?!'{3}) . )* '{3,5}
            | " (?: \\. | [^"\\\n] )* " | '[^'\n]*' )
    | (?P<comment> \#[^\r\n]* )
    | (?P<open> [\[{] ) | (?P<close> [\]}] )
    | (?P<line> \n ) | (?P<space> [ \t\r]+ ) | .
    """
)


Kind = Literal["table", "entry", "key", "note"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and its lines, `text[start:end]`; a key's value is `text[value:behind]`, as it is written.

    `place`: of a header, the table; of a note, that of the table above it. `comments`: those inside a value.
    """

    kind: Kind
    place: Place
    start: int
    end: int
    value: int = 0
    behind: int = 0
    comments: tuple[str, ...] = ()

    def is_at(self, place: Place) -> bool:
        """Return whether it is a header or a key of a place, or below it."""
        return self.kind != "note" and self.place[: len(place)] == place


def statements(text: str) -> list[Statement]:
    """Return the statements of a text, in their order: together they are the whole text. Raises ValueError."""
    return list(_statements(text))


def _statements(text: str) -> Iterator[Statement]:
    at, table = 0, Place()
    kind: Kind
    comments: tuple[str, ...]
    newest = dict[Place, int]()  # the number of the last entry of each list of tables
    while at < len(text):
        place, value, behind, comments = table, 0, 0, ()
        if found := _NOTE.match(text, at):
            kind, end = "note", found.end()
        elif found := _HEADER.match(text, at):
            *above, last = _parts(found[2])
            place, kind, end = (*_resolved(above, newest), last), "table", found.end()
            if found[1] == "[[":
                newest[place] = newest.get(place, -1) + 1
                place, kind = (*place, newest[place]), "entry"
            table = place
        elif found := _NAME.match(text, at):
            kind, place, value = "key", (*table, *_parts(found[1])), found.end()
            behind, comments = _value_end(text, value)
            end = text.find("\n", behind) + 1 or len(text)
        else:
            raise ValueError(f"line {text.count(chr(10), 0, at) + 1} is none of TOML")
        yield Statement(kind, place, at, end, value, behind, comments)
        at = end


def _parts(key: str) -> list[str]:
    """Return the parts of a dotted key."""
    parts, inner = list[str](), tomllib.loads(f"{key} = 0")
    while isinstance(inner, dict):
        ((part, inner),) = inner.items()
        parts.append(part)
    return parts


def _resolved(parts: list[str], newest: dict[Place, int]) -> Place:
    """Return the place of a table: below the newest entry of each list of tables on the way."""
    place = Place()
    for part in parts:
        place = (*place, part)
        if place in newest:
            place = (*place, newest[place])
    return place


def _value_end(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Return where the value that begins at `at` ends, and the comments inside it."""
    depth, behind, comments = 0, at, list[str]()
    for token in _TOKEN.finditer(text, at):
        if depth == 0 and token.lastgroup in ("comment", "line"):
            break
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if token.lastgroup == "comment":
            comments.append(token[0])
        if token.lastgroup != "space":
            behind = token.end()
    return behind, tuple(comments)


def value_at(data: Any, place: Place) -> Any:  # noqa: ANN401 - whatever the TOML file holds
    """Return what stands at a place, None where nothing does."""
    for step in place:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and 0 <= step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data
