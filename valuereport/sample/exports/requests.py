"""What a web server notes of each request beside who and what: session, path, size, time taken, referrer, device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from valuereport.sample.activity import Ints, Times, Words
from valuereport.sample.people import fold

_REFERRERS: Final[Mapping[str, float]] = {
    "/members": 0.34,
    "/members/search": 0.27,
    "": 0.19,  # typed, or from a bookmark
    "/members/newsletter": 0.14,
    "/": 0.06,
}
_BROWSERS: Final[Mapping[tuple[str, str], float]] = {
    ("Desktop", "Edge"): 0.35,
    ("Desktop", "Chrome"): 0.26,
    ("Desktop", "Firefox"): 0.11,
    ("Mobile", "Safari"): 0.13,
    ("Mobile", "Chrome"): 0.1,
    ("Tablet", "Safari"): 0.05,
}
_SCATTER: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so it spreads consecutive numbers over 64 bits without a clash


def sessions(who: Ints, time: Times) -> list[str]:
    """Return the session of each visit: what one person does on one day is one session."""
    day = time.astype("datetime64[D]").astype(np.uint64)
    return [f"{number:016x}" for number in ((who.astype(np.uint64) * np.uint64(100_000) + day) * _SCATTER).tolist()]


def paths_and_sizes(rng: np.random.Generator, kind: Words, title: Words, language: Words) -> tuple[list[str], Ints]:
    """Return the path of each page and its size in bytes, the same whenever it is asked for."""
    pages = list(zip(language.tolist(), kind.tolist(), title.tolist(), strict=True))
    known = {page: number for number, page in enumerate(sorted(set(pages)))}
    paths = [f"/{spoken}/members/{fold(sort)}/{fold(name)}" for spoken, sort, name in known]
    sizes = rng.lognormal(12.1, 0.9, size=len(known)).astype(np.int64)
    which = [known[page] for page in pages]
    return [paths[number] for number in which], sizes[which]


def durations(rng: np.random.Generator, size: Ints) -> Ints:
    """Return how many milliseconds each answer took: a while to begin, then longer for longer files."""
    line = rng.uniform(0.0002, 0.004, size=len(size))  # milliseconds a byte
    return (rng.lognormal(4.4, 0.6, size=len(size)) + size * line).astype(np.int64)


def referrers(rng: np.random.Generator, count: int) -> list[str]:
    """Return the page from which each was reached; empty where there was none."""
    names = list(_REFERRERS)
    return [names[number] for number in rng.choice(len(names), size=count, p=list(_REFERRERS.values())).tolist()]


def devices(rng: np.random.Generator, who: Ints) -> list[tuple[str, str]]:
    """Return each one's kind of device and family of browser: a person's usual ones nine times in ten."""
    found, shares = list(_BROWSERS), list(_BROWSERS.values())
    usual = rng.choice(len(found), size=int(who.max(initial=0)) + 1, p=shares)
    used = np.where(rng.random(len(who)) < 0.9, usual[who], rng.choice(len(found), size=len(who), p=shares))
    return [found[number] for number in used.tolist()]
