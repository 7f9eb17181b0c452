"""What a forgotten member is called: the same each time, and nothing to read it from but the ledger's own salt."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger.schema import forgotten, salts
from valuereport.notation.ids import without_case

_PSEUDONYM: Final = re.compile(r"forgotten-[0-9a-f]{16}")


def pseudonym_of(connection: sa.Connection, member_id: str) -> str:
    """Return `forgotten-` and 16 hexadecimal digits."""
    return _made(salt_of(connection), member_id)


def stored_as(connection: sa.Connection) -> Callable[[str], str]:
    """Return what tells under which name a member stands in the ledger: the id, or the pseudonym of a forgotten one."""
    gone = set(connection.execute(sa.select(forgotten.c.pseudonym)).scalars())
    if not gone:
        return lambda member_id: member_id
    salt = salt_of(connection)

    def name(member_id: str) -> str:
        made = _made(salt, member_id)
        return made if made in gone else member_id

    return name


def is_pseudonym(name: str) -> bool:
    """Return whether this is what a forgotten member is called."""
    return _PSEUDONYM.fullmatch(name) is not None


def any_case(connection: sa.Connection) -> Callable[[str], str]:
    """Return what makes the one pseudonym of an id in every case: no member is called by it."""
    salt = str(connection.execute(sa.select(salts.c.salt)).scalar_one())
    return lambda member_id: _made(salt, f"\0{without_case(member_id)}")


def salt_of(connection: sa.Connection) -> str:
    """Return the salt of this ledger, in hexadecimal digits."""
    return str(connection.execute(sa.select(salts.c.salt)).scalar_one())


def address_pseudonym(salt: str, address: str) -> str:
    """Return what a forgotten member's address is called; `address` is in the form in which addresses are compared."""
    return _made(salt, f"address:{address}")


def _made(salt: str, member_id: str) -> str:
    return f"forgotten-{hmac.digest(bytes.fromhex(salt), member_id.encode('utf-8', 'replace'), 'sha256').hex()[:16]}"
