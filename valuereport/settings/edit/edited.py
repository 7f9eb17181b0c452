"""A TOML text with some of its values changed; whatever else it says, also every comment, stays as it is.

Only the characters of the values are replaced, and what comes out is held against what was asked for. (tomlkit keeps
comments as well, but puts a new key behind the comment that introduces the next section.)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from valuereport.settings.edit.notes import NOTED_HEADER
from valuereport.settings.edit.statements import Place, Statement, statements, value_at
from valuereport.settings.toml_values import key as written_key
from valuereport.settings.toml_values import value as written_value

_GAP: Final = 2  # spaces before a comment behind a value, at least
_NOTE_MARK: Final = re.compile(r"^([ \t]*)#[ \t]?")
_HEADER_NOTE: Final = re.compile(r"[ \t]*#[ \t]*\[")


def edited(text: str, changes: Mapping[Place, object]) -> str:
    """Return a TOML text with other values at some places; None removes a key or a table, and keeps it as a note.

    Numbers of entries are those before the change; the number behind the last one makes an entry. Raises ValueError
    where that cannot be done by changing these places alone, and where the text is no TOML.
    """
    wanted: Any = tomllib.loads(text)
    removed = sorted((place for place, value in changes.items() if value is None), key=_by_number, reverse=True)
    for place, value in changes.items():
        if value is not None:
            text = _with_value(text, place, value)
            wanted = _set(wanted, place, value)
    for place in removed:
        text = _without(text, place)
        wanted = _set(wanted, place, None)
    if _without_empty_tables(tomllib.loads(text)) != _without_empty_tables(wanted):
        raise ValueError("it is written in a way that cannot be changed in a form")
    return text


def key_of(place: Place, data: object) -> str:
    """Return a place as messages name it: entries by their name or id, else their number from 1."""
    parts = []
    for number, step in enumerate(place):
        one = value_at(data, place[: number + 1])
        name = one.get("name", one.get("id")) if isinstance(one, dict) else None
        parts.append(str(name or step + 1) if isinstance(step, int) else step)
    return ".".join(parts)


def _by_number(place: Place) -> tuple[str, ...]:
    return tuple(f"{step:09}" if isinstance(step, int) else step for step in place)


def _with_value(text: str, place: Place, value: object) -> str:
    now = value_at(tomllib.loads(text), place)
    if now == value and isinstance(now, bool) == isinstance(value, bool):  # true is 1 to Python
        return text
    found = statements(text)
    for one in found:
        if one.kind == "key" and place[: len(one.place)] == one.place:
            inner = value_at(tomllib.loads(text), one.place)
            return _replaced(text, one, _set(inner, place[len(one.place) :], value))
    if isinstance(value, Mapping) and isinstance(now, dict):  # written as a table of its own, or with dots
        for name in [name for name in now if name not in value]:
            text = _without(text, (*place, name))
        for name, inner in value.items():
            text = _with_value(text, (*place, name), inner)
        return text
    return _with_key(text, found, place, value)


def _replaced(text: str, one: Statement, value: object) -> str:
    """Return the text with another value in a statement; comments inside the old one stand above it then."""
    old, new = text[one.value : one.behind], written_value(value)
    rest = text[one.behind : one.end]
    behind = rest.lstrip(" \t")
    if behind.startswith("#") and "\n" not in old:
        rest = " " * max(_GAP, len(rest) - len(behind) + len(old) - len(new)) + behind
    notes = "".join(f"{comment}{_line_end(text)}" for comment in one.comments)
    return text[: one.start] + notes + text[one.start : one.value] + new + rest + text[one.end :]


def _with_key(text: str, found: Sequence[Statement], place: Place, value: object) -> str:
    """Return the text with a key that it does not have: where a note has it, else behind the last one of its table."""
    beside = [one for one in found if one.kind == "key" and one.place[:-1] == place[:-1]]
    headers = [one for one in found if one.kind in ("table", "entry") and one.place == place[:-1]]
    if not beside and not headers and len(place) > 1:
        return _with_key_in_new_table(text, found, place, value)
    last = found.index((beside or headers)[-1]) if beside or headers else -1
    table = next((one.place for one in reversed(found[: last + 1]) if one.kind in ("table", "entry")), Place())
    first = next((number for number, one in enumerate(found) if one in headers), 0)
    for one in found[first : _behind_notes(text, found, last)]:
        if one.kind == "note" and len(place) == len(table) + 1 and (line := _noted(text[one.start : one.end], place)):
            return _with_value(text[: one.start] + line + text[one.end :], place, value)
    name = ".".join(written_key(str(step)) for step in place[len(table) :])
    behind = last + 1 or _behind_notes(text, found, last)  # what a file begins with stays at its beginning
    return _inserted(text, found, behind, f"{name} = {written_value(value)}")


def _with_key_in_new_table(text: str, found: Sequence[Statement], place: Place, value: object) -> str:
    table = place[:-1]
    for one in found:
        header = NOTED_HEADER.match(text[one.start : one.end].rstrip()) if one.kind == "note" else None
        if header and table == (header["name"],):
            line = _NOTE_MARK.sub(r"\1", text[one.start : one.end])
            return _with_value(text[: one.start] + line + text[one.end :], place, value)
    is_entry = isinstance(table[-1], int)
    name = ".".join(written_key(step) for step in table if isinstance(step, str))
    lines = ("", f"[[{name}]]" if is_entry else f"[{name}]", f"{written_key(str(place[-1]))} = {written_value(value)}")
    near = [number for number, one in enumerate(found) if one.is_at(table[:-1])] if len(table) > 1 else []
    return _inserted(text, found, _behind_notes(text, found, near[-1]) if near else len(found), *lines)


def _behind_notes(text: str, found: Sequence[Statement], number: int) -> int:
    """Return the number of the statement behind one and the notes that follow it directly, unless they introduce one.

    Notes introduce the table below them; the next table's note, or that of a removed one, begins with its header.
    """
    end = number + 1
    while end < len(found) and found[end].kind == "note":
        line = text[found[end].start : found[end].end]
        if not line.strip() or _HEADER_NOTE.match(line):
            return end
        end += 1
    return end if end == len(found) else number + 1


def _inserted(text: str, found: Sequence[Statement], number: int, *lines: str) -> str:
    """Return the text with lines before the statement of a number."""
    at, end = found[number].start if number < len(found) else len(text), _line_end(text)
    before = text[:at]
    if not before.strip("\ufeff"):
        lines = lines[1:] if lines and not lines[0] else lines
    elif not before.endswith("\n"):
        before += end
    return before + "".join(line + end for line in lines) + text[at:]


def _noted(line: str, place: Place) -> str:
    """Return the line of a note without its mark, where it is a key of this place with a value; "" where not."""
    bare = _NOTE_MARK.sub(r"\1", line)
    try:
        return bare if list(tomllib.loads(bare)) == [place[-1]] else ""
    except tomllib.TOMLDecodeError:
        return ""


def _without(text: str, place: Place) -> str:
    """Return the text with a key or a table as notes, or out of the table in one line that has it."""
    found = statements(text)
    for one in found:
        if one.kind == "key" and place[: len(one.place)] == one.place and place != one.place:
            inner = value_at(tomllib.loads(text), one.place)
            return _replaced(text, one, _set(inner, place[len(one.place) :], None))
    for one in reversed(found):
        if one.is_at(place):
            lines = text[one.start : one.end].splitlines(keepends=True)
            text = text[: one.start] + "".join(f"# {line}" for line in lines) + text[one.end :]
    return text


def _set(data: Any, place: Place, value: object) -> Any:  # noqa: ANN401 - whatever the TOML file holds
    """Return a copy of some data with another value at a place; None removes it."""
    if not place:
        return value
    data = deepcopy(data)
    *above, last = place
    inner = data
    for number, step in enumerate(above):
        inner = _step(inner, step, [] if isinstance(place[number + 1], int) else {}, make=value is not None)
    if value is not None:
        if isinstance(last, str) and isinstance(inner, dict):
            inner[last] = value
        else:
            raise ValueError("there is no table where this is to stand")
    elif value_at(inner, (last,)) is not None:
        del inner[last]
        if inner == [] and above:
            return _set(data, tuple(above), None)
    return data


def _step(data: Any, step: str | int, empty: object, *, make: bool) -> Any:  # noqa: ANN401
    found = value_at(data, (step,))
    if found is None and make:
        found = empty
        if isinstance(step, int) and isinstance(data, list) and step == len(data):
            data.append(found)
        elif isinstance(step, str) and isinstance(data, dict):
            data[step] = found
        else:
            raise ValueError("there is no table where this is to stand")
    return found


def _without_empty_tables(data: Any) -> Any:  # noqa: ANN401
    """Return data without tables in which nothing is: a removed one may leave the header of the one above it."""
    if isinstance(data, list):
        return [_without_empty_tables(one) for one in data]
    if not isinstance(data, dict):
        return data
    kept = {name: _without_empty_tables(one) for name, one in data.items()}
    return {name: one for name, one in kept.items() if one != {}}


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
