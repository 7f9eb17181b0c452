"""One statement: compose, render, write; and what has to be right before any is made."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from gettext import NullTranslations
from pathlib import Path

from valuereport.batch import Worker
from valuereport.compose import compose
from valuereport.console.explain import explain_data
from valuereport.errors import Problem, RunError
from valuereport.files import digest, packaged, write_atomically
from valuereport.model.run import Job, Planned, Result
from valuereport.model.valuation import Valuation
from valuereport.pipeline.planning import locales_of
from valuereport.pipeline.valuing import Valued, explain, member_of
from valuereport.render import Renderer, check_templates, look_of
from valuereport.render.fonts import check_script
from valuereport.settings import Settings
from valuereport.wording import check_catalogues, translations_for


def template_folders(settings: Settings) -> tuple[Path, ...]:
    """Return where templates are looked for: the workspace's own folder before the shipped one."""
    own = settings.folder / settings.workspace.files.templates
    return (own, packaged("templates")) if own.is_dir() else (packaged("templates"),)


def translations(settings: Settings, locale: str) -> NullTranslations:
    """Return the catalogue that templates of a locale are read with."""
    return translations_for(locale, settings.catalogues)


def check_looks(settings: Settings, locales: Iterable[str] = ()) -> None:
    """Try the templates, catalogues, fonts and the brand before anything is made. Raises TemplateError."""
    look = look_of(settings)
    check_catalogues(settings.catalogues)
    check_templates(template_folders(settings), look)
    for locale in locales:
        check_script(locale, look.family)


def prepare_worker(settings: Settings) -> Worker:
    """Return the function that makes one statement: compose, render, write."""
    renderer = Renderer(template_folders(settings), partial(translations, settings), look_of(settings))
    return partial(make_statement, settings, renderer)


def make_statement(settings: Settings, renderer: Renderer, job: Job) -> Result:
    """Make one statement; whatever goes wrong with this member is in the result."""
    member_id = job.planned.member_id
    try:
        document, problems = compose(job.member, job.valuation, settings, job.earlier)
        archived = settings.workspace.sheet.archive
        rendered = renderer.render(document, _figures(job.valuation, settings) if archived else b"")
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return Result(member_id, "failed", problem=f"the statement could not be made: {reason}")
    problems = (*problems, *rendered.problems)
    try:
        write_atomically(Path(job.folder) / job.planned.file, rendered.pdf)
    except OSError as error:
        reason = f"{Path(job.folder) / job.planned.file} cannot be written: {error.strerror}"
        halts = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
        return Result(member_id, "failed", problem=reason, problems=problems, halt=reason if halts else "")
    return Result(
        member_id, "rendered", rendered.pages, len(rendered.pdf), digest(rendered.pdf), _worst(problems), problems
    )


def one_statement(valued: Valued, planned: Planned, file: Path) -> Result:
    """Make one member's statement in `file`. Raises RunError, TemplateError."""
    check_looks(valued.settings, locales_of([planned]))
    valuation = explain(valued, planned.row)
    job = Job(replace(planned, file=file.name), member_of(valued, planned), valuation, str(file.parent))
    result = prepare_worker(valued.settings)(job)
    if result.status == "failed":
        raise RunError(f"member {planned.member_id}: {result.problem}")
    return result


def _figures(valuation: Valuation, settings: Settings) -> bytes:
    """Return the figures that an archived statement carries."""
    return json.dumps(explain_data(valuation, settings.workspace.period), ensure_ascii=False, indent=1).encode()


def _worst(problems: Sequence[Problem]) -> str:
    errors = [problem.reason for problem in problems if problem.severity == "error"]
    return errors[0] if errors else problems[0].reason if problems else ""
