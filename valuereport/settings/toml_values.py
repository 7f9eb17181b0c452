"""Values as TOML writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def value(found: object) -> str:
    """Return a value in TOML's notation: a text, a number, a day, a list or a table in one line."""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int | float):
        return repr(found)
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, Mapping):
        return "{ " + ", ".join(f"{key(name)} = {value(one)}" for name, one in found.items()) + " }"
    if isinstance(found, list | tuple):
        return "[" + ", ".join(map(value, found)) + "]"
    return json.dumps(str(found), ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """Return a key, in quotation marks where it needs them."""
    return name if _BARE.fullmatch(name) else value(name)
