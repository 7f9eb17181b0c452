"""The members that somebody may mean: by any part of a name, an address, a postcode or an id, with small slips.

Every word of the members is known with who has it. A word that is asked for is compared with all of them at once: the
same, its beginning, a part of it, or nearly it. What few members have says more than what many have.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from valuereport.model.directory import ListedMember
from valuereport.notation.ids import key_of
from valuereport.notation.search import LEGAL_FORMS, compact, is_role, plain

_SAME, _BEGINS, _HOLDS = 100.0, 92.0, 84.0
_CODE: Final = re.compile(r"(?=\D*\d)[^\s@]+(?: [^\s@]+)?")
"""An id or a postcode: it has a digit, and few words."""
_SHORT: Final = 3  # letters: a shorter word has no slip
_FEW: Final = 5  # letters: one slip
_SLIP_OF_FEW: Final = 74.0  # the least likeness of such a word
_SLIP: Final = 80.0  # ... of a longer word with a slip
_LEAST: Final = 50.0  # the least score of what is found
_CLOSE: Final = 12.0  # points that others may be behind the best
_APART: Final = 4.0  # points less for words that stand in several places
_LOOKED_AT: Final = 50  # members whose places are compared


class MemberSearch:
    """Finds members by what somebody says of them."""

    def __init__(self, members: Sequence[ListedMember]) -> None:
        self._members = members
        self._having: dict[str, list[int]] = defaultdict(list)  # word -> members
        for number, member in enumerate(members):
            texts = [text for _, _, text in _texts(member)]
            words = {*plain(" ".join(texts)).split(), *map(compact, filter(_CODE.fullmatch, texts))}
            for word in words:
                self._having[word].append(number)
        self._words = list(self._having)

    def find(self, text: str, most: int) -> list[tuple[ListedMember, str]]:
        """Return the members that a text may mean, the likeliest first, and why: which of their texts is like it."""
        words = plain(text).split()
        scores = self._scores(words)
        if len(words) > 1:  # "LS1 1AA" and "M 1001": postcodes and ids are written with and without spaces
            for number, score in self._like("".join(words)).items():
                scores[number] = max(score if score >= _BEGINS else 0.0, scores.get(number, 0.0))
        whole = key_of(text.strip()).lower()
        office = "@" in text and is_role(text)
        found = []
        for number in sorted(scores, key=lambda one: (-scores[one], one))[:_LOOKED_AT]:
            member = self._members[number]
            if places := [place for place, known in _named_texts(member) if key_of(known).lower() == whole]:
                found.append((_SAME + 1, member, places[:1]))
            elif member.is_firm or not office:  # an office's address is no person's, unless it is the very same
                places = _places(member, words)
                found.append((scores[number] - _APART * (len(places) - 1), member, places))
        best = max((score for score, _, _ in found), default=0.0)
        found = [one for one in found if one[0] >= max(_LEAST, best - _CLOSE) and (one[0] > _SAME or best <= _SAME)]
        found.sort(key=lambda one: (-one[0], one[1].name, one[1].member_id))
        return [(member, "; ".join(places)) for _, member, places in found[:most]]

    def _scores(self, words: Sequence[str]) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        total = 0.0
        for word in words:
            like = self._like(word)
            weight = math.log(2 + len(self._members) / (1 + len(like))) * min(len(word), 8)
            weight *= 0.2 if word in LEGAL_FORMS else 1.0
            total += weight
            for number, score in like.items():
                scores[number] += weight * score
        return {number: score / total for number, score in scores.items()}

    def _like(self, word: str) -> Mapping[int, float]:
        """Return the members who have a word like this one, and how like it is."""
        found: dict[int, float] = {}
        for known, score in _alike(word, self._words):
            for number in self._having[known]:
                if score > found.get(number, 0.0):
                    found[number] = score
        return found


def _alike(word: str, words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield the words that are like a word, and how like each is."""
    may_begin, may_hold = (len(word) > least or not word.isascii() for least in (1, _SHORT))
    for known in words:
        if word in known:
            if known == word:
                yield known, _SAME
            elif may_begin and known.startswith(word):
                yield known, _BEGINS
            elif may_hold:
                yield known, _HOLDS
    if len(word) > _SHORT and not _CODE.fullmatch(word):
        least = _SLIP_OF_FEW if len(word) <= _FEW else _SLIP
        for known, score, _ in process.extract_iter(word, words, scorer=fuzz.ratio, score_cutoff=least):
            yield known, min(score, _HOLDS)


def _places(member: ListedMember, words: Sequence[str]) -> list[str]:
    """Return where a member has words like these, each place once; one that has several of them comes first."""
    likeness: list[dict[str, float]] = []
    for word in (*words, "".join(words)):
        likeness.append({})
        for place, text in _named_texts(member):
            known = [*plain(text).split(), *([compact(text)] if _CODE.fullmatch(text) else [])]
            if score := max((score for _, score in _alike(word, known)), default=0.0):
                likeness[-1][place] = max(score, likeness[-1].get(place, 0.0))
    sums: dict[str, float] = defaultdict(float)
    for scores in likeness:
        for place, score in scores.items():
            sums[place] += score
    left = [scores for scores in likeness[: len(words)] if scores]
    found: list[str] = []
    for place in sorted(sums, key=lambda one: -sums[one]):
        if any(place in scores for scores in left) or not found:
            found.append(place)
            left = [scores for scores in left if place not in scores]
        if not left:
            break
    return found


def _texts(member: ListedMember) -> Iterator[tuple[str, str, str]]:
    """Yield every text by which somebody may ask for a member: what it is, whose (of a contact), and the text."""
    yield "number", "", member.member_id
    yield "name", "", member.name
    yield from (("address", "", each) for each in member.emails)
    yield from (("also known as", "", each) for each in member.ids)
    yield "postcode", "", member.postcode
    yield "address", "", member.address
    for contact in member.contacts:
        yield "contact", "", contact.name
        yield from (("contact", contact.name, each) for each in (*contact.emails, *contact.ids))


def _named_texts(member: ListedMember) -> Iterator[tuple[str, str]]:
    """Yield every text of a member after how a person is told of it."""
    for what, whose, text in _texts(member):
        yield f"{what} {whose}, {text}" if whose else f"{what} {text}", text


def keys_like(text: str, keys: Iterable[str]) -> list[str]:
    """Return the keys of rows that a text may mean: the same, a part of it, or nearly it."""
    asked = plain(text)
    least = _SHORT if asked.isascii() else 0
    return [
        key
        for key in keys
        if key_of(key).lower() == key_of(text.strip()).lower()
        or (len(asked) > least and (asked in plain(key) or fuzz.ratio(asked, plain(key)) >= _SLIP + 8))
    ]
