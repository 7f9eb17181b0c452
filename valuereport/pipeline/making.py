"""One statement: compose, render, write; and what has to be right before any is made."""

from __future__ import annotations

import errno
import json
import pickle
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from typing import Final

import deflate

from valuereport.batch import Worker
from valuereport.compose import compose
from valuereport.console.explain import explain_data
from valuereport.errors import Problem, RunError, ValuereportError
from valuereport.files import digest, packaged, write_atomically
from valuereport.model.run import Job, Planned, Result
from valuereport.model.valuation import Valuation
from valuereport.pipeline.planning import locales_of
from valuereport.pipeline.tasks import (
    Answer,
    Composed,
    Fill,
    MadePlate,
    MakePlate,
    MakeStatement,
    NotFilled,
    PlatesFile,
    Task,
)
from valuereport.pipeline.valuing import Valued, explain, member_of
from valuereport.places import place, remote
from valuereport.render import (
    NotAPlate,
    ParameterisedDocument,
    PlateFiller,
    PlateMaker,
    Renderer,
    check_templates,
    look_of,
    not_translated,
)
from valuereport.render.fonts import check_script
from valuereport.render.memory import collector_paused
from valuereport.settings import Settings
from valuereport.unexpected import brief, details, write_details
from valuereport.wording import check_catalogues, translations_for

_FAST: Final = 1


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

    def work(task: Task) -> Answer:
        match task:
            case Job():
                return maker.composed(task)
            case MakePlate():
                return maker.plate(task)
            case Fill():
                return maker.filled(task)
            case MakeStatement():
                return maker.statement(task.job, task.detour)

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
        self._filler: tuple[PlatesFile, PlateFiller] | None = None

    def composed(self, job: Job) -> Composed:
        """Compose and mark a document; whatever goes wrong with this member is in the answer."""
        member_id = job.planned.member_id
        if self._look.archived:  # what is attached is the member's own; such a file is always laid out for itself
            return Composed(member_id, b"")
        try:
            with collector_paused():
                document, problems = compose(job.member, job.valuation, self._settings, job.earlier)
                parameterised, news = self._plates.parameterised(document)
        except Exception as error:
            return Composed(member_id, b"", failed=_failed(job.planned, error))
        if parameterised is None:
            return Composed(member_id, b"")
        untranslated = (not_translated(message, document) for message in parameterised.missing)
        return Composed(
            member_id,
            _packed(parameterised),
            parameterised.keys,
            parameterised.languages,
            news.pages,
            "".join(sorted(news.letters)),
            (*problems, *untranslated),
        )

    def plate(self, task: MakePlate) -> MadePlate:
        """Make a plate, or say why the page is none."""
        try:
            return MadePlate(task.key, self._plates.plate(task.html, task.languages))
        except NotAPlate as reason:
            return MadePlate(task.key, None, str(reason))
        except (
            Exception
        ) as error:  # a template of one's own may do what nobody thought of: WeasyPrint has the last word
            return MadePlate(task.key, None, f"the page could not be read back ({type(error).__name__})")

    def filled(self, task: Fill) -> Result | NotFilled:
        """Fill a document into the run's plates."""
        try:
            filler = self._loaded(task.plates)
        except (OSError, RunError) as error:  # no other statement could be filled by this worker, either
            reason = f"the run's plates cannot be read: {error}"
            return Result(task.planned.member_id, "failed", problem=reason, halt=reason)
        try:
            with collector_paused():
                pdf, pages = filler.filled(_unpacked(task.parameterised))
        except NotAPlate as reason:
            return NotFilled(task.planned.member_id, str(reason))
        except Exception as error:
            return NotFilled(task.planned.member_id, f"it could not be filled ({type(error).__name__})")
        made = Result(task.planned.member_id, "rendered", pages, problems=task.problems, way="plate")
        return _written(task.planned, place(task.folder), pdf, made)

    def statement(self, job: Job, detour: str = "") -> Result:
        """Compose and lay out one statement; whatever goes wrong with this member is in the result."""
        try:
            document, problems = compose(job.member, job.valuation, self._settings, job.earlier)
            figures = _figures(job.valuation, self._settings) if self._look.archived else b""
            rendered = self._renderer.render(document, figures)
        except Exception as error:
            return _failed(job.planned, error)
        told = (*problems, *rendered.problems)
        made = Result(job.planned.member_id, "rendered", rendered.pages, problems=told, detour=detour)
        return _written(job.planned, place(job.folder), rendered.pdf, made)

    def _loaded(self, file: PlatesFile) -> PlateFiller:
        if self._filler is None or self._filler[0] != file:
            data = place(file.path).read_bytes()
            if digest(data) != file.sha256:
                raise RunError(f"{file.path} was changed while the run was under way")
            plates, letters = pickle.loads(data)  # noqa: S301 - what our own parent wrote, to the byte
            self._filler = file, PlateFiller(plates, self._plates.subset_fonts(letters), self._look)
        return self._filler[1]


def _failed(planned: Planned, error: Exception) -> Result:
    told = "" if isinstance(error, ValuereportError) else details(error)
    return Result(planned.member_id, "failed", problem=f"the statement could not be made: {brief(error)}", details=told)


def _written(planned: Planned, folder: Path, pdf: bytes, made: Result) -> Result:
    """Write a statement's file, and return the result with what is known of it."""
    try:
        write_atomically(folder / planned.file, pdf)
    except OSError as error:
        reason = f"{folder / planned.file} cannot be written: {error.strerror}"
        # A store's driver has tried several times by now, and the next statement would fare no better.
        halts = remote(folder) or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
        return replace(made, status="failed", problem=reason, halt=reason if halts else "")
    return replace(made, bytes=len(pdf), sha256=digest(pdf), problem=_worst(made.problems))


def one_statement(valued: Valued, planned: Planned, file: Path) -> Result:
    """Make one member's statement in `file`. Raises RunError, TemplateError."""
    check_looks(valued.settings, locales_of([planned]))
    valuation = explain(valued, planned.row)
    planned = replace(planned, file=file.name)
    result = Maker(valued.settings).statement(Job(planned, member_of(valued, planned), valuation, str(file.parent)))
    if result.details and (log := write_details(result.details)):
        raise RunError(f"member {planned.member_id}: {result.problem}; the details are in {log}")
    if result.status == "failed":
        raise RunError(f"member {planned.member_id}: {result.problem}")
    return result


def _packed(parameterised: ParameterisedDocument) -> bytes:
    """Return a parameterised document as the parent holds it."""
    return bytes(deflate.zlib_compress(pickle.dumps(parameterised), _FAST))


def _unpacked(data: bytes) -> ParameterisedDocument:
    """Return what our own worker packed."""
    found = pickle.loads(zlib.decompress(data))  # noqa: S301 - from a process of ours, never from a file
    if not isinstance(found, ParameterisedDocument):
        raise TypeError("no parameterised document")
    return found


def _figures(valuation: Valuation, settings: Settings) -> bytes:
    """Return the figures that an archived statement carries."""
    return json.dumps(explain_data(valuation, settings.workspace.period), ensure_ascii=False, indent=1).encode()


def _worst(problems: Sequence[Problem]) -> str:
    errors = [problem.reason for problem in problems if problem.severity == "error"]
    return errors[0] if errors else problems[0].reason if problems else ""
