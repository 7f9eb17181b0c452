"""Unmatched rows that look like a member's: a suggestion to a person, never a match.

An office's address (info@) says which firm it is and never which person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz

from valuereport.errors import ASK, Remedy
from valuereport.model.directory import ListedMember, LookAlike, Unmatched
from valuereport.notation.ids import key_of
from valuereport.notation.search import compact, core, is_role, plain

_SHORT: Final = 3  # letters: a shorter domain is called like nobody
ALMOST: Final = 92.0  # likeness of two addresses
ALMOST_NAMED: Final = 88.0  # ... of two names
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


class LookAlikes:
    """Says which unmatched rows look like a member's."""

    def __init__(self, members: Iterable[ListedMember], unmatched: Sequence[Unmatched]) -> None:
        self._unmatched = unmatched
        owners: dict[str, set[str]] = defaultdict(set)
        self._called: dict[str, set[str]] = defaultdict(set)  # firms by their names, as a domain has them
        for member in members:
            if member.is_firm:
                self._called[_joined(member.name)].add(member.member_id)
            for address in addresses_of(member):
                owners[domain_of(address)].add(member.member_id)
        self._owners: Mapping[str, set[str]] = owners

    def of(self, member: ListedMember) -> tuple[LookAlike, ...]:
        """Return the unmatched rows that look like a member's, the most rows first."""
        found = [
            LookAlike(rows, key, why, Remedy("correct", member=member.member_id, alias=key, why=ASK))
            for rows in self._unmatched
            if not rows.several  # an alias settles nothing where two members have the key
            for key in rows.keys
            if (why := self.why(key, member))
        ]
        return tuple(sorted(found, key=lambda one: (-one.rows.rows, one.rows.source, one.key)))

    def why(self, key: str, member: ListedMember) -> str:
        """Return why a key looks like a member's; empty where it does not."""
        if "@" in key:
            return self._address(key_of(key), member)
        if any(letter.isdigit() for letter in key):
            same = figures_of(key)
            ids = [one for one in (member.member_id, *member.ids) if "@" not in one]
            return (
                f"written like {one}" if (one := next((each for each in ids if figures_of(each) == same), "")) else ""
            )
        names = [member.name, *(contact.name for contact in member.contacts)]
        like = next((name for name in names if fuzz.token_sort_ratio(core(key), core(name)) >= ALMOST_NAMED), "")
        return f"almost the name {like}" if like else ""

    def at(self, domain: str) -> set[str]:
        """Return the ids of the members with an address at a domain, and of the firms that are called like it."""
        return self._owners.get(domain, set()) | self._named(domain)

    def _address(self, key: str, member: ListedMember) -> str:
        domain = domain_of(key)
        own = domain not in _FREE and self._owners.get(domain) == {member.member_id}
        if is_role(key):
            if not member.is_firm:
                return ""
            return f"an address of the office at {domain}" if own or self._is_called(domain, member) else ""
        for known in addresses_of(member):
            if not is_role(known) and fuzz.ratio(key, key_of(known)) >= ALMOST:
                return f"almost the address {known}"
        if member.is_firm and (own or self._is_called(domain, member)):
            return f"an address at {domain}, as the firm's"
        if not own and domain not in _FREE and (len(self._owners.get(domain, ())) == 1 or self._named(domain)):
            return ""  # another member's domain
        persons = [contact.name for contact in member.contacts] if member.is_firm else [member.name]
        like = next((name for name in persons if _names(key, name)), "")
        return f"the name {like} in the address" if like else ""

    def _named(self, domain: str) -> set[str]:
        """Return the firms that are called like a domain: doyle-sons.example is Doyle & Sons Ltd."""
        label = compact(domain.partition(".")[0])
        return self._called.get(label, set()) if domain not in _FREE and len(label) > _SHORT else set()

    def _is_called(self, domain: str, member: ListedMember) -> bool:
        return member.member_id in self._named(domain)


def addresses_of(member: ListedMember) -> Iterator[str]:
    """Yield every address of a member and of its contacts."""
    yield from member.emails
    for contact in member.contacts:
        yield from contact.emails


def domain_of(address: str) -> str:
    """Return the domain of an address, as addresses are compared."""
    return key_of(address).rpartition("@")[2]


def _joined(name: str) -> str:
    return core(name).replace(" ", "")


def _names(address: str, name: str) -> bool:
    """Return whether an address is made of a person's name: p.doyle, pdoyle, doyle.patrick for Patrick Doyle."""
    words = plain(name).split()
    if len(words) < 2 or len(words[-1]) < 3:
        return False
    local = address.partition("@")[0].partition("+")[0]
    parts = [part for part in re.split(r"[^a-z]+", plain(local)) if part]
    first, last = words[0], words[-1]
    if len(parts) > 1:
        return last in parts and any(part in (first, first[0]) for part in parts if part != last)
    return parts in ([first + last], [first[0] + last], [last + first], [last + first[0]])


def figures_of(text: str) -> str:
    """Return an id without what people leave out or mistake: "M-0O12" as "m12"."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", compact(text).translate(_ALIKE))
