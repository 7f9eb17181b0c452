"""Opt-outs among the tags of a member: a list of words in one cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from valuereport.mapping.looked import Looked
from valuereport.notation.headings import plain
from valuereport.presets.synonyms import synonyms

_APART: Final = re.compile(r"[,;|\n]")
_FLAGS: Final = ("no_email", "no_post", "on_hold", "renewed", "no_scoring")
_MORE: Final[Mapping[str, str]] = {"on hold": "on_hold", "hold": "on_hold", "no post": "no_post", "no mail": "no_email"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that means one of our flags."""

    flag: str
    heading: str
    word: str
    others: tuple[str, ...]  # further tags that mean the same


def tags_in(one: Looked) -> Iterator[Tag]:
    """Yield the tags that mean a flag, of columns in which a cell may hold several words."""
    known = synonyms("members")
    for heading, cells in one.table.columns.items():
        if one.profiles[heading].addresses or not any(_APART.search(cell) for cell in cells):
            continue
        entries = Counter(part.strip() for cell in cells for part in _APART.split(cell) if part.strip())
        found: dict[str, list[str]] = {}
        for word, _ in entries.most_common():
            meant = {each.column for each in known.get(plain(word), ())} | {_MORE.get(plain(word), "")}
            for flag in _FLAGS:
                if flag in meant or (flag == "renewed" and re.fullmatch(r"renewed 20\d\d", plain(word))):
                    found.setdefault(flag, []).append(word)
        for flag, words in found.items():
            yield Tag(flag, heading, words[0], tuple(words[1:]))
