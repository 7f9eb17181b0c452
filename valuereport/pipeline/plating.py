"""From composed documents to statements: which plates pay, the plates, and every statement by plate or directly."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Final

from valuereport.batch import RunFolder, Workers
from valuereport.errors import RunError
from valuereport.files import PARTIAL_SUFFIX, digest, write_atomically
from valuereport.model.run import Job, Planned, Result
from valuereport.pipeline.tasks import Composed, Fill, MadePlate, MakePlate, MakeStatement, NotFilled, PlatesFile
from valuereport.render import Plate, choose

_PRESS: Final = f".plates{PARTIAL_SUFFIX}"
_TOGETHER: Final = 16  # statements that are filled at once
Progress = Callable[[str, int, int], None]
"""Takes a stage, and how much of it is done."""


def printed(
    crew: Workers,
    run: RunFolder,
    planned: Mapping[str, Planned],
    composed: Sequence[Composed],
    jobs: Callable[[Iterable[Planned]], Iterator[Job]],
    progress: Progress,
) -> Iterator[Result]:
    """Yield the result of each composed document; `planned`: by member id, `jobs`: makes what is to be composed again.

    Raises RunError where the run cannot go on.
    """
    yield from (one.failed for one in composed if one.failed)
    waiting = [one for one in composed if not one.failed]
    plates, reasons, letters = _plates(crew, run, waiting, progress)
    detours = {one.member_id: _detour(one, plates, reasons) for one in waiting}
    filled = [one for one in waiting if not detours[one.member_id]]
    if filled:
        press = _press_file(run, plates, letters)
        folder = str(run.path)
        fills = (Fill(planned[one.member_id], folder, one.parameterised, one.problems, press) for one in filled)
        try:
            for answer in crew.act(fills, lambda task: died(task.planned), _TOGETHER):
                if isinstance(answer, NotFilled):
                    detours[answer.member_id] = answer.reason
                else:
                    yield _going_on(answer)
        finally:
            with suppress(OSError):  # a resumed run removes it, too
                (run.path / _PRESS).unlink(missing_ok=True)
    direct = [planned[member_id] for member_id, detour in detours.items() if detour]
    tasks = (MakeStatement(job, detours[job.planned.member_id]) for job in jobs(direct))
    for result in crew.act(tasks, lambda task: died(task.job.planned)):
        yield _going_on(result)


def _plates(
    crew: Workers, run: RunFolder, waiting: Sequence[Composed], progress: Progress
) -> tuple[dict[str, Plate], dict[str, str], str]:
    """Make the plates that pay. Return them, why others are none, and the letters that they are filled with."""
    parameterised = [one for one in waiting if one.keys]
    kept = run.kept_choice()
    if kept is None:
        choice = choose(
            [one.keys for one in parameterised], frozenset(chain.from_iterable(one.letters for one in waiting))
        )
        kept = choice.keys, choice.letters
        run.keep_choice(*kept)
    keys, letters = kept
    pages = {key: html for one in waiting for key, html in (one.pages or {}).items()}
    languages = {key: one.languages for one in parameterised for key in one.keys}
    needed = {key for one in parameterised if keys.issuperset(one.keys) for key in one.keys if key in pages}
    tasks = [MakePlate(key, pages[key], languages[key]) for key in sorted(needed)]
    plates: dict[str, Plate] = {}
    reasons: dict[str, str] = {}
    answers = crew.act(tasks, lambda task: MadePlate(task.key, None, "the worker process died twice while making it"))
    for done, made in enumerate(answers, 1):
        if made.plate:
            plates[made.key] = made.plate
        else:
            reasons[made.key] = made.reason
        progress("plates", done, len(tasks))
    return plates, reasons, letters


def _detour(one: Composed, plates: Mapping[str, Plate], reasons: Mapping[str, str]) -> str:
    """Return why a document is laid out for its member alone; empty where all its plates are made."""
    if not one.keys:
        return "another script or direction, or an archive, asks for it"
    missing = [key for key in one.keys if key not in plates]
    return next((reasons[key] for key in missing if key in reasons), "few others look like it") if missing else ""


def _press_file(run: RunFolder, plates: Mapping[str, Plate], letters: str) -> PlatesFile:
    """Write the plates for the workers."""
    file = run.path / _PRESS
    data = pickle.dumps((plates, letters))
    try:
        write_atomically(file, data)
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}; make that good and go on with --resume") from None
    return PlatesFile(str(file), digest(data))


def _going_on(result: Result) -> Result:
    if result.halt:
        raise RunError(f"{result.halt}; what is made so far is kept: make that good and go on with --resume")
    return result


def died(planned: Planned) -> Result:
    """Return the result of a member whose statement killed a worker twice."""
    reason = "the worker process died twice while making this statement"
    return Result(planned.member_id, "failed", problem=reason)
