"""What a worker does with a task: compose, lay out a plate, fill plates, lay out one statement; and write its file."""

from __future__ import annotations

import errno
import json
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import deflate

from valuereport.answers.explanation import explanation_data
from valuereport.batch import Worker
from valuereport.compose import compose
from valuereport.errors import Problem, RunError, ValuereportError
from valuereport.files import digest, write_atomically
from valuereport.model.run import Job, Planned, Result
from valuereport.model.statement import Document
from valuereport.model.statement_order import StatementOrder
from valuereport.model.valuation import Valuation
from valuereport.pipeline.design import template_folders, translations
from valuereport.pipeline.tasks import (
    Answer,
    Composed,
    FillTask,
    NotFilled,
    PlateAnswer,
    PlatesFile,
    PlateTask,
    StatementTask,
    Task,
)
from valuereport.render.look import look_of
from valuereport.render.memory import collector_paused
from valuereport.render.missing import not_translated
from valuereport.render.plates import NotAPlate, ParameterisedDocument, PlateFiller, PlateMaker
from valuereport.render.renderer import Rendered, Renderer
from valuereport.settings import Period, Settings
from valuereport.settings.period import OWN_YEAR
from valuereport.storage import remote_path, storage_path
from valuereport.unexpected import brief, details

_FAST: Final = 1


def prepare_worker(settings: Settings, order: StatementOrder, *, keep_error_text: bool) -> Worker:
    """Return what a worker does with a task. Errors keep their own text only where asked (see unexpected.py)."""
    maker = StatementWorker(settings, order, keep_error_text=keep_error_text)

    def work(task: Task) -> Answer:
        match task:
            case Job():
                return maker.composed(task)
            case PlateTask():
                return maker.plate(task)
            case FillTask():
                return maker.filled(task)
            case StatementTask():
                return maker.statement(task.job, task.direct_reason)

    return work


class StatementWorker:
    """What a worker keeps between tasks: templates, style sheets, fonts, plates, the order. Nothing of a member."""

    def __init__(self, settings: Settings, order: StatementOrder, *, keep_error_text: bool) -> None:
        """Raises TemplateError."""
        self._settings, self._order, self._keep_error_text, look = settings, order, keep_error_text, look_of(settings)
        folders, catalogues = template_folders(settings), partial(translations, settings)
        self._renderer = Renderer(folders, catalogues, look)
        self._plates = PlateMaker(folders, catalogues, look, self._renderer.typesetter)
        self._look = look
        self._filler: tuple[PlatesFile, PlateFiller] | None = None

    def composed(self, job: Job) -> Composed:
        """Compose a document and take its personal values out; what goes wrong with this member is in the answer."""
        member_id = job.planned.member_id
        if self._look.archived:  # what is attached is the member's own; such a file is always laid out for itself
            return Composed(member_id, b"")
        try:
            with collector_paused():
                document, problems = self._document(job, self._settings_for(job))
                parameterised, news = self._plates.parameterised(document)
        except Exception as error:
            return Composed(member_id, b"", failed=_failed(job.planned, error, self._keep_error_text))
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

    def plate(self, task: PlateTask) -> PlateAnswer:
        """Make a plate, or say why the page is none."""
        try:
            return PlateAnswer(task.key, self._plates.plate(task.html, task.languages))
        except NotAPlate as reason:
            return PlateAnswer(task.key, None, str(reason))
        except Exception as error:  # fall back to direct layout on any error: a workspace's template may do anything
            said = f"the page could not be read back ({type(error).__name__})"
            return PlateAnswer(task.key, None, said, details(error, words=self._keep_error_text))

    def filled(self, task: FillTask) -> Result | NotFilled:
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
            said = f"it could not be filled ({type(error).__name__})"
            return NotFilled(task.planned.member_id, said, details(error, words=self._keep_error_text))
        made = Result(task.planned.member_id, "rendered", pages, problems=task.problems, way="plate")
        return _written(task.planned, storage_path(task.folder), pdf, made)

    def statement(self, job: Job, direct_reason: str = "") -> Result:
        """Compose and lay out one statement; whatever goes wrong with this member is in the result."""
        try:
            rendered, told = self.laid_out(job)
        except Exception as error:
            return _failed(job.planned, error, self._keep_error_text)
        made = Result(job.planned.member_id, "rendered", rendered.pages, problems=told, direct_reason=direct_reason)
        return _written(job.planned, storage_path(job.folder), rendered.pdf, made)

    def laid_out(self, job: Job) -> tuple[Rendered, tuple[Problem, ...]]:
        """Compose and lay out one statement, and write nothing. Raises whatever goes wrong with this member."""
        settings = self._settings_for(job)
        document, problems = self._document(job, settings)
        figures = _figures(job.valuation, settings) if self._look.archived else b""
        rendered = self._renderer.render(document, figures)
        return rendered, (*problems, *rendered.problems)

    def _document(self, job: Job, settings: Settings) -> tuple[Document, tuple[Problem, ...]]:
        return compose(job.member, job.valuation, settings, job.earlier, self._order, job.feedback_token)

    def _settings_for(self, job: Job) -> Settings:
        """Return the settings of the member's period."""
        if job.own_year is None:
            return self._settings
        start, end = job.own_year
        return self._settings.of(Period(kind=OWN_YEAR, start=start, end=end))

    def _loaded(self, file: PlatesFile) -> PlateFiller:
        if self._filler is None or self._filler[0] != file:
            data = storage_path(file.path).read_bytes()
            if digest(data) != file.sha256:
                raise RunError(f"{file.path} was changed while the run was under way")
            plates, letters = pickle.loads(data)  # noqa: S301 - what our own parent wrote, to the byte
            self._filler = file, PlateFiller(plates, self._plates.subset_fonts(letters), self._look)
        return self._filler[1]


def _failed(planned: Planned, error: Exception, keep_error_text: bool) -> Result:
    known = isinstance(error, ValuereportError)
    reason = f"the statement could not be made: {brief(error)}"
    return Result(
        planned.member_id,
        "failed",
        problem=reason,
        details="" if known else details(error, words=keep_error_text),
    )


def _written(planned: Planned, folder: Path, pdf: bytes, made: Result) -> Result:
    """Write a statement's file, and return the result with what is known of it."""
    try:
        write_atomically(folder / planned.file, pdf)
    except OSError as error:
        reason = f"{folder / planned.file} cannot be written: {error.strerror}"
        # A store's driver has tried several times by now, and the next statement would fare no better.
        halts = remote_path(folder) or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
        return replace(made, status="failed", problem=reason, halt=reason if halts else "")
    return replace(made, bytes=len(pdf), sha256=digest(pdf), problem=_worst(made.problems))


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
    return json.dumps(explanation_data(valuation, settings.workspace.period), ensure_ascii=False, indent=1).encode()


def _worst(problems: Sequence[Problem]) -> str:
    errors = [problem.reason for problem in problems if problem.severity == "error"]
    return errors[0] if errors else problems[0].reason if problems else ""
