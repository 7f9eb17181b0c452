"""entitlements.toml: what a grade of membership may still use in the period, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag

from valuereport.errors import SettingsError
from valuereport.settings.fields import Strict, Texts, WebAddress
from valuereport.settings.known_keys import did_you_mean


def _in_a_list(found: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
    return (found,) if isinstance(found, str) else found


def _kind_of_place(found: Any) -> str:  # noqa: ANN401 - pydantic hands over whatever the file holds
    return "address" if isinstance(found, str) else "words"


_Grades: TypeAlias = Annotated[tuple[Annotated[str, Field(pattern=r"\S")], ...], BeforeValidator(_in_a_list)]
_Address: TypeAlias = Annotated[WebAddress, Field(min_length=1)]
_Place: TypeAlias = Annotated[
    Annotated[_Address, Tag("address")] | Annotated[Texts, Tag("words")], Discriminator(_kind_of_place)
]


class Entitlement(Strict):
    """How much of an activity a membership year holds for members of some grades."""

    activity: str  # an id of the taxonomy
    quantity: Annotated[float, Field(gt=0, le=1e9)]  # in the activity's unit
    grade: _Grades = ()  # as in the source; none: every grade that no other entry of the activity names
    where: _Place  # a web address, or by language how a member gets it
    until: date | None = None  # the last day; that of the period where not given

    @property
    def address(self) -> str:
        """Return the web address; empty where words say how."""
        return self.where if isinstance(self.where, str) else ""

    @property
    def words(self) -> Mapping[str, str]:
        """Return by language how a member gets it; empty where there is an address."""
        return {} if isinstance(self.where, str) else self.where


class EntitlementsFile(Strict):
    """The whole of entitlements.toml."""

    entitlement: tuple[Entitlement, ...] = ()


def check_entitlements(path: str, entitlements: Sequence[Entitlement], units: Mapping[str, str]) -> None:
    """Check entries against the taxonomy and one another. Raises SettingsError. `units`: activity id -> its unit."""
    taken: set[tuple[str, str]] = set()
    for number, one in enumerate(entitlements, 1):
        key = f"entitlement {number}"
        if one.activity not in units:
            allowed = f"an id from the taxonomy: {', '.join(units)}{did_you_mean(one.activity, units)}"
            raise SettingsError(path, f"{key}: activity", one.activity, allowed)
        if units[one.activity] == "times" and one.quantity % 1:
            allowed = f"a whole number, because {one.activity} is counted in times"
            raise SettingsError(path, f"{key}: quantity", one.quantity, allowed)
        for grade in one.grade or ("",):
            if (one.activity, grade) in taken:
                found = grade or "an entry without a grade"
                raise SettingsError(path, f"{key}: grade", found, f"one entry of {one.activity} for each grade")
            taken.add((one.activity, grade))
