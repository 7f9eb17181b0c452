"""Who gets no email by the records of a mail system: the addresses, and the domains, of those that count.

The preset's `where` says who counts. A record that cannot be read in this counts, too, and so does a word that
`where_not` does not know: writing to somebody who said no is worse than not writing to somebody who did not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from valuereport.deliver.stop_list import Known
from valuereport.errors import Problem
from valuereport.model.stop_list import StopList
from valuereport.notation.addresses import Mailbox, mailbox, normalised
from valuereport.presets import Preset

_AROUND: Final = re.compile(r"^\s*(?:[a-z]+://)?[@*.]*(?:www\.)?|[/?#:].*$|\.?\s*$", re.IGNORECASE)
"""What stands around a domain: the rest of a web address, an @, a star for its subdomains."""


def read_pulled_list(rows: Mapping[str, Mapping[str, object]], preset: Preset, name: str, known: Known) -> StopList:
    """Return whom records mean, by id; `name`: what the list is called."""
    those = [_read(key, row, preset) for key, row in rows.items() if _counts(row, preset)]
    domains = frozenset(domain for one in those for domain in one.domains)
    own = frozenset(address for one in those for address in one.addresses)
    addresses = own | {address for address in known.addresses if domains and not domains.isdisjoint(_domains(address))}
    meant = (known.addresses.get(one, frozenset()) for one in addresses - known.of_contacts)
    return StopList(
        name,
        len(those),
        addresses,
        frozenset(),
        frozenset().union(*meant),
        frozenset(one for one in own if one not in known.addresses),
        known.of_contacts & addresses,
        tuple(one.key for one in those if one.unclear is not None),
        tuple(_problem(one, name) for one in those if one.unclear is not None),
        "record",
    )


@dataclass(frozen=True, slots=True)
class _Record:
    key: str
    addresses: frozenset[str]
    domains: frozenset[str]
    unclear: str | None  # what is neither an address nor a domain, "" where there is nothing at all


def _counts(row: Mapping[str, object], preset: Preset) -> bool:
    """Say whether a record is an opt-out. Nothing where a word is needed is no word that lets off."""
    for heading, words in preset.where.items():
        if (said := _words(row.get(heading))) and said.isdisjoint(_words(words)):
            return False
    return not any(_words(row.get(heading)) & _words(words) for heading, words in preset.where_not.items())


def _words(value: object) -> frozenset[str]:
    return frozenset(one.casefold() for one in _texts(value))


def _texts(value: object) -> list[str]:
    """Return a value, or those of a list, as texts without the blank ones."""
    values: Iterable[object] = value if isinstance(value, (list, tuple)) else (value,)
    return [text for one in values if one is not None and (text := str(one).strip())]


def _read(key: str, row: Mapping[str, object], preset: Preset) -> _Record:
    addresses, domains, unclear = set[str](), set[str](), list[str]()
    for text in _fed("email", row, preset):
        addresses.add(normalised(text))  # just as it stands, too: a member may have just this for an address
        if not isinstance(mailbox(text), Mailbox):
            unclear.append(text)
    for text in _fed("domain", row, preset):
        found = mailbox(f"anybody@{_AROUND.sub('', text)}")
        if isinstance(found, Mailbox) and "." in found.domain:
            domains.add(found.domain.lower())
        else:
            unclear.append(text)
    nothing = None if addresses or domains else ""
    return _Record(key, frozenset(addresses), frozenset(domains), unclear[0] if unclear else nothing)


def _fed(column: str, row: Mapping[str, object], preset: Preset) -> list[str]:
    origins = preset.columns.get(column, ())
    return [text for one in origins for heading in one.column for text in _texts(row.get(heading))]


def _domains(address: str) -> Iterator[str]:
    """Yield the domain of an address, and those that it is a part of."""
    domain = address.rpartition("@")[2]
    while domain:
        yield domain
        domain = domain.partition(".")[2]


def _problem(one: _Record, name: str) -> Problem:
    what = "has no address" if not one.unclear else "has an address or a domain that is none"
    return Problem(
        "deliver",
        "warning",
        f"the record {one.key} counts as an opt-out, and {what}",
        "nobody is kept from email by it: look at it in the system that it comes from",
        name,
        value=one.unclear or "",
    )
