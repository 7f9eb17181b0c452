"""Ids of members: compared exactly, and without their case only where a single member fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from valuereport.notation.addresses import normalised


def key_of(text: str) -> str:
    """Return the form in which an id or an address is compared: an id as it is, an address normalised."""
    return normalised(text) if "@" in text else text


def without_case(text: str) -> str:
    """Return an id without its case; not folded: `ß` is no other case of `ss`."""
    return key_of(text).lower()


def closest(known: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """Return a function that finds the known ids for a text: the same id, else all that differ by case alone."""
    exact = {key_of(one): one for one in known}
    by_case: dict[str, list[str]] = defaultdict(list)
    for key, one in exact.items():
        by_case[key.lower()].append(one)

    def find(text: str) -> tuple[str, ...]:
        key = key_of(text)
        return (exact[key],) if key in exact else tuple(by_case.get(key.lower(), ()))

    return find
