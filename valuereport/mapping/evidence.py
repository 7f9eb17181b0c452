"""How well a column of a file fits a canonical column: points that add up, each with its reason.

Only what is exact counts: a heading that some language knows, values that can be nothing else. A similar heading is a
suggestion at most: of 63 real headings, 12 that are similar mean something else ("Do Not Mail" is about post).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from valuereport.mapping.profile import Profile
from valuereport.mapping.words import meanings
from valuereport.model.tables import MADE_BY_LOADERS, Kind, columns_of
from valuereport.notation.headings import plain
from valuereport.presets.statuses import statuses
from valuereport.presets.synonyms import against

ENOUGH: Final = 4.0
"""Points that a column needs."""
MARGIN: Final = 2.0
"""Points that it must be ahead of the next one."""
_KNOWN, _WEAK, _FITS, _CONTRADICTS = 5.0, 2.0, 2.0, -6.0
_FEWEST, _WORDS = 2, 30  # different words of a column that may tell activities apart
_MOST: Final = 0.9  # of the filled cells must be of the kind


_TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "dame",
        "rev",
        "herr",
        "frau",
        "divers",
        "m",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "sr",
        "sra",
        "srta",
        "dona",
        "sig",
        "sig",
        "ra",
        "sig",
        "na",
        "dott",
        "dott",
        "ssa",
        "dhr",
        "mevr",
        "mevrouw",
        "de",
        "heer",
        "pan",
        "pani",
        "先生",
        "女士",
        "様",
    ]
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a heading fits a canonical column, and why."""

    points: float
    reason: str


def fits(table: str | None, profiles: Mapping[str, Profile]) -> Mapping[tuple[str, str], Fit]:
    """Return how well each heading fits each canonical column of a table, where anything speaks for it."""
    kinds = {name: kind for name, kind in columns_of(table).items() if name not in MADE_BY_LOADERS}
    found: dict[tuple[str, str], Fit] = {}
    for heading, profile in profiles.items():
        for meaning in meanings(table or "", heading):
            if meaning.column in kinds and not against(table or "", meaning.column, heading):
                points = _WEAK if meaning.weak else _KNOWN
                value, why = _of_values(kinds[meaning.column], meaning.column, profile)
                words = (
                    "a heading that can mean it" if meaning.weak else f"a heading that means it ({meaning.language})"
                )
                found[heading, meaning.column] = Fit(points + value, f"{words}{why}")
    for heading, profile in profiles.items():
        column = _likely(table, profile)
        if column and not any(known == heading for known, _ in found) and not against(table or "", column, heading):
            found[heading, column] = Fit(_FITS, "its heading is not known; its cells could be it")
    return found


def _likely(table: str | None, profile: Profile) -> str:
    """Return the column that cells are likely to be whatever the heading says, "" for none."""
    if profile.dates >= _MOST:
        return {"engagements": "date", "fees": "paid"}.get(table or "", "")
    if table == "engagements" and profile.words and _FEWEST <= profile.distinct <= _WORDS and _are_words(profile):
        return "activity"
    return "amount" if table == "fees" and profile.amounts >= _MOST and (profile.currency or profile.decimal) else ""


def _are_words(profile: Profile) -> bool:
    """Return whether cells are words that come again and again, and neither numbers, addresses nor yes and no."""
    plainly = all(re.search(r"[^\W\d_]{3}", word) for word, _ in profile.words)
    return plainly and profile.distinct * 3 < profile.filled and not profile.addresses and not profile.links


def _of_values(kind: Kind, column: str, profile: Profile) -> tuple[float, str]:
    """Return the points of what stands in the cells, and what it is."""
    if not profile.filled:
        return 0.0, "; its cells are empty"
    if kind == "date":
        if profile.dates >= _MOST:
            return _FITS, f"; {profile.filled} dates"
        if profile.day_numbers:
            return 0.0, "; whole numbers that may be days as workbooks count them"
        return _CONTRADICTS, f"; {1 - profile.dates:.0%} of its cells are no dates"
    if kind == "number":
        if profile.amounts >= _MOST:
            return _FITS, f"; {profile.filled} numbers"
        return _CONTRADICTS, f"; {1 - profile.amounts:.0%} of its cells are no numbers"
    if column == "emails":
        if profile.addresses >= _MOST:
            return _FITS, f"; {profile.filled} addresses"
        return _CONTRADICTS, f"; {1 - profile.addresses:.0%} of its cells are no addresses"
    if column == "member_id":
        return (
            (_FITS, "; each row has its own")
            if profile.distinct >= profile.filled * _MOST
            else (0.0, "; some are repeated")
        )
    if column == "status":
        known = sum(count for word, count in profile.words if plain(word) in statuses("membership"))
        return (
            (_FITS, "; words of a membership's status")
            if known >= _MOST * profile.filled
            else (0.0, "; its words are not known")
        )
    if column == "year":
        return (
            (_FITS, "; years")
            if profile.integers >= _MOST and all(len(cell) == 4 for cell in profile.examples)
            else (0.0, "")
        )
    if column in ("grade", "sector", "region", "activity") and profile.words and profile.distinct * 3 < profile.filled:
        return _FITS, f"; {profile.distinct} different words"
    if column == "salutation" and profile.words and all(plain(word) in _TITLES for word, _ in profile.words):
        return _CONTRADICTS, "; titles alone are no greeting"
    if column == "name" and (profile.addresses > 1 - _MOST or profile.amounts > 1 - _MOST):
        return _CONTRADICTS, "; its cells are no names"
    return 0.0, f"; {profile.filled} of {profile.rows} filled"


@dataclass(frozen=True, slots=True)
class Assigned:
    """The heading of each canonical column, with the reason; and what was too close to call."""

    columns: Mapping[str, tuple[str, str]]  # canonical column -> heading, reason
    doubtful: Mapping[str, tuple[str, ...]]  # canonical column -> headings of which one may be it


def assigned(found: Mapping[tuple[str, str], Fit]) -> Assigned:
    """Give each heading to one column and each column one heading, by the most points in all."""
    headings = list(dict.fromkeys(heading for heading, _ in found))
    columns = list(dict.fromkeys(column for _, column in found))
    if not found:
        return Assigned({}, {})
    points = np.zeros((len(headings), len(columns)))
    for (heading, column), fit in found.items():
        points[headings.index(heading), columns.index(column)] = fit.points
    rows, cells = linear_sum_assignment(points, maximize=True)
    taken = {columns[cell]: headings[row] for row, cell in zip(rows.tolist(), cells.tolist(), strict=True)}
    kept: dict[str, tuple[str, str]] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    used = set(taken.values())
    for column, heading in taken.items():
        fit = found.get((heading, column), Fit(0.0, ""))
        if fit.points <= 0:
            continue
        others = [
            other
            for (other, name), rival in found.items()
            if name == column and other != heading and rival.points > fit.points - MARGIN and other not in used
        ]
        if fit.points >= ENOUGH and not others:
            kept[column] = heading, fit.reason
        else:
            doubtful[column] = (heading, *others)
    return Assigned(kept, doubtful)
