"""A batch: plan, check, freeze, act, report."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from valuereport.batch import (
    Backend,
    Cluster,
    RunFolder,
    Workers,
    corrections_csv,
    earlier_figures,
    local_backend,
    manifest_csv,
    problems_csv,
    record_maker,
    working_in,
    write_contributions,
    write_histories,
)
from valuereport.errors import Problem
from valuereport.events import SILENT, Events
from valuereport.files import digest_of_file
from valuereport.model.due import DueDays
from valuereport.model.run import VALUE_MODEL, Job, Planned, Result
from valuereport.model.statement_order import BY_VALUE
from valuereport.model.valuation import Earlier
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import Explanations, contributions_of, figures_of, member_of
from valuereport.pipeline.design import check_design
from valuereport.pipeline.dispatch import statement_results, worker_died
from valuereport.pipeline.environment import environment_fingerprint, prepare_remote_worker, worker_setup
from valuereport.pipeline.feedback import feedback_inputs, feedback_tokens
from valuereport.pipeline.histories import as_at, histories_of
from valuereport.pipeline.plan import Scope, locales_of, missing_letter_problems, plan
from valuereport.pipeline.tasks import Composed
from valuereport.pipeline.worker import prepare_worker
from valuereport.settings import Settings
from valuereport.storage import remote_path
from valuereport.unexpected import RUN_LOG, details_in, verbose, write_details

_log = logging.getLogger(__name__)
_CHUNK: Final = 16  # documents that are composed at once
_OTHER_SETTINGS: Final[Any] = {  # that change no statement
    "email": True,
    "statement": True,  # its order does where it is not by value, and stands beside the settings
    "print": True,
    "stories": True,
    "feedback": True,  # where it changes them: feedback_inputs
    "insights": True,
    "flywheel": True,
    "scoring": True,
    "alert": True,
    "approval": True,
    "desk": True,
    "limits": True,
    "files": {"acquisition", "group", "drivers", "replies", "suggestions", "surveys", "text_codes", "word_list"},
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a batch ended: everything that the summary tells."""

    folder: Path
    results: tuple[tuple[Planned, Result], ...]
    problems: tuple[Problem, ...]
    complete: bool


def run_batch(
    valued: CalculatedMembers,
    folder: Path,
    scope: Scope,
    *,
    resume: bool,
    made_by: str = "",
    workers: int = 1,
    dask: str = "",
    events: Events = SILENT,
) -> Outcome:
    """Make the statements of a run, on this machine or by the Dask scheduler at an address.

    `made_by`: in whose name; empty: no record is kept of who made them. Raises RunError, TemplateError.
    """
    settings = valued.settings
    if dask and not remote_path(folder):
        folder = folder.absolute()  # a worker starts elsewhere
    planned, problems = plan(valued, scope)
    check_design(settings, locales_of(planned))
    earlier, other_edition = earlier_figures(scope.previous) if scope.previous else ({}, ())
    missing = missing_letter_problems(valued, planned)
    inputs = run_inputs(valued, scope)
    jobs = partial(_jobs, valued, folder, earlier)
    with _backend(valued, folder, workers, dask) as backend, working_in(folder, begun=resume), details_in(folder):
        run = RunFolder.resume(folder, inputs) if resume else RunFolder.begin(folder, inputs)
        skipped = {
            one.member_id: Result(one.member_id, "skipped", problem=one.reason)
            for one in planned
            if one.action == "skip"
        }
        before = run.results(planned)
        results = {**skipped, **before}
        waiting = [one for one in planned if one.member_id not in results]
        _log.info("run %s: %d of %d members wait for a statement", folder, len(waiting), len(planned))
        if made_by and (waiting or not before):
            record_maker(folder, made_by, made_before=bool(before))
        pool = Workers(backend, events.stopped)
        composed: list[Composed] = []
        for one in pool.run(jobs(waiting), _worker_died_composing, _CHUNK):
            composed.append(one)
            events.progress("composed", len(composed), len(waiting))
        if len(composed) == len(waiting):
            by_id = {one.member_id: one for one in waiting}
            with run.journal() as journal:
                for made in statement_results(pool, run, by_id, composed, jobs, events):
                    result = _logged(made, folder)
                    journal.add(result)
                    results[result.member_id] = result
                    events.progress("statements", len(results), len(planned))
        done = [(one, results[one.member_id]) for one in planned if one.member_id in results]
        problems = list(
            dict.fromkeys([*valued.problems, *problems, *other_edition, *missing, *_statement_problems(done)])
        )
        manifest = manifest_csv((one, result, figures_of(valued, one.row)) for one, result in done)
        complete = len(done) == len(planned)
        if complete:
            rendered = [one for one, result in done if result.status == "rendered"]
            rows, locales = [one.row for one in rendered], [one.locale for one in rendered]
            write_contributions(folder, contributions_of(valued, rows, locales, folder.name))
            write_histories(folder, histories_of(valued, folder.name))
        _log.info("%d results are in the manifest, %d problems in problems.csv", len(done), len(problems))
        corrections = corrections_csv(one for one in valued.history.corrections if one.member in {*results})
        (run.finish if complete else run.report)(manifest, problems_csv(problems), corrections)
    return Outcome(folder, tuple(done), tuple(problems), complete)


def _backend(valued: CalculatedMembers, folder: Path, workers: int, dask: str) -> Backend:
    settings, order = valued.settings, valued.order
    if dask:
        setup = worker_setup(settings, order, keep_error_text=verbose())
        return Cluster(dask, partial(prepare_remote_worker, setup), folder)
    return local_backend(partial(prepare_worker, settings, order, keep_error_text=verbose()), workers)


def _jobs(
    valued: CalculatedMembers, folder: Path, earlier: Mapping[str, Earlier], planned: Iterable[Planned]
) -> Iterator[Job]:
    explanations, token_of = Explanations(valued), feedback_tokens(valued, folder.name)
    for one in planned:
        valuation, before = explanations.valuation(one.row), earlier.get(one.member_id)
        own_year = valued.own_year(one.row)
        yield Job(one, member_of(valued, one), valuation, str(folder), before, own_year, token_of(one))


def _worker_died_composing(job: Job) -> Composed:
    return Composed(job.planned.member_id, b"", failed=worker_died(job.planned))


def _logged(result: Result, folder: Path) -> Result:
    """Write the details of an unexpected error to the run's log, and return a result that names it."""
    if not result.details:
        return result
    write_details(f"{result.member_id}\n{result.details}", folder)
    return replace(result, problem=f"{result.problem} (details: {RUN_LOG})", details="")


def _statement_problems(done: Sequence[tuple[Planned, Result]]) -> Iterator[Problem]:
    """Yield the problems of the statements, in the order of the plan."""
    for one, result in done:
        yield from result.problems
        if result.status == "failed":
            yield Problem("batch", "error", result.problem, "no statement was made", member_id=one.member_id)


def run_inputs(valued: CalculatedMembers, scope: Scope) -> dict[str, Any]:
    """Return all that the bytes of a run depend on; no clock and no folder of this machine."""
    settings = valued.settings
    return {
        "value_model": VALUE_MODEL,
        **environment_fingerprint(settings),
        "scope": {
            "members": list(scope.members),
            "due": [scope.due.first.isoformat(), scope.due.last.isoformat()] if scope.due else None,
            "locale": scope.locale,
            "limit": scope.limit,
        },
        "as_at": as_at(valued).isoformat(),
        **({} if valued.order == BY_VALUE else {"order": valued.order.record()}),
        "previous": digest_of_file(scope.previous / "manifest.csv") if scope.previous else "",
        "fee_sources": dict(sorted(Counter(valued.roster.fee_sources).items())),
        "inputs": dict(sorted(valued.inputs.items())),
        "settings": settings.workspace.model_dump(mode="json", exclude=_OTHER_SETTINGS),
        "judgement": settings.judgement.model_dump(mode="json"),
        **_surveys(settings),
        **feedback_inputs(settings),
    }


def _surveys(settings: Settings) -> dict[str, Any]:
    """Return what the kept answers hang on, where a source feeds any."""
    if not any(source.table == "responses" for source in settings.workspace.source):
        return {}
    return {"surveys": settings.surveys.model_dump(mode="json", include={"survey", "wave", "question"})}


def days_of_run(frozen: Mapping[str, Any]) -> DueDays | None:
    """Return the days on which the members of a run are due, as its `run_inputs` say; None where it is not by days."""
    try:
        found = frozen["scope"]["due"]
        return DueDays(*map(date.fromisoformat, found)) if found else None
    except (KeyError, TypeError, ValueError):
        return None  # a run of an older version
