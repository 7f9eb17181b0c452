"""Which addresses must not be written to: remembered here, so that no export and no new CRM can lose it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import sqlalchemy as sa

from valuereport.deliver.ledger.pseudonyms import address_pseudonym, salt_of
from valuereport.deliver.ledger.rows import now
from valuereport.deliver.ledger.schema import suppressions
from valuereport.errors import LedgerError, Remedy
from valuereport.model.suppression import Suppression, SuppressionReason
from valuereport.notation.addresses import normalised

_COLUMNS: Final = tuple(suppressions.c[one.name] for one in fields(Suppression))
_IN_FORCE: Final = suppressions.c.lifted_at.is_(None)

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The suppressions in force at one moment."""

    version: Version
    by_key: Mapping[str, Suppression]
    salt: str = field(repr=False)

    def find(self, address: str) -> Suppression | None:
        """Return why an address gets no email, or None; a person's own wish comes before a bounce."""
        if not self.by_key:
            return None
        key = normalised(address)
        return self.by_key.get(key) or self.by_key.get(address_pseudonym(self.salt, key))


def suppress(
    connection: sa.Connection, addresses: Collection[str], reason: SuppressionReason, note: str, operator: str
) -> tuple[Suppression, ...]:
    """Suppress addresses, and return those that were not suppressed for this reason yet. Twice is as once."""
    salt, at = salt_of(connection), now()
    query = sa.select(suppressions.c.address).where(_IN_FORCE, suppressions.c.reason == reason)
    standing = set(connection.execute(query).scalars())
    keys = dict.fromkeys(normalised(address) for address in addresses)
    made = tuple(
        Suppression(key, reason, note, operator, at)
        for key in keys
        if key and not standing & {key, address_pseudonym(salt, key)}
    )
    if made:
        rows = [{one.name: getattr(each, one.name) for one in fields(Suppression)} for each in made]
        connection.execute(sa.insert(suppressions), rows)
    return made


def allow(connection: sa.Connection, address: str, note: str, operator: str) -> tuple[Suppression, ...]:
    """Lift every suppression of an address, and return these. Raises LedgerError where there is none."""
    key, at = normalised(address), now()
    here = suppressions.c.address.in_([key, address_pseudonym(salt_of(connection), key)])
    found = [_of(row) for row in connection.execute(_query().where(_IN_FORCE, here))]
    if not found:
        raise LedgerError(f"{address} is not suppressed; all who are", Remedy("ledger suppressions"))
    lifted: dict[str, Any] = {"lifted_at": at, "lifted_by": operator, "lifted_note": note}
    connection.execute(sa.update(suppressions).where(_IN_FORCE, here).values(**lifted))
    return tuple(replace(one, **lifted) for one in found)


def all_of(connection: sa.Connection) -> tuple[Suppression, ...]:
    """Return every suppression, the lifted ones too, the oldest first."""
    return tuple(_of(row) for row in connection.execute(_query()))


def version_of(connection: sa.Connection) -> Version:
    """Return what changes whenever an address is suppressed or allowed."""
    counts = sa.select(sa.func.count(), sa.func.count(suppressions.c.lifted_at)).select_from(suppressions)
    made, lifted = connection.execute(counts).one()
    return int(made), int(lifted)


def suppressed(connection: sa.Connection) -> Suppressed:
    """Return what is in force now."""
    found = [_of(row) for row in connection.execute(_query().where(_IN_FORCE))]
    wishes_last = sorted(found, key=lambda one: one.reason != "bounce")
    return Suppressed(version_of(connection), {one.address: one for one in wishes_last}, salt_of(connection))


def forget(connection: sa.Connection, addresses: Sequence[str]) -> None:
    """Keep the suppressions of a forgotten member's addresses, without what tells whose they are."""
    salt = salt_of(connection)
    for key in {normalised(address) for address in addresses if address}:
        nameless = {"address": address_pseudonym(salt, key), "note": "", "lifted_note": ""}
        connection.execute(sa.update(suppressions).where(suppressions.c.address == key).values(**nameless))


def _query() -> sa.Select[Any]:
    return sa.select(*_COLUMNS).order_by(suppressions.c.id)


def _of(row: sa.Row[Any]) -> Suppression:
    return Suppression(**row._mapping)
