"""What is known of one export of a system: how it is recognised, what it feeds, and what in it must not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from valuereport.model.tables import TABLES, Kind

Feeds = Literal["members", "contacts", "fees", "engagements", "memberships", "opt_outs", "responses"]
"""The table that an export feeds; opt_outs: addresses that get no mail."""

Headings = tuple[str, ...]
Words = Mapping[str, str | Headings]

ASKS: Final[Mapping[str, str]] = {
    "activity": "which of your activities its words are",
    "date": "the day: the export has none",
    "date_order": "the order of day and month: it depends on the account (date_order)",
    "email": "the column with the addresses",
    "emails": "the column with the addresses",
    "fee": "what a member pays",
    "grade": "the grade of membership",
    "joined": "when a member joined",
    "kind": "whether a member is a firm or a person",
    "list_price": "what a non-member pays",
    "member": "how a row names its member",
    "member_id": "the id of the member",
    "name": "the name of the member",
    "no_email": "who gets no mail",
    "quantity": "how many hours or points it counts for",
    "renewal": "when the membership is due",
    "rows": "which of its rows count (where)",
    "status": "which statuses get no statement",
    "survey": "which survey it is",
    "title": "what the occasion was called",
    "vat": "whether its amounts hold the value added tax (vat)",
    "wave": "which round of the survey it is",
}
"""What an export may not say, and a person has to: a column, or a key of the source."""


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(Strict):
    """One way in which a canonical column may be fed: the headings, joined, and how their cells are read.

    `less`: the heading of an amount that is taken off, as what was refunded is.
    """

    column: Annotated[Headings, Field(min_length=1)] = ()
    above: str | None = None
    value: str | None = None
    map: Mapping[str, str] | None = None
    separator: str | None = None
    contains: str | None = None
    less: str | None = None
    unit: Literal["hours", "minutes", "seconds", "h:mm"] | None = None


class SideBySide(Strict):
    """A table with several columns an item; `keep`: the forms of the heading that says whose row it is."""

    keep: Annotated[Headings, Field(min_length=1)]
    group: Annotated[int, Field(ge=1)] = 1
    names: Headings


class ComingAndGoing(Strict):
    """Two rows a visit: one when somebody comes (`begin`), one when they go (`finish`); as `pairs` in the settings."""

    column: str
    begin: Headings
    finish: Headings
    same: Headings
    moment: str
    left: str


class Preset(Strict):
    """One export of a system, or what its API has of one kind.

    `signature`: headings that the heading row must hold; where a system translates them, all the forms of one. "" is a
    blank heading: the first one, and more of them. An empty signature: the heading row is not known, and nothing is
    recognised. `unless`: headings of a sister export, which must not be there. Without a table an export is recognised
    and not read. `records`: of the API, what they are called in a pull; the headings are then dotted paths in a
    record. `columns`: for each canonical column the origins, the best first. `where`: its heading must be there;
    `where_not` counts where it is. `never`: headings that look like a column and are not, with the reason. `asks`:
    what the export does not say (ASKS).
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    system: str = ""
    system_name: str = ""  # of its file
    records: str = ""  # of the system's API, where it is no export: what they are called in a pull
    holds: str
    source: str = ""  # where its shape is known from
    table: Feeds | None = None
    signature: tuple[Annotated[Headings, Field(min_length=1)], ...] = ()
    unless: Headings = ()
    instead: str = ""  # the preset of the same headings where the rows mean something else
    after: str = ""
    until: Headings = ()
    footers: Headings = ()
    empty: Headings = ()
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    two_digit_years: bool = False
    decimal: Literal[".", ","] | None = None
    where: Words = {}
    where_not: Words = {}
    heading_rows: Literal[1, 2] = 1
    unpivot: SideBySide | None = None
    pairs: ComingAndGoing | None = None
    merge_intervals: bool = False
    columns: Mapping[str, tuple[Origin, ...]] = {}
    never: Mapping[str, str] = {}
    asks: tuple[str, ...] = ()

    @property
    def new_headings(self) -> Headings:
        """Return the headings that come into being when the file is read."""
        return (*(self.unpivot.names if self.unpivot else ()), *((self.pairs.left,) if self.pairs else ()))

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """Return the columns of the table that it feeds, and their kinds; none where no source reads that table."""
        return next((columns for table, columns in TABLES.items() if table == self.table), {})

    @field_validator("signature", mode="before")
    @classmethod
    def _forms(cls, found: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return tuple((one,) if isinstance(one, str) else tuple(one) for one in found)

    @field_validator("columns", mode="before")
    @classmethod
    def _origins(cls, found: Any) -> Any:  # noqa: ANN401
        return {name: tuple(map(_origin, one if isinstance(one, list) else [one])) for name, one in found.items()}

    @field_validator("asks")
    @classmethod
    def _known(cls, asks: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [one for one in asks if one not in ASKS]:
            raise ValueError(f"words of ASKS (not {', '.join(unknown)})")
        return asks


def _origin(found: Any) -> Any:  # noqa: ANN401
    """Return an origin from its short forms: a heading; several headings that are joined."""
    if isinstance(found, str):
        return {"column": (found,)}
    if isinstance(found, list):
        return {"column": tuple(found)}
    if isinstance(found, dict) and isinstance(found.get("column"), str):
        return {**found, "column": (found["column"],)}
    return found
