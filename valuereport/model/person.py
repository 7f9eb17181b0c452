"""Who does something, and what one may do."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Literal, get_args

Role = Literal["viewer", "member-services", "operator", "approver"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""The roles; each may do all that those before it may.

viewer: what tells of no single member (where the season stands, stories, insights without lists). member-services: one
member at a time (find, explain, correct, compare, the statement, an email with it). operator: everything but approving
a run. approver: everything.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A person by the name that records get, with a role."""

    name: str
    role: Role

    def may(self, needed: Role) -> bool:
        """Return whether the person's role is the needed one, or one above it."""
        return ROLES.index(self.role) >= ROLES.index(needed)


def alike(name: str) -> str:
    """Return a form of a name that is equal where two names may be one person's: case and the width of letters go."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
