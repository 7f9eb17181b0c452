"""From composed documents to statements: which plates pay, the plates, and every statement by plate or directly."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Final

from valuereport.batch import RunFolder, Workers
from valuereport.errors import RunError
from valuereport.files import PARTIAL_SUFFIX, digest, write_atomically
from valuereport.model.run import Planned, Result
from valuereport.pipeline.tasks import Composed, MadePlate, MakePlate, MakeStatement, PressFile
from valuereport.render import choose

_PRESS: Final = f".plates{PARTIAL_SUFFIX}"
_TOGETHER: Final = 4  # statements by plate that are made at once


def printed(crew: Workers, run: RunFolder, composed: Sequence[Composed]) -> Iterator[Result]:
    """Yield the result of each document. Raises RunError where the run cannot go on."""
    yield from (one.failed for one in composed if one.failed)
    waiting = [one for one in composed if not one.failed]
    press = _press(crew, run, waiting)
    folder = str(run.path)
    tasks = (MakeStatement(one.planned, folder, one.kept, press) for one in waiting)
    try:
        for result in crew.act(tasks, lambda task: died(task.planned), _TOGETHER if press else 1):
            if result.halt:
                raise RunError(f"{result.halt}; what is made so far is kept: make that good and go on with --resume")
            yield result
    finally:
        if press:
            with suppress(OSError):  # a resumed run removes it, too
                (run.path / _PRESS).unlink(missing_ok=True)


def _press(crew: Workers, run: RunFolder, waiting: Sequence[Composed]) -> PressFile | None:
    """Make the plates and write them to a file for the workers; None where no plate pays."""
    marked = [one for one in waiting if one.keys]
    kept = run.kept_choice()
    if kept is None:
        letters = frozenset(chain.from_iterable(one.letters for one in waiting))
        choice = choose([one.keys for one in marked], letters)
        kept = choice.keys, choice.letters
        run.keep_choice(*kept)
    keys, letters_of_fonts = kept
    pages = {key: html for one in waiting for key, html in one.pages.items()}
    languages = {key: one.languages for one in marked for key in one.keys}
    needed = {key for one in marked if keys.issuperset(one.keys) for key in one.keys}
    tasks = [MakePlate(key, pages[key], languages[key]) for key in sorted(needed)]
    plates = {made.key: made.plate for made in crew.act(tasks, lambda task: MadePlate(task.key, None)) if made.plate}
    if not plates:
        return None
    file = run.path / _PRESS
    data = pickle.dumps((plates, letters_of_fonts))
    try:
        write_atomically(file, data)
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}; make that good and go on with --resume") from None
    return PressFile(str(file), digest(data))


def died(planned: Planned) -> Result:
    """Return the result of a member whose statement killed a worker twice."""
    reason = "the worker process died twice while making this statement"
    return Result(planned.member_id, "failed", problem=reason)
