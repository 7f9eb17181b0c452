"""The review sheet of a finished run: what a person has to see before saying yes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from valuereport.batch import read_problems, read_run
from valuereport.deliver.review import members_to_show, review, write_review
from valuereport.errors import Problem
from valuereport.files import digest_of_file
from valuereport.model.review import Review
from valuereport.model.run import FinishedRun
from valuereport.pipeline.making import template_folders
from valuereport.pipeline.of_the_sample import still_sample_in
from valuereport.pipeline.previewing import faces_of
from valuereport.pipeline.releasing import unchanged
from valuereport.pipeline.secret_checks import weak_secrets_of
from valuereport.render import look_of
from valuereport.settings import Settings


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A run that was looked over: the figures, the page, and files that the run does not know."""

    run: FinishedRun
    review: Review
    page: Path
    added: tuple[Problem, ...]


def look_over(settings: Settings, folder: Path, previous: Path | None = None) -> Reviewed:
    """Write a run's review sheet. Raises RunError, SourceError, and DeliveryError where a file is not the run's own.

    `previous`: last year's run; where not given, the one that the statements were compared with, if it is at hand.
    """
    run = read_run(folder)
    added = unchanged(run)
    before = previous or _compared_with(run)
    left = [str(each) for each in still_sample_in(settings, run)]
    weak = weak_secrets_of(run.rows, settings)
    found = review(run, read_run(before) if before else None, read_problems(run), weak, left)
    pictures = _pictures(settings, run, found)
    page = write_review(found, run.folder, pictures, settings, template_folders(settings))
    return Reviewed(run, found, page, added)


def _pictures(settings: Settings, run: FinishedRun, found: Review) -> Sequence[bytes]:
    from valuereport.preview import Shown, contact_sheet

    rows = {row.member_id: row for row in run.rows}
    shown = [
        Shown(name, rows[name].locale, rows[name].edition, reasons, (run.folder / rows[name].file).read_bytes(), "", ())
        for name, reasons in members_to_show(found, run.rows)
    ]
    if not shown:
        return ()
    return contact_sheet(f"{run.name} · {run.start} to {run.end}", shown, faces_of(look_of(settings))).pngs


def _compared_with(run: FinishedRun) -> Path | None:
    """Return the run beside this one that its statements were compared with."""
    wanted = json.loads((run.folder / "run.json").read_text(encoding="utf-8")).get("previous")
    for manifest in sorted(run.folder.parent.glob("*/manifest.csv")) if wanted else ():
        if digest_of_file(manifest) == wanted:
            return manifest.parent
    return None
