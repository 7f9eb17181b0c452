"""What docs/connectors.md says of each system from the code; `python -m tests.connect.documented` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from valuereport.connect.limits import ADay, AtOnce, Limit, Window
from valuereport.connect.system import System
from valuereport.connect.systems import SYSTEMS
from valuereport.presets import presets

FILE = Path(__file__).parent.parent.parent / "docs" / "connectors.md"
_SPANS = {1: "a second", 60: "a minute", 3600: "an hour"}
_BLOCK = "<!-- {name}: python -m tests.connect.documented -->\n{text}\n<!-- end of {name} -->"


def documented() -> str:
    """Return the page with its tables as the code has them."""
    text = FILE.read_text(encoding="utf-8")
    for name, rows in (("systems", _systems()), ("unverified", _unverified())):
        block = _BLOCK.format(name=name, text="\n".join(rows))
        before, after = (re.escape(each.strip()) for each in _BLOCK.format(name=name, text="\0").split("\0"))
        text, count = re.subn(rf"{before}.*?{after}", lambda _, block=block: block, text, flags=re.DOTALL)
        assert count == 1, name
    return text


def _systems() -> Iterator[str]:
    yield "| system | `system` | records: the presets that read them | secrets | `options` | asked at most |"
    yield "|---|---|---|---|---|---|"
    for one in SYSTEMS:
        needs = ", ".join(f"`{name}`" for name in one.auth.needs)
        options = "; ".join(
            f"`{name}`: {meaning}{' (optional)' if name in one.optional else ''}"
            for name, meaning in (*_base_url(one), *one.options.items())
        )
        limits = "; ".join(map(_limit, one.limits)) or "no number is known"
        yield f"| {one.title} | `{one.name}` | {'; '.join(_records(one))} | {needs} | {options} | {limits} |"


def _base_url(system: System) -> Iterator[tuple[str, str]]:
    if not system.base_url and not system.base_url_of_key:
        yield "base_url", f"the address of your {system.title} (a key of the connection itself)"


def _records(system: System) -> Iterator[str]:
    for records in system.records:
        names = [
            f"`{one.name}`" for one in presets().values() if (one.system_name, one.records) == (system.name, records)
        ]
        yield f"{records}: {', '.join(names)}" if names else records


def _limit(limit: Limit) -> str:
    match limit:
        case Window(calls, seconds):
            return f"{calls:,} calls in {_SPANS.get(seconds, f'{seconds:g} seconds')}"
        case AtOnce(calls):
            return f"{calls} calls at the same time"
        case ADay(calls):
            return f"{calls:,} calls a day"


def _unverified() -> Iterator[str]:
    yield "| system | what nobody has tried |"
    yield "|---|---|"
    for one in SYSTEMS:
        yield f"| {one.title} | {one.unverified} |"


if __name__ == "__main__":
    FILE.write_text(documented(), encoding="utf-8")
