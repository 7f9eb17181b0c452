"""Texts for a terminal or a log, without what opens a door: passwords in URLs, tokens, and our environment's values."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

_HIDDEN: Final = "***"
_PREFIX: Final = "VALUEREPORT_"
_NO_SECRETS: Final = frozenset({"VALUEREPORT_PERSON"})  # a name, which may stand in any path
# The rest of a word after ://. All to its last @ is hidden: a password that was not escaped may hold @, : and / itself.
# Each character is looked at once, for a word may be a cell of any length. The examples in our own messages stay.
_IN_A_URL: Final = re.compile(r"(?<=[A-Za-z0-9+.-]://)(?!user:password@host\b)[^\s'\"<>]*")
_NAMED: Final = re.compile(
    r"(?i)\b(password|passwd|pwd|token|api[_-]?key|access[_-]?key|client[_-]?secret|authorization)"
    r"(['\"]?\s*[=:]\s*['\"]?(?:(?:bearer|basic)\s+)?)[^\s'\"&,;(){}]+"
)
_SHORTEST: Final = 4  # characters: a shorter value would be found in ordinary words


def redacted(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return a text without secrets; a value of our environment is replaced by its variable's name."""
    for value, name in sorted(_values(environment), reverse=True, key=lambda pair: len(pair[0])):
        text = text.replace(value, f"${name}")
    text = _IN_A_URL.sub(_without_password, text)
    return _NAMED.sub(rf"\g<1>\g<2>{_HIDDEN}", text)


def _without_password(rest: re.Match[str]) -> str:
    _, at, place = rest[0].rpartition("@")
    return f"{_HIDDEN}@{place}" if at else rest[0]


def _values(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what must not be seen, and the variable that holds it."""
    for name, value in environment.items():
        if not name.startswith(_PREFIX) or name in _NO_SECRETS:
            continue
        before, at, _ = value.partition("://")[2].rpartition("@")
        password = before.partition(":")[2] if at else ""
        for secret in {value, password, unquote(password)}:
            if len(secret) >= _SHORTEST:
                yield secret, name
