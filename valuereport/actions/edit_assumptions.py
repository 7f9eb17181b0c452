"""One assumption is changed: how far it moves the total and the letters is shown before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from valuereport.actions.edit_settings import ProposedSettings, SettingField
from valuereport.actions.workspace import Workspace
from valuereport.events import SILENT, Events
from valuereport.settings import Assumption


@dataclass(frozen=True, slots=True)
class AssumptionForm:
    """One assumption as a form. `digest`: of the file as it is shown."""

    id: str
    file: Path
    digest: str
    fields: tuple[SettingField, ...]
    used_by: tuple[str, ...]  # activities and policy wins that name it


@dataclass(frozen=True, slots=True)
class AssumptionRequest:
    """What is to be changed: by key (low, central, high, value, source, grade, signed_by ...), as a form has it.

    "" leaves a key as it is, None removes it.
    """

    id: str
    changes: Mapping[str, str | None] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationFigures:
    """The sums over all members who get a statement, in the organisation's currency, unrounded."""

    members: int
    total: float  # the best estimate
    low: float  # P10 of the draws of the total
    fees: float
    editions: Mapping[str, int]  # members by edition


@dataclass(frozen=True, slots=True)
class ProposedAssumption:
    """What a change does. `after` is None where there are faults."""

    id: str
    settings: ProposedSettings
    assumption: tuple[Assumption, Assumption | None]  # before, after
    before: OrganisationFigures
    after: OrganisationFigures | None
    other_letters: int  # members whose edition changes


def assumption_form(workspace: Workspace, name: str) -> AssumptionForm:
    """Return one assumption as a form. Raises RequestError where there is none of this id."""
    raise NotImplementedError


def propose_assumption(workspace: Workspace, request: AssumptionRequest, events: Events = SILENT) -> ProposedAssumption:
    """Return how far a change moves the figures; nothing is written. Raises RequestError, SettingsError, SourceError."""
    raise NotImplementedError


def write_assumption(workspace: Workspace, proposed: ProposedAssumption) -> Path:
    """Write what was proposed, and return the file. Raises SettingsError, RunError."""
    raise NotImplementedError
