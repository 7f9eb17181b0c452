"""Assumptions that are money: brought to the organisation's currency and to the latest price level up to the period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.numbers import list_currencies

from valuereport.errors import Problem, SettingsError
from valuereport.settings.judgement import Assumption, PriceIndex
from valuereport.settings.workspace import Workspace

_ORIGIN: Final = {True: "its currency", False: "the organisation's currency"}


@dataclass(frozen=True, slots=True)
class AdjustedAssumptions:
    """The assumptions as they are used, what was done to each that was adjusted, and what a person should check."""

    assumptions: Mapping[str, Assumption]
    adjustments: Mapping[str, str]
    problems: tuple[Problem, ...]


def adjusted(
    path: Path, assumptions: Mapping[str, Assumption], indices: Sequence[PriceIndex], workspace: Workspace
) -> AdjustedAssumptions:
    """Return the assumptions in money of the organisation's currency and of the latest price level.

    Raises SettingsError where a currency has no rate, or a price year no index.
    """
    found, texts, problems = dict(assumptions), dict[str, str](), list[Problem]()
    for name, one in assumptions.items():
        problems += _other_unit(path, name, one, workspace.organisation.currency)
        factor, notes = 1.0, []
        for step, note in (
            *_to_price_level(path, name, one, indices, workspace),
            *_to_home_currency(path, name, one, workspace),
        ):
            factor *= step
            notes.append(note)
        known = any(each.year <= workspace.period.start.year for each in indices)
        if not known and one.price_year and one.price_year < workspace.period.start.year:
            problems.append(_old_prices(path, name, one.price_year))
        if one.valid_until and one.valid_until < workspace.period.last_day:
            problems.append(_expired(path, name, one))
        if notes:
            texts[name] = "; ".join(notes)
            ends = {end: getattr(one, end) * factor for end in ("low", "central", "high")}
            unit = " ".join([workspace.organisation.currency, *one.unit.split()[1:]]) if _is_money(one) else one.unit
            found[name] = one.model_copy(update={**ends, "unit": unit})
    return AdjustedAssumptions(found, texts, tuple(problems))


def _to_price_level(
    path: Path, name: str, one: Assumption, indices: Sequence[PriceIndex], workspace: Workspace
) -> Iterator[tuple[float, str]]:
    if not one.price_year:
        return
    if not _is_money(one):
        raise SettingsError(str(path), f"assumption.{name}.price_year", one.price_year, "only where the unit is money")
    known = {each.year: each for each in indices if each.year <= workspace.period.start.year}
    if not known or one.price_year >= max(known):
        return
    if one.price_year not in known:
        allowed = f"a year of [[price_index]]: {', '.join(map(str, sorted(known)))}"
        raise SettingsError(str(path), f"assumption.{name}.price_year", one.price_year, allowed)
    latest = known[max(known)]
    factor = latest.index / known[one.price_year].index
    yield factor, f"prices of {one.price_year} brought to {latest.year}, x {factor:.6g} ({latest.source})"


def _to_home_currency(path: Path, name: str, one: Assumption, workspace: Workspace) -> Iterator[tuple[float, str]]:
    home = workspace.organisation.currency
    if not one.currency or one.currency == home:
        return
    rate = workspace.rates.get(one.currency)
    if rate is None:
        key = f"assumption.{name}.currency"
        raise SettingsError(str(path), key, one.currency, "a currency with a [[rate]] in the settings")
    yield rate.rate, f"{one.currency} at {rate.rate:g} {home} ({rate.source}, {rate.date.isoformat()})"


def _other_unit(path: Path, name: str, one: Assumption, home: str) -> Iterator[Problem]:
    """Yield a warning where the unit names another currency than the one that the figures are taken for."""
    taken = one.currency or home
    first = one.unit.split()[0]
    if first != taken and _is_money(one):
        reason = f"the assumption {name} is in {first} by its unit, and in {taken} by {_ORIGIN[bool(one.currency)]}"
        yield Problem("calculate", "warning", reason, f"taken as {taken}", path.name, column="unit", value=one.unit)


def _is_money(one: Assumption) -> bool:
    return one.unit.split()[0] in list_currencies()


def _old_prices(path: Path, name: str, year: int) -> Problem:
    reason = f"the assumption {name} is money of {year}, and there is no [[price_index]] for it"
    return Problem("calculate", "warning", reason, "used as it is", path.name, column="price_year", value=str(year))


def _expired(path: Path, name: str, one: Assumption) -> Problem:
    reason = f"the assumption {name} was valid until {one.valid_until}, before the period's last day"
    action = "used all the same; look at it again before you approve"
    return Problem("calculate", "warning", reason, action, path.name, column="valid_until", value=str(one.valid_until))
