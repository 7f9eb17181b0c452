"""A figure divided by one field: its groups in both years, and what each contributes to the change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from valuereport.insights.divisions import (
    ALIKE,
    OTHER,
    Division,
    are_recorded,
    folded,
    members_of,
    shows_only_who_stayed,
)
from valuereport.insights.facts import Numbers, Whole
from valuereport.insights.measures import Rows
from valuereport.insights.statistics.decomposition import message, mix_and_rates, moved
from valuereport.insights.statistics.proportions import Z
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.model.insight import Contribution, Figure, Group, Message, View


@dataclass(frozen=True, slots=True)
class _Cells:
    """The groups of one year: rows with an amount, the sum of the amounts, and of their squares."""

    n: Numbers
    total: Numbers
    squares: Numbers


def view(division: Division, now: Rows, before: Rows | None, target: str, smallest: int) -> View | None:
    """Return a figure divided by a field; None where it cannot be divided so, or would show only who stayed.

    A rate's groups contribute by their mix and their rates (Kitagawa), those of a sum by their own change.
    """
    codes = division.codes(now)
    if codes is None or not are_recorded(division, codes).any() or shows_only_who_stayed(division, now, codes):
        return None
    years = [(now, codes)]
    earlier = None if before is None else division.codes(before)
    if before is not None and earlier is not None and not shows_only_who_stayed(division, before, earlier):
        years.append((before, earlier))
    names, places = _shown(division, years, smallest)
    if not names:
        return None
    cells = [_cells(rows, places[found], len(names)) for rows, found in years]
    groups = tuple(
        Group(name, _figure(now, cells[0], at, target), _figure(now, cells[1], at, "") if len(cells) > 1 else None)
        for at, name in enumerate(names)
    )
    known = [are_recorded(division, found).mean() if len(found) else 1.0 for _, found in years]
    if (
        len(cells) == 1 or abs(known[0] - known[1]) > ALIKE
    ):  # recorded of more of them than before is no change of theirs
        return View(division.by, groups, (), "")
    contributions, told = _contributions(now, cells[1], cells[0], names)
    return View(division.by, groups, contributions, told)


def _shown(division: Division, years: list[tuple[Rows, Whole]], smallest: int) -> tuple[list[str], Whole]:
    """Return the names of the groups that are shown, and the place of each of the field's groups among them."""
    count = len(division.names)
    sizes = [members_of(rows, codes, count) for rows, codes in years]
    fold = folded(sizes, smallest, overlap=division.by == "activity")
    fold |= np.array([name == OTHER for name in division.names], dtype=np.bool_)  # an own word that means ours
    there = np.sum(sizes, axis=0) > 0
    alone = [code for code in range(count) if there[code] and not fold[code]]
    if not division.ordered:
        alone.sort(key=lambda code: (not division.names[code], -int(sizes[0][code]), division.names[code]))
    names = [division.names[code] for code in alone]
    places = np.full(count, len(names), dtype=np.int64)
    places[alone] = np.arange(len(names))
    return ([*names, OTHER] if (fold & there).any() else names), places


def _cells(rows: Rows, places: Whole, count: int) -> _Cells:
    known = ~np.isnan(rows.amount)
    place, amount = places[known], rows.amount[known]
    return _Cells(
        np.bincount(place, minlength=count).astype(float),
        np.bincount(place, weights=amount, minlength=count).astype(float),
        np.bincount(place, weights=amount**2, minlength=count).astype(float),
    )


def _figure(rows: Rows, cells: _Cells, at: int, target: str) -> Figure:
    n, total = int(cells.n[at]), float(cells.total[at])
    if rows.kind == "sum":
        return Figure(total)
    if rows.kind == "share":
        return proportion(int(total), n, target)
    return judged(Figure(total / n if n else None, n=n), target)


def _contributions(
    rows: Rows, before: _Cells, now: _Cells, names: list[str]
) -> tuple[tuple[Contribution, ...], Message]:
    if rows.kind == "sum":
        change = now.total - before.total
        return tuple(Contribution(name, "", float(change[at])) for at, name in enumerate(names)), ""
    if not before.n.sum() or not now.n.sum():
        return (), ""
    if rows.kind == "share":
        found = moved(before.total, before.n, now.total, now.n)
        mix, rates, told = found.mix, found.rates, found.message
    else:
        mix, rates, told = _means(before, now)
    parts = [
        (Contribution(name, "mix", float(mix[at])), Contribution(name, "rate", float(rates[at])))
        for at, name in enumerate(names)
    ]
    return tuple(one for pair in parts for one in pair), told


def _means(before: _Cells, now: _Cells) -> tuple[Numbers, Numbers, Message]:
    """Return the mix and the rates of means, and what is told; the interval of the rates is the normal one."""
    shares = [one.n / one.n.sum() for one in (before, now)]
    means = [np.divide(one.total, one.n, out=np.full(len(one.n), np.nan), where=one.n > 0) for one in (before, now)]
    mix, rates = mix_and_rates(shares[0], means[0], shares[1], means[1])
    variance = np.zeros(len(mix))
    for one in (before, now):
        n = np.maximum(one.n, 1)
        variance += np.maximum(one.squares / n - (one.total / n) ** 2, 0) / n
    both = (before.n > 0) & (now.n > 0)
    weight = (shares[0] + shares[1]) / 2
    reach = Z * float(np.sqrt(np.sum((weight**2 * variance)[both])))
    change = float(now.total.sum() / now.n.sum() - before.total.sum() / before.n.sum())
    total = float(rates.sum())
    return mix, rates, message(change, float(mix.sum()), total, total - reach, total + reach)
