"""One statement: compose, render, write; and what has to be right before any is made."""

from __future__ import annotations

import errno
import json
import pickle
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
from valuereport.model.run import Job, Planned, Result, Way
from valuereport.model.valuation import Valuation
from valuereport.pipeline.planning import locales_of
from valuereport.pipeline.tasks import Composed, Kept, MadePlate, MakePlate, MakeStatement, PressFile
from valuereport.pipeline.valuing import Valued, explain, member_of
from valuereport.places import place, remote
from valuereport.render import NotAPlate, PlateMaker, Press, Renderer, check_templates, look_of, not_translated
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
    """Return what a worker does with a task."""
    maker = Maker(settings)

    def work(task: Job | MakePlate | MakeStatement) -> Composed | MadePlate | Result:
        if isinstance(task, Job):
            return maker.composed(task)
        return maker.plate(task) if isinstance(task, MakePlate) else maker.statement(task)

    return work


class Maker:
    """What a worker keeps between tasks: templates, style sheets, fonts, plates. Nothing of a member."""

    def __init__(self, settings: Settings) -> None:
        """Raises TemplateError."""
        self._settings, look = settings, look_of(settings)
        folders, catalogues = template_folders(settings), partial(translations, settings)
        self._renderer = Renderer(folders, catalogues, look)
        self._plates = PlateMaker(folders, catalogues, look, self._renderer.typesetter)
        self._look = look
        self._told: set[str] = set()
        self._press: tuple[PressFile, Press] | None = None

    def composed(self, job: Job) -> Composed:
        """Compose and mark a document; whatever goes wrong with this member is in the answer."""
        try:
            document, problems = compose(job.member, job.valuation, self._settings, job.earlier)
            archived = self._settings.workspace.sheet.archive
            figures = _figures(job.valuation, self._settings) if archived else b""
            # What is attached is the member's own; such a file is always laid out for itself.
            marked, pages, letters = (None, {}, frozenset[str]()) if archived else self._plates.marked(document)
        except Exception as error:
            return Composed(job.planned, b"", (), (), {}, "", _failed(job.planned, error))
        news = {key: html for key, html in pages.items() if key not in self._told}
        told = sorted(letters - self._told)
        self._told.update(news, told)
        kept = Kept(document, marked, tuple(problems), figures).packed()
        keys, languages = (marked.keys, marked.languages) if marked else ((), ())
        return Composed(job.planned, kept, keys, languages, news, "".join(told))

    def plate(self, task: MakePlate) -> MadePlate:
        """Make a plate; None where the page is none."""
        try:
            return MadePlate(task.key, self._plates.plate(task.html, task.languages))
        except NotAPlate:
            return MadePlate(task.key, None)

    def statement(self, task: MakeStatement) -> Result:
        """Make one statement; whatever goes wrong with this member is in the result."""
        kept = Kept.unpacked(task.kept)
        try:
            pdf, pages, way, problems = self._printed(kept, task.press)
        except Exception as error:
            return _failed(task.planned, error)
        return _written(task.planned, place(task.folder), (pdf, pages, way), (*kept.problems, *problems))

    def _printed(self, kept: Kept, press: PressFile | None) -> tuple[bytes, int, Way, tuple[Problem, ...]]:
        if press and kept.marked:
            try:
                pdf, pages = self._loaded(press).printed(kept.marked)
            except NotAPlate:
                pass
            else:
                missing = tuple(not_translated(message, kept.document) for message in kept.marked.missing)
                return pdf, pages, "plate", missing
        rendered = self._renderer.render(kept.document, kept.figures)
        return rendered.pdf, rendered.pages, "direct", rendered.problems

    def _loaded(self, file: PressFile) -> Press:
        if self._press is None or self._press[0] != file:
            data = place(file.path).read_bytes()
            if digest(data) != file.sha256:
                raise RunError(f"{file.path} was changed while the run was under way")
            plates, letters = pickle.loads(data)  # noqa: S301 - what our own parent wrote, to the byte
            self._press = file, Press(plates, self._plates.cut(letters), self._look)
        return self._press[1]


def _failed(planned: Planned, error: Exception) -> Result:
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return Result(planned.member_id, "failed", problem=f"the statement could not be made: {reason}")


def _written(planned: Planned, folder: Path, made: tuple[bytes, int, Way], problems: tuple[Problem, ...]) -> Result:
    """Write a statement's file."""
    pdf, pages, way = made
    try:
        write_atomically(folder / planned.file, pdf)
    except OSError as error:
        reason = f"{folder / planned.file} cannot be written: {error.strerror}"
        # A store's driver has tried several times by now, and the next statement would fare no better.
        halts = remote(folder) or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
        return Result(planned.member_id, "failed", problem=reason, problems=problems, halt=reason if halts else "")
    return Result(planned.member_id, "rendered", pages, len(pdf), digest(pdf), _worst(problems), problems, way=way)


def one_statement(valued: Valued, planned: Planned, file: Path) -> Result:
    """Make one member's statement in `file`. Raises RunError, TemplateError."""
    check_looks(valued.settings, locales_of([planned]))
    valuation = explain(valued, planned.row)
    planned = replace(planned, file=file.name)
    maker = Maker(valued.settings)
    composed = maker.composed(Job(planned, member_of(valued, planned), valuation, str(file.parent)))
    result = composed.failed or maker.statement(MakeStatement(planned, str(file.parent), composed.kept, None))
    if result.status == "failed":
        raise RunError(f"member {planned.member_id}: {result.problem}")
    return result


def _figures(valuation: Valuation, settings: Settings) -> bytes:
    """Return the figures that an archived statement carries."""
    return json.dumps(explain_data(valuation, settings.workspace.period), ensure_ascii=False, indent=1).encode()


def _worst(problems: Sequence[Problem]) -> str:
    errors = [problem.reason for problem in problems if problem.severity == "error"]
    return errors[0] if errors else problems[0].reason if problems else ""
