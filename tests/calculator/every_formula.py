"""An organisation that uses every formula of the table of benefits, with ranged assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from tests.calculator.organisations import Figure, Use, organisation
from valuereport.pipeline.calculated import CalculatedMembers

_SHARES = ("margin", "close", "deadweight", "displacement", "attribution", "drop")
_AMOUNTS = {"hour": 40, "hours": 1.5, "price": 55, "member-price": 20, "sale": 1200, "saving": 30, "worth": 90}
_DISCOUNTS = {"deadweight": "deadweight", "displacement": "displacement", "attribution": "attribution"}
_ACTIVITIES: Mapping[str, Mapping[str, Any]] = {
    "template": {"benefit": "time_saved", "hours_saved": "hours", "cap_per_year": 5, **_DISCOUNTS},
    "webinar": {"benefit": "cpd", "unit": "hours", "nonmember_price": "price", "member_price": "member-price"},
    "course": {"benefit": "cpd", "nonmember_price": "price", "member_price": "member-price", **_DISCOUNTS},
    "referral": {"benefit": "leads", "sale": "sale", "margin": "margin", "close_rate": "close", **_DISCOUNTS},
    "shop": {"benefit": "savings", "unit_saving": "saving", "attribution": "attribution"},
    "committee": {"benefit": "community"},
}
_WINS = (
    {"id": "new", "in_force": "2026-07-02", "worth": "worth", "attribution": "attribution"},
    {"id": "third-year", "in_force": "2023-05-20", "duration_years": 4, "worth": "worth", "drop_off": "drop"},
    {"id": "old", "in_force": "2022-02-28", "duration_years": 9, "worth": "worth", "drop_off": "drop", **_DISCOUNTS},
)
MEMBERS = ({}, {"currency": "EUR"}, {"hourly_value": 71.35, "size": 3}, {"currency": "EUR", "hourly_value": 33.33})


def every_formula(folder: Path, seed: int = 1, **calculation: Any) -> CalculatedMembers:
    """Calculate it. Each assumption is a range around a figure, a quantity any number, by the seed."""
    chance = Random(seed)  # noqa: S311 - the same organisation each time
    assumptions: dict[str, Figure] = {name: _range(chance, figure) for name, figure in _AMOUNTS.items()}
    assumptions |= {name: _range(chance, chance.uniform(0.05, 0.7)) for name in _SHARES}
    uses = [use for number in range(1, len(MEMBERS) + 1) for use in _uses(chance, f"M{number}")]
    return organisation(
        folder, assumptions, _ACTIVITIES, uses, wins=_WINS, members=MEMBERS, calculation=calculation, fee=120
    )


def _range(chance: Random, figure: float) -> tuple[float, float, float]:
    low = figure * chance.uniform(0.8, 1)
    high = figure * chance.uniform(1, 1.3)
    return round(low, 3), round(chance.uniform(low, high), 3), round(high, 3) + 0.001


def _uses(chance: Random, member: str) -> list[Use]:
    def price(least: float) -> float:
        return round(chance.uniform(least, least + 40), 2)

    many = round(chance.uniform(1, 40), 2)
    uses = [
        Use("template", many, "2026-02-01"),
        Use("webinar", many, "2026-02-02"),
        Use("webinar", 2, "2026-02-03", paid=price(1)),
        Use("webinar", 2, "2026-02-04", paid=9_999),  # counts nothing
        Use("course", 1, "2026-02-05", list=price(80)),
        Use("course", 1, "2026-02-06", list=price(80), paid=price(1)),
        Use("course", 3, "2026-02-07", list=price(80), paid=price(20)),
        Use("course", 2, "2026-02-08"),
        Use("referral", 2, "2026-02-09"),
        Use("referral", 1, "2026-02-10", amount=price(12_000)),
        Use("shop", many, "2026-02-11"),
        Use("shop", 1, "2026-02-12", list=price(80), paid=price(1)),
        Use("shop", 9, "2026-02-13", list=price(1)),
        Use("committee", 2, "2026-02-14"),
    ]
    return [Use(**{**vars(use), "member": member}) for use in uses]
