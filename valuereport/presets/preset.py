"""What is known of one export of a system: how it is recognised, what it feeds, and what in it must not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Feeds = Literal["members", "contacts", "fees", "engagements", "opt_outs", "responses"]
"""The table that an export feeds; opt_outs: addresses that get no mail."""

Headings = tuple[str, ...]
Words = Mapping[str, str | Headings]


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(Strict):
    """One way in which a canonical column may be fed: the headings, joined, and how their cells are read."""

    column: Annotated[Headings, Field(min_length=1)] = ()
    above: str | None = None
    value: str | None = None
    map: Mapping[str, str] | None = None
    separator: str | None = None
    contains: str | None = None
    unit: Literal["hours", "minutes", "seconds", "h:mm"] | None = None


class Preset(Strict):
    """One export of a system.

    `signature`: headings that the heading row must hold; where a system translates them, all the forms of one. Without a
    table an export is recognised and not read. `columns`: for each canonical column the origins, the best first.
    `never`: headings that look like a column and are not, with the reason. `asks`: what the export does not say.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    system: str = ""
    holds: str
    source: str = ""  # where its shape is known from
    table: Feeds | None = None
    signature: Annotated[tuple[Headings, ...], Field(min_length=1)]
    after: str = ""
    until: Headings = ()
    footers: Headings = ()
    empty: Headings = ()
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[".", ","] | None = None
    where: Words = {}
    where_not: Words = {}
    merge_intervals: bool = False
    columns: Mapping[str, tuple[Origin, ...]] = {}
    never: Mapping[str, str] = {}
    asks: tuple[str, ...] = ()

    @field_validator("signature", mode="before")
    @classmethod
    def _forms(cls, found: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return tuple((one,) if isinstance(one, str) else tuple(one) for one in found)

    @field_validator("columns", mode="before")
    @classmethod
    def _origins(cls, found: Any) -> Any:  # noqa: ANN401
        return {name: tuple(map(_origin, one if isinstance(one, list) else [one])) for name, one in found.items()}


def _origin(found: Any) -> Any:  # noqa: ANN401
    """Return an origin from its short forms: a heading; several headings that are joined."""
    if isinstance(found, str):
        return {"column": (found,)}
    if isinstance(found, list):
        return {"column": tuple(found)}
    if isinstance(found, dict) and isinstance(found.get("column"), str):
        return {**found, "column": (found["column"],)}
    return found
