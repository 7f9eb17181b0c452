"""The independent figures of each organisation, made once."""

from __future__ import annotations

from functools import cache

from tests.independent.organisations import BY_NAME
from tests.independent.reference import Account, accounts


@cache
def expected(name: str) -> dict[str, Account]:
    """Return the figures of every member of an organisation who gets a statement."""
    return accounts(BY_NAME[name])
