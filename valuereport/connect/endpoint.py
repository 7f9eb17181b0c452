"""An endpoint as data: where a list of records stands, how its pages follow one another, and what its rows are."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from valuereport.connect.pages import ONE_PAGE, Pages
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.spans import Spans
from valuereport.pulls import Row

Record: TypeAlias = Mapping[str, Any]
Context: TypeAlias = Mapping[str, object]
"""What goes with every record of a list that hangs on another record: {"event.name": "Annual dinner"}."""

KEYS: Final = "keys"
"""In the context of a list that hangs on several records: their ids."""

RowsOf: TypeAlias = Callable[[Record, Context], Iterator[Row]]
Fields: TypeAlias = Callable[[Request, Sequence[str]], Request]
"""Adds to a request which fields are asked for, by their headings."""
Naming: TypeAlias = Callable[[Request, Sequence[str]], Request]
"""Adds to a request the ids of the records that it is about."""
Escape: TypeAlias = Callable[[str], str]
"""How a value is written where it stands in a path."""
Since: TypeAlias = Callable[[Request, datetime], Request]
"""Adds to a request that only what has changed since a moment is asked for."""


def escaped(text: str) -> str:
    """Return a text so that it is one part of a path."""
    return quote(text, safe="%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One list of a system's API.

    `name`: of the endpoint; `feeds`: the records that its rows belong to, where they are called otherwise. `path`:
    below the system's address; {names} come from the connection's options and from the context. `records`: the
    dotted path of the list in a body ("": the body is the list, or the one record). `key`, `changed`: dotted paths in
    a record. `within`: the heading of the context that stands before the id, where ids are one's own within it alone.
    `named`: lists of named values, {"fields": ("definition.name", "value")}: heading `fields.NAME`.

    `since` with `overlap` (minutes, for an index that lags); None: always read as a whole. `fields`: how to ask for
    some fields alone; None: the system cannot be asked so. `without`: fields that are not kept, at any depth, for
    nobody needs them: what was written in a message. `changes_only`: it has changes alone, and is not asked where
    everything is read. `is_there`: how to ask for the ids alone of all records,
    to see which were deleted. `of`: the endpoint whose records this one is asked for, one after another; `context`:
    heading -> dotted path in that record. `naming`: adds the ids of several of those records to the request, where one
    can be made for up to `together` of them; the context is then KEYS: their ids. `each`: an option of the connection
    that names several things, separated by commas: it is asked for each of them, under the option's name in `path` and
    context. `needed`: whether it is asked at all, by the headings that are read. `rows`: what is made of a record,
    where that is more than flattening it. `keys_only`: no more is kept than the ids, where they alone are read.

    `params`, and `form`, fields of a form that is posted, hold {names} as `path` does. `escape`: how values stand in
    the path. `spans`: it is asked for some days at a time. `forgets`: the system has its records for a while only, so
    that what earlier pulls hold of them stays, though everything is read. `recent`: dotted path of a moment in a record
    of `of`: where changes are asked for, those from before are left out. `remembers`: `of` lists what is to come, so
    that what it listed in earlier pulls is asked for, too.
    """

    name: str
    path: str
    feeds: str = ""
    records: str = ""
    key: str = "id"
    within: str = ""
    changed: str = ""
    pages: Pages = ONE_PAGE
    request: Request | None = None  # what is asked, where that is more than the path
    params: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    since: Since | None = None
    overlap: int = 10
    changes_only: bool = False
    without: tuple[str, ...] = ()
    fields: Fields | None = None
    is_there: Fields | None = None
    of: str = ""
    each: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    only: Callable[[Record], bool] | None = None  # of the records of `of`, those that it is asked for
    naming: Naming | None = None
    together: int = 100
    needed: Callable[[Sequence[str]], bool] | None = None
    rows: RowsOf | None = None
    keys_only: bool = False
    form: Mapping[str, str] = field(default_factory=dict)
    escape: Escape = escaped
    spans: Spans | None = None
    forgets: bool = False
    recent: str = ""
    remembers: bool = False

    @property
    def feeding(self) -> str:
        """Return the name of the records that its rows belong to."""
        return self.feeds or self.name

    def first(self, options: Mapping[str, str], context: Context) -> Request:
        """Return the request for the first page, of everything."""
        names = {**options, **{name: str(value) for name, value in context.items()}}
        asked = self.request or Request(self.path)
        path = self.path.format_map(_Escaped(names, self.escape))
        params, form = (
            {name: text.format_map(names) for name, text in said.items()} for said in (self.params, self.form)
        )
        asked = Request(path, asked.params, asked.method, asked.form, asked.json)
        asked = asked.having_all(params).having_form(form)
        return self.pages.first(self.naming(asked, ids_in(context)) if self.naming else asked)

    def is_needed(self, headings: Sequence[str]) -> bool:
        """Return whether it is asked, where these headings are read of its records."""
        return self.needed is None or self.needed(headings)

    def listed(self, answer: Answer) -> list[Record]:
        """Return the records of a page. Raises ValueError where the body is of another shape."""
        found = found_at(answer.data, self.records)
        if found is None and answer.status == 204:
            return []
        if isinstance(found, dict) and not self.records:
            return [found]
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            where = self.records or "the body"
            raise ValueError(f"{where} is no list of records")
        return found

    def kept(self, answer: Answer) -> bytes:
        """Return the body as it is kept."""
        if self.keys_only and answer.status != 404:
            keys = [_at(self.key, found_at(one, self.key)) for one in self.listed(answer)]
            return json.dumps(_at(self.records, keys), separators=(",", ":")).encode()
        if not self.without or answer.data is None:
            return answer.body
        return json.dumps(_without(answer.data, frozenset(self.without)), separators=(",", ":")).encode()

    def rows_of(self, record: Record, context: Context) -> Iterator[Row]:
        """Yield what is made of one record. Raises ValueError where it has no id."""
        if self.rows:
            yield from self.rows(record, context)
        else:
            values = {**flat(record, self.named), **context}
            yield Row(self.key_within(record, context), values, text_at(record, self.changed))

    def key_within(self, record: Record, context: Context) -> str:
        """Return the id of a record among all of its kind. Raises ValueError where it has none."""
        return f"{context[self.within]}/{self.key_of(record)}" if self.within else self.key_of(record)

    def key_of(self, record: Record) -> str:
        """Return the id of a record. Raises ValueError where it has none."""
        return key_of(record, self.key)


def _at(path: str, value: Any) -> Any:  # noqa: ANN401
    """Return what has a value at a dotted path, and nothing besides."""
    for name in reversed(path.split(".") if path else ()):
        value = {name: value}
    return value


def _without(data: Any, names: frozenset[str]) -> Any:  # noqa: ANN401
    if isinstance(data, list):
        return [_without(one, names) for one in data]
    if isinstance(data, dict):
        return {name: _without(one, names) for name, one in data.items() if name not in names}
    return data


class _Escaped(dict[str, str]):
    """Values for a path, in which none can begin another path."""

    def __init__(self, values: Mapping[str, str], escape: Escape) -> None:
        super().__init__(values)
        self._escape = escape

    def __getitem__(self, name: str) -> str:
        return self._escape(super().__getitem__(name))


def key_of(record: Record, path: str) -> str:
    """Return the id of a record as text. Raises ValueError where it has none."""
    found = found_at(record, path)
    if isinstance(found, bool) or not isinstance(found, (str, int)) or found == "":
        raise ValueError(f"a record without {path}")
    return str(found)


def ids_in(context: Context) -> list[str]:
    """Return the ids of the records that a list hangs on, where it hangs on several."""
    found = context.get(KEYS, ())
    return [str(one) for one in found] if isinstance(found, (list, tuple)) else []


def text_at(record: Record, path: str) -> str:
    """Return what stands at a dotted path as text; "" where there is nothing."""
    found = found_at(record, path) if path else None
    return "" if found is None else str(found)


def flat(record: Record, named: Mapping[str, tuple[str, str]] | None = None) -> dict[str, object]:
    """Return a record's values by dotted heading.

    A list of records becomes a list of values for each of their headings: {"emails": [{"address": "a@b.example"}]} is
    {"emails.address": ["a@b.example"]}; a list of `named` values has a heading for each name.
    """
    found: dict[str, object] = {}
    for name, value in record.items():
        if named and name in named and isinstance(value, list):
            name_at, value_at = named[name]
            for one in value:
                if called := text_at(one, name_at):
                    found[f"{name}.{called}"] = found_at(one, value_at)
        else:
            found |= _flat(name, value)
    return found


def _flat(name: str, value: Any) -> dict[str, object]:  # noqa: ANN401
    if isinstance(value, dict):
        inner = [_flat(f"{name}.{each}", one) for each, one in value.items()]
        return {heading: one for each in inner for heading, one in each.items()}
    if isinstance(value, list):
        if not any(isinstance(one, dict) for one in value):
            return {name: [one for one in value if not isinstance(one, list)]}
        lists: dict[str, list[object]] = {}
        for one in value:
            for heading, inside in (_flat(name, one) if isinstance(one, dict) else {name: one}).items():
                lists.setdefault(heading, []).extend(inside if isinstance(inside, list) else [inside])
        return dict(lists)
    return {name: value}


def as_it_is(request: Request, moment: datetime) -> Request:
    """Return the request: what has changed is known by what it hangs on, or by its spans."""
    return request


def param_since(name: str, notation: str = "%Y-%m-%dT%H:%M:%SZ") -> Since:
    """Return what adds a moment as a parameter, in strftime's notation."""

    def ask(request: Request, moment: datetime) -> Request:
        return request.having(**{name: moment.strftime(notation)})

    return ask


def first_parts(headings: Collection[str]) -> list[str]:
    """Return the first part of dotted headings, once each: what a system is asked for, where parts cannot be named."""
    return sorted({heading.partition(".")[0] for heading in headings})
