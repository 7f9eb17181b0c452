"""Headings of the parts of names: given name, family name, organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.mapping.words import meanings
from valuereport.notation.headings import plain


@dataclass(frozen=True, slots=True)
class NameParts:
    """The headings of a table that hold parts of names, "" for none; `between`: what stands before a family name."""

    given: str
    family: str
    organisation: str
    between: str = ""

    @property
    def person(self) -> tuple[str, ...]:
        """Return the headings of a person's name in the order in which it is written; none where there are none."""
        return tuple(filter(None, (self.given, self.between, self.family)))


_BETWEEN: Final = frozenset(
    {"tussenvoegsel", "tussenvoegsels", "infix", "voorvoegsel", "voorvoegsels", "namensvorsatz"}
)


def name_parts(headings: Sequence[str]) -> NameParts:
    """Return the headings of the parts of names among those of a table."""
    found: dict[str, str] = {}
    for heading in headings:
        for one in meanings("members", heading):
            if not one.weak or one.column not in found:
                found.setdefault(one.column, heading)
    given, family = found.get("first_name", ""), found.get("last_name", "")
    if not (given and family):  # `nom` alone is a whole name
        given = family = ""
    between = next((heading for heading in headings if plain(heading) in _BETWEEN), "") if given else ""
    return NameParts(given, family, found.get("organisation_name", ""), between)
