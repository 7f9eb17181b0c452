"""The runs of a period, and how far the newest one is: read from its folder alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from valuereport.actions.standing.exports import changed_since
from valuereport.actions.standing.times import oldest, written
from valuereport.batch import is_worked_in, read_run
from valuereport.batch.journal import has_journal, read_journal
from valuereport.deliver.ledger import Ledger
from valuereport.errors import RunError
from valuereport.model.run import FinishedRun
from valuereport.model.season import RunState, SeasonRun
from valuereport.settings import Period, Settings
from valuereport.settings.period import OWN_YEAR

_RUN, _MANIFEST, _REVIEW = "run.json", "manifest.csv", "review.html"


@dataclass(frozen=True, slots=True)
class RunOfPeriod:
    """A run folder, whichever period it is of. `record`: its run.json."""

    folder: Path
    begun: datetime
    record: Mapping[str, Any]

    @property
    def is_whole(self) -> bool:
        """Return whether it is for all members, or all who are due: not for some that were named."""
        scope = self.record.get("scope")
        return not (isinstance(scope, dict) and (scope.get("members") or scope.get("limit")))


def runs_in(output: Path) -> tuple[RunOfPeriod, ...]:
    """Return the runs of all periods, the newest first."""
    return tuple(sorted(_runs(output), key=lambda one: (one.begun, one.folder.name), reverse=True))


def runs_of_period(output: Path, period: Period) -> tuple[RunOfPeriod, ...]:
    """Return the runs of a period, the newest first."""
    return tuple(one for one in runs_in(output) if _is_of(one.record, period))


def _runs(output: Path) -> Iterator[RunOfPeriod]:
    try:
        folders = [file.parent for file in output.glob(f"*/{_RUN}")]
    except OSError:
        return  # nothing was made there yet
    for folder in folders:
        try:
            record = json.loads((folder / _RUN).read_bytes())
            days = record["settings"]["period"]
            days["start"], days["end"], days.get("kind")
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # a command that is about this run says what is wrong with it
        yield RunOfPeriod(folder, _begun(folder), record)


def _is_of(record: Mapping[str, Any], period: Period) -> bool:
    days = record["settings"]["period"]
    own = days.get("kind") == OWN_YEAR
    same = (days["start"], days["end"]) == (period.start.isoformat(), period.end.isoformat())
    return own == period.own and (own or same)


def _begun(folder: Path) -> datetime:
    """Return when a run began: what was written of it first, for `forget` writes some of its files anew."""
    try:
        files = [file for file in folder.iterdir() if file.is_file()]
    except OSError:
        files = []
    return oldest(files) or datetime.min.replace(tzinfo=UTC)


def chosen(runs: Sequence[RunOfPeriod]) -> RunOfPeriod | None:
    """Return the run that the season is about: the newest one for all members, else the newest one."""
    return next((one for one in runs if one.is_whole), runs[0] if runs else None)


def season_run(one: RunOfPeriod, settings: Settings) -> tuple[SeasonRun, FinishedRun | None]:
    """Return how far a run is, without its approval; and the run itself where it is finished."""
    begun = SeasonRun(one.folder.name, "stopped", one.begun, one.is_whole)
    if not (one.folder / _MANIFEST).exists() or has_journal(one.folder):
        state: RunState = "under-way" if is_worked_in(one.folder) else "stopped"
        return replace(begun, state=state, **_counts(result.status for result in _journal(one.folder))), None
    try:
        run = read_run(one.folder)
    except RunError:
        return replace(begun, state="damaged"), None
    found = replace(begun, state="finished", **_counts(row.status for row in run.rows))
    reviewed, made = written(one.folder / _REVIEW), written(one.folder / _MANIFEST)
    if reviewed and made and reviewed >= made:
        found = replace(found, state="reviewed", reviewed=reviewed)
    if "inputs" in one.record:
        found = replace(found, changed=changed_since(settings, one.record["inputs"]))
    return found, run


def with_approval(found: SeasonRun, run: FinishedRun, ledger: Ledger | None) -> SeasonRun:
    """Return a run with what the ledger knows of its approval."""
    approval = ledger.approval(run.digest) if ledger else None
    if approval:
        return replace(found, state="approved", approval=approval)
    before = ledger.approvals(run.name) if ledger else ()
    return replace(found, approved_before=before[-1] if before else None)


def _journal(folder: Path) -> Iterator[Any]:
    try:
        latest = {result.member_id: result for result in read_journal(folder)}
    except OSError:
        return  # a run in a store that cannot be reached: its folder was read a moment ago
    yield from latest.values()


def _counts(statuses: Iterator[str]) -> dict[str, Any]:
    counts = Counter(statuses)
    return {status: counts[status] for status in ("rendered", "skipped", "failed")}
