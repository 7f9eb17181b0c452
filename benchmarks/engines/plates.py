"""Ours with plates, as a batch's workers do it: compose and mark, then fill and write."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

from engines.engine import Asked, Engine
from valuereport.files import digest, write_atomically
from valuereport.model.run import Job, Result
from valuereport.model.statement import Document
from valuereport.model.statement_order import BY_VALUE
from valuereport.pipeline.tasks import Composed, FillTask, NotFilled, PlatesFile, PlateTask
from valuereport.pipeline.worker import StatementWorker
from valuereport.render.plates import choose


class Plates(Engine):
    """A worker of the batch. Plates are chosen as for the whole run; those that the members need are made."""

    packages = ("weasyprint", "uharfbuzz")

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self._maker = StatementWorker(self.settings, BY_VALUE, keep_error_text=True)
        self._ways: dict[str, str] = {}
        self._measured = [job.planned.member_id for job in asked.measured]
        self._made_keys: frozenset[str] = frozenset()
        self._press = self._made(asked.run, {job.planned.member_id for job in (*asked.measured, *asked.before)})

    def make(self, job: Job) -> None:
        """Go the whole way from a member's valuation to the file."""
        composed = self._composed(job)
        result: Result | NotFilled = NotFilled(job.planned.member_id, "")
        if self._made_keys.issuperset(composed.keys) and composed.keys:
            result = self._maker.filled(
                FillTask(job.planned, str(self.folder), composed.parameterised, composed.problems, self._press)
            )
        if isinstance(result, NotFilled):
            result = self._maker.statement(job)
        if result.status != "rendered":
            raise RuntimeError(result.problem)
        self._ways[job.planned.member_id] = result.way

    def pdf(self, document: Document) -> bytes:
        """Not asked for: the worker writes its own files."""
        raise NotImplementedError

    def more(self) -> dict[str, int]:
        """Return how many plates were made, and which way the statements went."""
        ways = [self._ways[member] for member in self._measured]
        return {"plates_made": len(self._made_keys), "by_plate": ways.count("plate"), "by_direct": ways.count("direct")}

    def _composed(self, job: Job) -> Composed:
        composed = self._maker.composed(job)
        if composed.failed:
            raise RuntimeError(composed.failed.problem)
        return composed

    def _made(self, run: Sequence[Job], members: set[str]) -> PlatesFile:
        """Choose the plates of a run, and make those that some members need."""
        letters: set[str] = set()
        pages: dict[str, str] = {}
        keys: list[tuple[str, ...]] = []
        needed: dict[str, tuple[str, ...]] = {}
        for job in run:
            composed = self._composed(job)
            letters.update(composed.letters)
            pages |= composed.pages or {}
            if composed.keys:
                keys.append(composed.keys)
                if job.planned.member_id in members:
                    needed |= dict.fromkeys(composed.keys, composed.languages)
        choice = choose(keys, frozenset(letters))
        tasks = [PlateTask(key, pages[key], needed[key]) for key in sorted(choice.keys & needed.keys())]
        plates = {one.key: one.plate for one in map(self._maker.plate, tasks) if one.plate}
        self._made_keys = frozenset(plates)
        data = pickle.dumps((plates, choice.letters))
        file = self.folder / "plates"
        write_atomically(file, data)
        return PlatesFile(str(file), digest(data))
