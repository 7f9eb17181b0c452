"""Unmatched rows that look like a member's: a suggestion to a person, never a match.

An office's address (info@) says which firm it is and never which person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from valuereport.errors import ASK, Remedy
from valuereport.model.directory import ListedMember, LookAlike, Unmatched
from valuereport.notation.ids import key_of
from valuereport.notation.search import compact, core, is_role, plain

_SHORT: Final = 3  # letters: a shorter domain is called like nobody
_ALMOST: Final = 92.0  # likeness of two addresses
_ALMOST_NAMED: Final = 88.0  # ... of two names
_FREE: Final = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk"),
        *("yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net"),
        *("web.de", "t-online.de", "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "protonmail.com"),
        *("proton.me", "orange.fr", "free.fr", "wanadoo.fr", "laposte.net", "msn.com"),
    )
)
"""Where anybody may have an address."""
_ALIKE: Final = str.maketrans("oil", "011")  # letters that are typed for figures


@dataclass(frozen=True, slots=True)
class _Asked:
    """A key of unmatched rows as it is compared: an address in its parts, an id's figures, or a name."""

    text: str
    address: str = ""
    domain: str = ""
    is_role: bool = False
    parts: tuple[str, ...] = ()  # the words before the @
    owner: str = ""  # the one member that has addresses at the domain, where not anybody may have one there
    called: frozenset[str] = frozenset()  # the firms that are called like the domain
    figures: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Compared:
    """A member as it is compared with keys; each text beside the form that is compared."""

    member_id: str
    is_firm: bool
    addresses: tuple[tuple[str, str], ...]  # those of persons
    persons: tuple[tuple[str, tuple[str, ...]], ...]  # the words of their names
    ids: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]


class LookAlikes:
    """Says which unmatched rows look like a member's, and which members a key looks like."""

    def __init__(self, members: Sequence[ListedMember], unmatched: Sequence[Unmatched]) -> None:
        self._members, self._unmatched = members, unmatched
        owners: dict[str, set[str]] = defaultdict(set)
        self._called: dict[str, set[str]] = defaultdict(set)  # firms by their names, as a domain has them
        for member in members:
            if member.is_firm:
                self._called[_joined(member.name)].add(member.member_id)
            for address in _addresses(member):
                owners[_domain(address)].add(member.member_id)
        self._owners: Mapping[str, set[str]] = owners

    def of(self, member: ListedMember) -> tuple[LookAlike, ...]:
        """Return the unmatched rows that look like a member's, the most rows first."""
        compared = _compared(member)
        found = [
            LookAlike(rows, key.text, why, Remedy("correct", member=member.member_id, alias=key.text, why=ASK))
            for rows, key in self._keys
            if (why := self._why(key, compared))
        ]
        return tuple(sorted(found, key=lambda one: (-one.rows.rows, one.rows.source, one.key)))

    def like(self, key: str) -> tuple[tuple[ListedMember, str], ...]:
        """Return the members whose rows those with a key may be, in the order of the members, and why."""
        asked = self._asked(key)
        fitting = sorted({*self._index.fitting(asked)})
        told = ((self._members[one], self._why(asked, self._index.compared[one])) for one in fitting)
        return tuple((member, why) for member, why in told if why)

    @cached_property
    def _keys(self) -> Sequence[tuple[Unmatched, _Asked]]:
        """Return each key of the unmatched rows; an alias settles nothing where two members have the key."""
        return [(rows, self._asked(key)) for rows in self._unmatched if not rows.several for key in rows.keys]

    @cached_property
    def _index(self) -> _Index:
        return _Index([_compared(member) for member in self._members])

    def _why(self, key: _Asked, member: _Compared) -> str:
        """Return why a key looks like a member's; empty where it does not."""
        if key.address:
            return self._why_address(key, member)
        if key.figures:
            written = next((one for one, figures in member.ids if figures == key.figures), "")
            return f"written like {written}" if written else ""
        same = fuzz.token_sort_ratio
        like = next((name for name, known in member.names if same(key.name, known) >= _ALMOST_NAMED), "")
        return f"almost the name {like}" if like else ""

    def _why_address(self, key: _Asked, member: _Compared) -> str:
        own = key.owner == member.member_id or member.member_id in key.called
        if key.is_role:
            return f"an address of the office at {key.domain}" if own and member.is_firm else ""
        for known, address in member.addresses:
            if fuzz.ratio(key.address, address) >= _ALMOST:
                return f"almost the address {known}"
        if member.is_firm and own:
            return f"an address at {key.domain}, as the firm's"
        if key.owner != member.member_id and (key.owner or key.called):
            return ""  # another member's domain
        like = next((name for name, words in member.persons if _names(key.parts, words)), "")
        return f"the name {like} in the address" if like else ""

    def _asked(self, key: str) -> _Asked:
        if "@" not in key:
            is_id = any(letter.isdigit() for letter in key)
            return _Asked(key, figures=_figures(key)) if is_id else _Asked(key, name=core(key))
        local, domain = key.partition("@")[0].partition("+")[0], _domain(key)
        parts = tuple(part for part in re.split(r"[^a-z]+", plain(local)) if part)
        owners = self._owners.get(domain, set()) if domain not in _FREE else set()
        owner = next(iter(owners)) if len(owners) == 1 else ""
        address = key_of(key)
        return _Asked(key, address, domain, is_role(address), parts, owner, self._named(domain))

    def _named(self, domain: str) -> frozenset[str]:
        """Return the firms that are called like a domain: doyle-sons.example is Doyle & Sons Ltd."""
        label = compact(domain.partition(".")[0])
        is_name = domain not in _FREE and len(label) > _SHORT
        return frozenset(self._called.get(label, ())) if is_name else frozenset()


class _Index:
    """All members by what a key must share with them: one is held against few members in place of all."""

    def __init__(self, compared: Sequence[_Compared]) -> None:
        self.compared = compared
        self._rows = {member.member_id: row for row, member in enumerate(compared)}
        self._by_figures: dict[str, set[int]] = defaultdict(set)
        self._by_word: dict[str, set[int]] = defaultdict(set)  # last names, and what an address makes of a whole name
        self._addresses: dict[str, set[int]] = defaultdict(set)
        self._names: dict[str, set[int]] = defaultdict(set)
        for row, member in enumerate(compared):
            for _, figures in member.ids:
                self._by_figures[figures].add(row)
            for _, words in member.persons:
                for word in (words[-1], *_in_one(words)) if words else ():
                    self._by_word[word].add(row)
            for _, address in member.addresses:
                self._addresses[address].add(row)
            for _, name in member.names:
                self._names[name].add(row)

    def fitting(self, key: _Asked) -> Iterator[int]:
        """Yield the rows of members that a key may look like."""
        if key.address:
            yield from (self._rows[one] for one in key.called | ({key.owner} if key.owner else set()))
            yield from self._nearly(key.address, self._addresses, fuzz.ratio, _ALMOST)
            for part in key.parts:
                yield from self._by_word.get(part, ())
        elif key.figures:
            yield from self._by_figures.get(key.figures, ())
        else:
            yield from self._nearly(key.name, self._names, fuzz.token_sort_ratio, _ALMOST_NAMED)

    def _nearly(
        self, text: str, known: Mapping[str, set[int]], likeness: Callable[..., float], least: float
    ) -> Iterator[int]:
        for one, _, _ in process.extract_iter(text, known.keys(), scorer=likeness, score_cutoff=least):
            yield from known[one]


def _compared(member: ListedMember) -> _Compared:
    contacts = [contact.name for contact in member.contacts]
    ids = [one for one in (member.member_id, *member.ids) if "@" not in one]
    return _Compared(
        member.member_id,
        member.is_firm,
        tuple((one, key_of(one)) for one in _addresses(member) if not is_role(one)),
        tuple((name, tuple(plain(name).split())) for name in (contacts if member.is_firm else [member.name])),
        tuple((one, _figures(one)) for one in ids),
        tuple((name, core(name)) for name in (member.name, *contacts)),
    )


def _addresses(member: ListedMember) -> Iterator[str]:
    yield from member.emails
    for contact in member.contacts:
        yield from contact.emails


def _domain(address: str) -> str:
    return key_of(address).rpartition("@")[2]


def _joined(name: str) -> str:
    return core(name).replace(" ", "")


def _names(parts: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether an address is made of a person's name: p.doyle, pdoyle, doyle.patrick for Patrick Doyle."""
    if len(words) < 2 or len(words[-1]) < 3:
        return False
    first, last = words[0], words[-1]
    if len(parts) > 1:
        return last in parts and any(part in (first, first[0]) for part in parts if part != last)
    return bool(parts) and parts[0] in _in_one(words)


def _in_one(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return how an address may have a person's name in one word."""
    first, last = words[0], words[-1]
    return first + last, first[0] + last, last + first, last + first[0]


def _figures(text: str) -> str:
    """Return an id without what people leave out or mistake: "M-0O12" as "m12"."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", compact(text).translate(_ALIKE))
