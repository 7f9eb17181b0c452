"""The files of judgement: assumptions, the taxonomy of activities, policy wins; entitlements have a file here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from valuereport.model.benefits import Benefit, needed_roles
from valuereport.model.valuation import Grade
from valuereport.notation.countries import country_code
from valuereport.settings.entitlements import Entitlement
from valuereport.settings.fields import CurrencyCode, Strict, Texts


class Assumption(Strict):
    """A named number with its range, source and evidence grade."""

    short_forms: ClassVar[tuple[str, ...]] = ("value",)
    unit: Annotated[str, Field(min_length=1)]
    low: float
    central: float
    high: Annotated[float, Field(le=1e12)]
    grade: Grade
    source: Annotated[str, Field(min_length=1)]  # whole, for whoever checks the figure
    cited: Texts | None = None  # short, as a statement prints it; the source where not given
    url: str = ""  # empty: the organisation's estimate, and shown as such
    year: Annotated[int, Field(ge=1990, le=2100)]
    signed_by: str = ""  # who answers for it
    signed_on: date | None = None
    valid_until: date | None = None  # the last day on which it may be used
    price_year: Annotated[int, Field(ge=1990, le=2100)] | None = None  # of its money
    currency: CurrencyCode | None = None  # of its money, where it is not the organisation's

    @model_validator(mode="before")
    @classmethod
    def _exact_form(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
        if isinstance(data, dict) and "value" in data:
            rest = {key: found for key, found in data.items() if key != "value"}
            return {**rest, "low": data["value"], "central": data["value"], "high": data["value"]}
        return data

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise ValueError("low <= central <= high")
        if self.low < 0:
            raise ValueError("no figure under zero")
        if self.unit == "share" and self.high > 1:
            raise ValueError("a share from 0 to 1")
        return self

    @property
    def exact(self) -> bool:
        """Return whether low, central and high are one number."""
        return self.low == self.high

    @property
    def mean(self) -> float:
        """Return the PERT mean (l + 4c + h) / 6."""
        return self.central if self.exact else (self.low + 4 * self.central + self.high) / 6

    @property
    def variance(self) -> float:
        """Return the PERT variance (mean - l)(h - mean) / 7."""
        return (self.mean - self.low) * (self.high - self.mean) / 7


class PriceIndex(Strict):
    """The level of prices in a year: only the ratio of two of them counts."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    index: Annotated[float, Field(gt=0, le=1e9)]
    source: Annotated[str, Field(min_length=1)]


Discount = str | Literal[0]
"""An assumption's id, or 0: nothing is taken off."""


class Activity(Strict):
    """An entry of the organisation's taxonomy."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    benefit: Benefit
    unit: Literal["times", "hours"] = "times"
    label: Texts
    matches: tuple[str, ...] = ()  # what sources call it, whatever the case
    meaningful: bool = True  # whether a first one ends the wait for a first benefit
    cap_per_year: Annotated[float, Field(gt=0, le=1e9)] | None = None
    hours_saved: str = ""
    nonmember_price: str = ""
    member_price: str = ""
    sale: str = ""
    margin: str = ""
    close_rate: str = ""
    unit_saving: str = ""
    beside: tuple[str, ...] = ()  # activities that give value beside this one on the same occasion
    deadweight: Discount = 0
    displacement: Discount = 0
    attribution: Discount = 0

    @model_validator(mode="after")
    def _has_what_its_benefit_needs(self) -> Self:
        if self.benefit == "policy":
            raise ValueError("time_saved, leads, cpd, savings or community (policy wins have a file of their own)")
        for name in needed_roles(self.benefit):
            if not getattr(self, name):
                raise ValueError(f"{name}: the benefit {self.benefit} needs it")
        return self


class HourlyValue(Strict):
    """The assumptions for an hour of a member's time: by grade, else the default."""

    default: str
    grade: Mapping[str, str] = {}


LabelColumn = Literal["grade", "sector", "region"]


class Taxonomy(Strict):
    """The whole of taxonomy.toml."""

    hourly_value: HourlyValue
    labels: Mapping[LabelColumn, Mapping[str, Texts]] = {}  # what a statement prints for a word of the source
    activity: Annotated[tuple[Activity, ...], Field(min_length=1)]


class PolicyWin(Strict):
    """An advocacy result that applies to a segment of members."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Texts
    text: Texts
    in_force: date
    duration_years: Annotated[float, Field(gt=0, le=1000)] = 1
    segment: Mapping[Literal["grade", "sector", "region", "country", "kind"], tuple[str, ...]] = {}
    worth: str  # the assumption for a year's worth to one affected member
    exposure: Literal["", "size"] = ""  # a member column that multiplies the worth
    drop_off: Discount = 0
    deadweight: Discount = 0
    displacement: Discount = 0
    attribution: Discount = 0
    url: str = ""

    @field_validator("segment")
    @classmethod
    def _countries_by_code(cls, segment: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        found = {word: country_code(word) for word in segment.get("country", ())}
        if unknown := [word for word, code in found.items() if not code]:
            raise ValueError(f"countries such as GB, DEU or Ireland (not {unknown[0]})")
        return {**segment, "country": tuple(found.values())} if found else segment


class Judgement(Strict):
    """The files of judgement, checked against one another."""

    assumptions: Mapping[str, Assumption]
    taxonomy: Taxonomy
    policy_wins: tuple[PolicyWin, ...]
    entitlements: tuple[Entitlement, ...] = ()
    adjustments: Mapping[str, str] = {}  # assumption id -> what was done to bring it to currency and price level


class AssumptionsFile(Strict):
    """The whole of assumptions.toml."""

    assumption: Mapping[str, Assumption] = {}
    price_index: tuple[PriceIndex, ...] = ()


class PolicyWinsFile(Strict):
    """The whole of policy_wins.toml."""

    win: tuple[PolicyWin, ...] = ()
