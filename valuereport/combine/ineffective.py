"""Settings without effect: statuses and grades that no member has, sources without a row in the period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pandas as pd

from valuereport.errors import Problem
from valuereport.model.correction import CORRECTIONS
from valuereport.model.history import Tally
from valuereport.settings import Settings
from valuereport.settings.member_periods import MemberPeriods

_SHOWN: Final = 5


def ineffective_settings(
    members: pd.DataFrame, tallies: Sequence[Tally], settings: Settings, periods: MemberPeriods
) -> Iterator[Problem]:
    """Yield a warning for each setting or source that changes nothing."""
    yield from _statuses(members, settings)
    yield from _grades(members, settings)
    files = {source.name: source.file or source.pull for source in settings.workspace.source}
    period = periods.span()
    reason = f"every row is dated outside the period, {period.start} to {period.end}" if period else ""
    if period and settings.workspace.period.own:
        reason = f"no row is dated in the year of its member; the years are from {period.start} to {period.end}"
    has_archive = _may_have_archive(tallies)
    for tally in tallies:
        if tally.source == CORRECTIONS:
            continue  # those of a former year stay in the file
        if tally.table == "engagements" and has_archive:
            continue
        if reason and tally.outside and tally.outside == tally.read - tally.filtered - tally.footers - tally.rejected:
            yield Problem("combine", "warning", reason, "the source counts for nothing", files[tally.source])


def _may_have_archive(tallies: Iterable[Tally]) -> bool:
    """Return whether a source of engagements of other years alone is meant: insights read a past, as memberships say.

    Where no source has engagements of the period, it is the period that is wrong.
    """
    counted = {tally.table for tally in tallies if tally.counted}
    return {"memberships", "engagements"} <= counted


def _statuses(members: pd.DataFrame, settings: Settings) -> Iterator[Problem]:
    present = Counter(status for status in members["status"].tolist() if status)
    known = {status.casefold() for status in present}
    words = settings.workspace.eligibility.skip_status
    if missing := [word for word in words if word.casefold() not in known]:
        yield Problem(
            "combine",
            "warning",
            "eligibility.skip_status names statuses that no member has",
            "nobody is skipped because of them",
            settings.path.name,
            column="status",
            value=_missing(missing, present),
        )


def _grades(members: pd.DataFrame, settings: Settings) -> Iterator[Problem]:
    present = Counter(grade for grade in members["grade"].tolist() if grade)
    named = dict.fromkeys(grade for one in settings.judgement.entitlements for grade in one.grade)
    if missing := [grade for grade in named if grade not in present]:
        yield Problem(
            "combine",
            "warning",
            "entitlements name grades that no member has",
            "nobody is entitled because of them",
            settings.workspace.files.entitlements,
            column="grade",
            value=_missing(missing, present),
        )


def _missing(words: Iterable[str], present: Counter[str]) -> str:
    """Return which words are missing, and which are there instead."""
    listed = ", ".join(f'"{word}" {number:,}' for word, number in present.most_common(_SHOWN))
    missing = ", ".join(f'"{word}"' for word in words)
    return f"{missing}; there: {listed or 'none'}"
