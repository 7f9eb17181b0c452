"""What shall become of every member, and what can be known before a statement is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.batch import plan_member
from valuereport.compose import compose
from valuereport.errors import Problem, RunError
from valuereport.model.due import DueDays
from valuereport.model.history import History
from valuereport.model.run import Planned
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import Explanations, member_of
from valuereport.pipeline.member_lookup import find_member
from valuereport.pipeline.selection import are_due, are_skipped
from valuereport.render.fonts import uncovered
from valuereport.render.look import Look, look_of
from valuereport.render.missing import missing_letters
from valuereport.wording import resolve_locales

_NAMED: Final = 5
"""Members without a renewal date that a problem names."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which members a batch is for (all, those named or due, the first few), in which locale, compared with which run.

    `due`: members whose renewal date is one of these days.
    """

    members: tuple[str, ...] = ()
    locale: str = ""
    limit: int | None = None
    previous: Path | None = None  # the folder of the run that the statements are compared with
    due: DueDays | None = None


def plan(valued: CalculatedMembers, scope: Scope) -> tuple[list[Planned], list[Problem]]:
    """Decide what shall become of every member in the scope.

    Raises RunError where a named member is not known, and where nobody is due.
    """
    workspace = valued.settings.workspace
    planned, problems = [], _without_renewal(valued) if scope.due else []
    for row in _rows(valued.history, scope)[: scope.limit]:
        member = valued.roster[row]
        asked, languages = scope.locale or member.locale, () if scope.locale else workspace.sheet.languages
        locales, reason = resolve_locales(asked, workspace.organisation.locale, languages)
        if reason:
            action = f"the statement is made in {' and '.join(locales)}"
            where = valued.history.members.iloc[row]
            problems.append(
                Problem(
                    *("compose", "warning", reason, action, str(where["file"]), int(where["row"])),
                    *("locale", member.locale, member.member_id),
                )
            )
        edition, obstacle = valued.valuations.editions[row], valued.roster.obstacles[row]
        planned.append(
            plan_member(row, member, "+".join(locales), edition, obstacle, workspace.eligibility.skip_status)
        )
    return planned, problems


def _rows(history: History, scope: Scope) -> Sequence[int]:
    if scope.due:
        return _due(history, scope.due)
    return [find_member(history, name) for name in scope.members] or range(len(history.members))


def _due(history: History, due: DueDays) -> Sequence[int]:
    """Return the rows of the members who are due. Raises RunError where there are none."""
    if rows := np.flatnonzero(are_due(history, due)).tolist():
        return rows
    days = history.members["renewal"].to_numpy().astype("datetime64[D]")
    before, after = days[days < np.datetime64(due.first)], days[days > np.datetime64(due.last)]
    nearest = [f"the last before is {before.max()}"] if len(before) else []
    nearest += [f"the first after is {after.min()}"] if len(after) else []
    said = "; ".join(nearest) or "no member has any"
    raise RunError(f"no member has a renewal date from {due.first} to {due.last}: {said}")


def _without_renewal(valued: CalculatedMembers) -> list[Problem]:
    """Return one problem for all members without a renewal date: no run by renewal dates is for them.

    Where each member has a year of its own, each of them has a problem already.
    """
    members = valued.history.members
    without = members["renewal"].isna() & ~are_skipped(valued.history, valued.settings)
    if valued.settings.workspace.period.own or not without.any():
        return []
    ids = members.loc[without, "member_id"].tolist()
    who = "1 member has" if len(ids) == 1 else f"{len(ids):,} members have"
    reason = f"{who} no renewal date, so that no run by renewal dates is for them"
    named = ", ".join([*ids[:_NAMED], *(["..."] if len(ids) > _NAMED else [])])
    action = "no statement is planned; add the date, or name them"
    return [Problem("batch", "warning", reason, action, column="renewal", value=named)]


def locales_of(planned: Iterable[Planned]) -> list[str]:
    """Return every locale of the planned statements, once."""
    return sorted({locale for one in planned for locale in one.locale.split("+")})


def missing_letter_problems(valued: CalculatedMembers, planned: Sequence[Planned]) -> list[Problem]:
    """Return a problem for each character of a planned statement that no font has, before any is made.

    All texts are looked through at once; only members with a text that is suspect are composed.
    """
    look = look_of(valued.settings)
    suspects = _rows_to_look_at(valued.history, look)
    suspect = [one for one in planned if one.row in suspects and one.action == "render"]
    if not suspect:
        return []
    explanations = Explanations(valued)
    problems: list[Problem] = []
    for one in suspect:
        valuation, settings = explanations.valuation(one.row), valued.settings_of(one.row)
        document, _ = compose(member_of(valued, one), valuation, settings, order=valued.order)
        problems += missing_letters(document, look)
    return problems


def _rows_to_look_at(history: History, look: Look) -> frozenset[int]:
    """Return the rows of the members with a text, printed or not, that holds a character no font has."""
    found: set[int] = set()
    own = np.arange(len(history.members))
    for frame, rows in (
        (history.members, own),
        (history.contacts, history.contacts["member"].to_numpy()),
        (history.engagements, history.engagements["member"].to_numpy()),
    ):
        for name in frame.select_dtypes(["string", "object", "category"]):
            distinct = frame[name].dropna().unique()
            if missing := uncovered(map(str, distinct), look.family) - {KEY_SEPARATOR}:
                holds = frame[name].astype(str).str.contains(f"[{re.escape(''.join(missing))}]", regex=True)
                found |= set(rows[holds.to_numpy(dtype=bool, na_value=False)].tolist())
    return frozenset(found)
