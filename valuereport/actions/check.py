"""The exports' problems: load and combine, plan, and try the design; nothing is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from valuereport.actions.calculated import calculated
from valuereport.actions.delivery.sample_content import sample_content, sample_problems
from valuereport.actions.delivery.stop_lists import stop_lists
from valuereport.actions.delivery.weak_secrets import weak_secrets
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, write
from valuereport.batch import problems_csv
from valuereport.combine.waves import wave_tallies
from valuereport.errors import Problem
from valuereport.model.correction import Correction
from valuereport.model.history import Tally, WaveTally
from valuereport.model.problem_kind import ProblemKind
from valuereport.model.stop_list import StopList
from valuereport.pipeline.design import check_design
from valuereport.pipeline.plan import Scope, locales_of, missing_letter_problems, plan
from valuereport.problem_kinds import kinds


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the rows of each source, every problem, whom the stop lists name, what was read of each wave.

    `file`: problems.csv.

    `corrections`: the name of the file with corrections, empty where there is none; `corrected`: the rows that are
    applied.
    """

    tallies: tuple[Tally, ...]
    problems: tuple[Problem, ...]
    stop_lists: tuple[StopList, ...]
    file: Path
    corrections: str
    corrected: tuple[Correction, ...]
    waves: tuple[WaveTally, ...]

    @property
    def kinds(self) -> tuple[ProblemKind, ...]:
        """Return the problems by kind, each with what mends it."""
        return kinds(self.problems)


@needs("operator")
def check(workspace: Workspace) -> Checked:
    """Report every problem, and write problems.csv to the output folder. Raises SourceError, TemplateError."""
    settings = workspace.settings
    valued = calculated(workspace)
    planned, of_plan = plan(valued, Scope())
    check_design(settings, locales_of(planned))
    lists = stop_lists(settings, valued.history)
    problems = (
        *valued.problems,
        *of_plan,
        *missing_letter_problems(valued, planned),
        *(problem for one in lists for problem in one.problems),
        *weak_secrets(valued.history, settings),
        *sample_problems(sample_content(settings, valued)),
    )
    file = workspace.output / "problems.csv"
    write(file, problems_csv(problems))
    name = settings.workspace.files.corrections
    corrections = name if name in valued.inputs else ""
    history = valued.history
    waves = wave_tallies(history.past.responses, settings.surveys)
    return Checked(tuple(history.tallies), problems, lists, file, corrections, history.corrections, waves)
