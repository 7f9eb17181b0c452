"""What is to be written, held against what stands there: systems write the same value in other ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from valuereport.model.push import Written

_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?")


def is_same(one: str, other: str) -> bool:
    """Return whether two values are one: 3.5 and 3.50; a day, and its midnight."""
    one, other = _plain(one), _plain(other)
    if one == other:
        return True
    try:
        first, second = Decimal(one), Decimal(other)
    except InvalidOperation:
        return False
    return first.is_finite() and first == second


def _plain(text: str) -> str:
    stripped = text.strip().replace("\r\n", "\n")
    day = _DAY.fullmatch(stripped)
    return day[1] if day else stripped


def to_write(wanted: Mapping[str, str], present: Mapping[str, str]) -> dict[str, str]:
    """Return what differs from what stands there."""
    return {name: value for name, value in wanted.items() if not is_same(present.get(name, ""), value)}


def to_keep(wanted: Mapping[str, str], present: Mapping[str, str], known: Sequence[Written]) -> tuple[Written, ...]:
    """Return what is kept so that it can be set back: what stood there before us, whatever we wrote since.

    `known`: what was kept before, also by a command that died before or after it wrote.
    """
    kept = {one.field: one for one in known}
    for name, ours in wanted.items():
        now, before = present.get(name, ""), kept.get(name)
        if before and is_same(now, before.ours):
            kept[name] = Written(name, before.before, ours)
        elif not is_same(now, ours):
            kept[name] = Written(name, now, ours)
        else:
            kept.pop(name, None)  # somebody else wrote the same: nothing of ours
    return tuple(kept.values())


def to_set_back(known: Sequence[Written], present: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what is set back, by field: only where ours still stands; and the fields that were changed since."""
    back, changed = {}, []
    for one in known:
        now = present.get(one.field, "")
        if is_same(now, one.ours) and not is_same(one.before, one.ours):
            back[one.field] = one.before
        elif not is_same(now, one.before):
            changed.append(one.field)
    return back, tuple(changed)
