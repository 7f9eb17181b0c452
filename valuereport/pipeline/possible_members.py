"""Whom a key that nobody has may mean: the few members that can look like it are found first, and then judged.

Each of thousands of keys held against each of thousands of members would take minutes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from valuereport.model.directory import ListedMember
from valuereport.notation.ids import key_of
from valuereport.notation.search import core, plain
from valuereport.pipeline.look_alikes import ALMOST, ALMOST_NAMED, LookAlikes, addresses_of, domain_of, figures_of

_WORDS: Final = re.compile(r"[^a-z]+")


class PossibleMembers:
    """Says which members a key looks like, as LookAlikes judges it; made once for all keys."""

    def __init__(self, members: Sequence[ListedMember]) -> None:
        self._members = members
        self._judge = LookAlikes(members, ())
        every = list(enumerate(members))
        self._by_id = {one.member_id: number for number, one in every}
        self._by_figures = _index((n, figures_of(text)) for n, one in every for text in (one.member_id, *one.ids))
        self._by_address = _index((n, key_of(text)) for n, one in every for text in addresses_of(one))
        self._by_name = _index((n, _sorted_words(text)) for n, one in every for text in _names(one))
        self._by_written = _index((n, form) for n, one in every for text in _names(one) for form in _written(text))

    def of(self, key: str) -> list[tuple[ListedMember, str]]:
        """Return the members that a key looks like, and why, in the order of the members."""
        found = ((self._members[number], number) for number in sorted(self._candidates(key)))
        return [(one, why) for one, _ in found if (why := self._judge.why(key, one))]

    def _candidates(self, key: str) -> set[int]:
        if "@" in key:
            return self._with_address(key_of(key))
        if any(letter.isdigit() for letter in key):
            return {*self._by_figures.get(figures_of(key), ())}
        return _alike(_sorted_words(key), self._by_name, ALMOST_NAMED)

    def _with_address(self, key: str) -> set[int]:
        found = {self._by_id[one] for one in self._judge.at(domain_of(key))}
        local = plain(key.partition("@")[0].partition("+")[0])
        for part in _WORDS.split(local):
            found.update(self._by_written.get(part, ()))
        return found | _alike(key, self._by_address, ALMOST)


def _alike(text: str, known: Mapping[str, list[int]], least: float) -> set[int]:
    alike = process.extract(text, list(known), scorer=fuzz.ratio, score_cutoff=least, limit=None)
    return {number for found, _, _ in alike for number in known[found]}


def _index(pairs: Iterable[tuple[int, str]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, text in pairs:
        if text:
            found[text].append(number)
    return found


def _names(member: ListedMember) -> Iterator[str]:
    yield member.name
    yield from (contact.name for contact in member.contacts)


def _sorted_words(name: str) -> str:
    """Return a name as token_sort_ratio compares it."""
    return " ".join(sorted(core(name).split()))


def _written(name: str) -> Iterator[str]:
    """Yield the words of an address that a person's name may be in: the last name, pdoyle, doylep ..."""
    words = plain(name).split()
    if len(words) > 1:
        first, last = words[0], words[-1]
        yield from dict.fromkeys((last, first + last, first[0] + last, last + first, last + first[0]))
