"""A request to an API and its answer, as values; neither holds a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, urlsplit

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Pairs = tuple[tuple[str, str], ...]
ABSENT: Final = 404
"""The status of a page that stands for a list that is not there, as it may be."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a path below the connection's address, or a whole URL of it; what says who asks is added later.

    `form` is sent as a web form does, `json` as JSON; at most one of the two.
    """

    path: str
    params: Pairs = ()
    method: Method = "GET"
    form: Pairs = ()
    json: Any = None

    def having(self, **params: str) -> Request:
        """Return the request with these parameters, in place of those of the same name."""
        return self.having_all(params)

    def having_all(self, params: Mapping[str, str]) -> Request:
        """Return the request with these parameters, in place of those of the same name."""
        kept = tuple(pair for pair in self.params if pair[0] not in params)
        return replace(self, params=(*kept, *params.items()))

    def having_form(self, form: Mapping[str, str]) -> Request:
        """Return the request with these fields of its form, in place of those of the same name."""
        kept = tuple(pair for pair in self.form if pair[0] not in form)
        return replace(self, form=(*kept, *form.items()))

    def at(self, url: str) -> Request:
        """Return the request to a URL that the API gave, with its parameters alone."""
        parts = urlsplit(url)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return replace(self, path=parts._replace(query="", fragment="").geturl(), params=query)

    def as_json(self) -> dict[str, Any]:
        """Return the request as it is kept."""
        said: dict[str, Any] = {"method": self.method, "path": self.path}
        said |= {name: [list(pair) for pair in pairs] for name in ("params", "form") if (pairs := getattr(self, name))}
        return said if self.json is None else {**said, "json": self.json}


def request_from(said: Mapping[str, Any]) -> Request:
    """Return a request that was kept. Raises KeyError, TypeError, ValueError."""
    pairs = {name: tuple((str(key), str(value)) for key, value in said.get(name, ())) for name in ("params", "form")}
    return Request(said["path"], pairs["params"], said["method"], pairs["form"], said.get("json"))


@dataclass(frozen=True)
class Answer:
    """What came back: `headers` with names in lower case, the body as it came, and the URL that was asked."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    url: str = ""

    @cached_property
    def data(self) -> Any:  # noqa: ANN401 - whatever the body holds
        """Return what the body holds as JSON; None where it is no JSON."""
        try:
            return json.loads(self.body) if self.body.strip() else None
        except (ValueError, RecursionError):
            return None

    @property
    def is_json(self) -> bool:
        """Return whether the body is JSON."""
        return self.data is not None or self.body.strip() == b"null"


def found_at(data: Any, path: str) -> Any:  # noqa: ANN401
    """Return what stands at a dotted path (`paging.next.after`), None where there is nothing; "" is the whole."""
    for name in path.split(".") if path else ():
        data = data.get(name) if isinstance(data, dict) else None
    return data
