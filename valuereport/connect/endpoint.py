"""An endpoint as data: where a list of records stands, how its pages follow one another, and what its rows are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote

from valuereport.connect.changes import Changes, Fields
from valuereport.connect.pages import ONE_PAGE, Pages
from valuereport.connect.parents import Parents, ids_in
from valuereport.connect.record import Context, Record, flat, key_of, text_at
from valuereport.connect.request import ABSENT, Answer, Request, found_at
from valuereport.connect.spans import Spans
from valuereport.pulls import Row

RowsOf: TypeAlias = Callable[[Record, Context], Iterator[Row]]
Escape: TypeAlias = Callable[[str], str]
"""How a value is written where it stands in a path."""


def escaped(text: str) -> str:
    """Return a text so that it is one part of a path."""
    return quote(text, safe="%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One list of a system's API.

    What is asked: `path` below the system's address, `params`, and `form`, the fields of a form that is posted; {names}
    in them come from the connection's options and from the context; `escape`: how values stand in the path. `request`:
    the method and the body, where it is no plain GET. `pages`: how it goes on. `fields`: how to ask for some fields
    alone; None: the system cannot be asked so. `needed`: whether it is asked at all, by the headings that are read.

    How often: once; or for each of the `parents`; or for `each` of several things that an option of the connection
    names, separated by commas; or for some days at a time (`spans`). `changes`: how to ask for what has changed; None:
    it is always read as a whole. `forgets`: the system has its records for a while only, so that what earlier pulls
    hold of them stays, though everything is read.

    What comes: `records`: the dotted path of the list in a body ("": the body is the list, or the one record). `key`,
    `changed`: dotted paths in a record. `within`: the heading of the context that stands before the id, where ids are
    one's own within it alone. `named`: lists of named values, {"fields": ("definition.name", "value")}: heading
    `fields.NAME`. `without`: fields that are not kept, at any depth, for nobody needs them: what was written in a
    message. `keys_only`: no more is kept than the ids. `rows`: what is made of a record, where that is more than
    flattening it. `feeds`: the records that the rows belong to, where they are called otherwise than the endpoint.
    """

    name: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    escape: Escape = escaped
    request: Request | None = None
    pages: Pages = ONE_PAGE
    fields: Fields | None = None
    needed: Callable[[Sequence[str]], bool] | None = None

    parents: Parents | None = None
    each: str = ""
    spans: Spans | None = None
    changes: Changes | None = None
    forgets: bool = False

    records: str = ""
    key: str = "id"
    changed: str = ""
    within: str = ""
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    keys_only: bool = False
    rows: RowsOf | None = None
    feeds: str = ""

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
        naming = self.parents.naming if self.parents else None
        return self.pages.first(naming(asked, ids_in(context)) if naming else asked)

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
        if self.keys_only and answer.status != ABSENT:
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
