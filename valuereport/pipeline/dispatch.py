"""From composed documents to statements: which plates pay, the plates, and every statement by plate or directly."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Final

from valuereport.batch import RunFolder, Workers
from valuereport.errors import RESUME, RunError
from valuereport.events import Events
from valuereport.files import PARTIAL_SUFFIX, digest, write_atomically
from valuereport.model.run import Job, Planned, Result
from valuereport.pipeline.tasks import Composed, FillTask, NotFilled, PlateAnswer, PlatesFile, PlateTask, StatementTask
from valuereport.render.plates import Plate, choose
from valuereport.unexpected import write_details

_log = logging.getLogger(__name__)
_PLATES_FILE: Final = f".plates{PARTIAL_SUFFIX}"
_CHUNK: Final = 16  # statements that are filled at once


def statement_results(
    workers: Workers,
    run: RunFolder,
    planned: Mapping[str, Planned],
    composed: Sequence[Composed],
    jobs: Callable[[Iterable[Planned]], Iterator[Job]],
    events: Events,
) -> Iterator[Result]:
    """Yield the result of each composed document; `planned`: by member id, `jobs`: makes what is to be composed again.

    Raises RunError where the run cannot go on.
    """
    yield from (one.failed for one in composed if one.failed)
    waiting = [one for one in composed if not one.failed]
    plates, reasons, letters = _lay_out_plates(workers, run, waiting, events)
    direct_reasons = {one.member_id: _direct_reason(one, plates, reasons) for one in waiting}
    filled = [one for one in waiting if not direct_reasons[one.member_id]]
    _log.info("%d page designs; %d of %d statements are filled into them", len(plates), len(filled), len(waiting))
    if filled:
        file = _plates_file(run, plates, letters)
        folder = str(run.path)
        fills = (FillTask(planned[one.member_id], folder, one.parameterised, one.problems, file) for one in filled)
        try:
            for answer in workers.run(fills, lambda task: worker_died(task.planned), _CHUNK):
                if isinstance(answer, NotFilled):
                    direct_reasons[answer.member_id] = answer.reason
                    _log_details(answer.member_id, answer.details, run)
                else:
                    yield _unless_halted(answer)
        finally:
            with suppress(OSError):  # a resumed run removes it, too
                (run.path / _PLATES_FILE).unlink(missing_ok=True)
    direct = [planned[member_id] for member_id, direct_reason in direct_reasons.items() if direct_reason]
    tasks = (StatementTask(job, direct_reasons[job.planned.member_id]) for job in jobs(direct))
    for result in workers.run(tasks, lambda task: worker_died(task.job.planned)):
        yield _unless_halted(result)


def _lay_out_plates(
    workers: Workers, run: RunFolder, waiting: Sequence[Composed], events: Events
) -> tuple[dict[str, Plate], dict[str, str], str]:
    """Make the plates that pay. Return them, why others are none, and the letters that they are filled with."""
    parameterised = [one for one in waiting if one.keys]
    kept = run.plate_choice()
    if kept is None:
        choice = choose(
            [one.keys for one in parameterised], frozenset(chain.from_iterable(one.letters for one in waiting))
        )
        kept = choice.keys, choice.letters
        run.write_plate_choice(*kept)
    keys, letters = kept
    pages = {key: html for one in waiting for key, html in (one.pages or {}).items()}
    languages = {key: one.languages for one in parameterised for key in one.keys}
    needed = {key for one in parameterised if keys.issuperset(one.keys) for key in one.keys if key in pages}
    tasks = [PlateTask(key, pages[key], languages[key]) for key in sorted(needed)]
    plates: dict[str, Plate] = {}
    reasons: dict[str, str] = {}
    answers = workers.run(
        tasks, lambda task: PlateAnswer(task.key, None, "the worker process died twice while making it")
    )
    for done, made in enumerate(answers, 1):
        if made.plate:
            plates[made.key] = made.plate
        else:
            reasons[made.key] = made.reason
            _log_details(f"page design {made.key[:16]}", made.details, run)
        events.progress("plates", done, len(tasks))
    return plates, reasons, letters


def _direct_reason(one: Composed, plates: Mapping[str, Plate], reasons: Mapping[str, str]) -> str:
    """Return why a document is laid out for its member alone; empty where all its plates are made."""
    if not one.keys:
        return "another script or direction, or an archive, asks for it"
    missing = [key for key in one.keys if key not in plates]
    return next((reasons[key] for key in missing if key in reasons), "few others look like it") if missing else ""


def _plates_file(run: RunFolder, plates: Mapping[str, Plate], letters: str) -> PlatesFile:
    """Write the plates for the workers."""
    file = run.path / _PLATES_FILE
    data = pickle.dumps((plates, letters))
    try:
        write_atomically(file, data)
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}; make that good and go on", RESUME) from None
    return PlatesFile(str(file), digest(data))


def _log_details(what: str, details: str, run: RunFolder) -> None:
    """Write to the run's log why something goes the direct way, where an error was the reason."""
    if details:
        write_details(f"{what}\n{details}", run.path)


def _unless_halted(result: Result) -> Result:
    if result.halt:
        raise RunError(f"{result.halt}; what is made so far is kept: make that good and go on", RESUME)
    return result


def worker_died(planned: Planned) -> Result:
    """Return the result of a member whose statement killed a worker twice."""
    reason = "the worker process died twice while making this statement"
    return Result(planned.member_id, "failed", problem=reason)
