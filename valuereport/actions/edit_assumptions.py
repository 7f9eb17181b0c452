"""One assumption is changed: how far it moves the total and the editions is shown before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from valuereport.actions.at_work import one_writer
from valuereport.actions.calculated import calculated, made_of
from valuereport.actions.edit_settings import (
    ProposedSettings,
    SettingsRequest,
    propose_settings,
    settings_form,
    write_settings,
)
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.calculator import OrganisationModel
from valuereport.errors import RequestError
from valuereport.events import SILENT, Events, step
from valuereport.model.benefits import ACTIVITY_ROLES, DISCOUNTS
from valuereport.pipeline.assumption_report import judged_now
from valuereport.pipeline.calculation import recalculated
from valuereport.settings import Assumption, Settings
from valuereport.settings.edit import Place, SettingField
from valuereport.settings.known_keys import did_you_mean

_ROLES: Final = (*ACTIVITY_ROLES, *DISCOUNTS)
_JUDGED: Final = {"unit", "low", "central", "high", "value", "grade", "source", "year", "currency", "price_year"}
_SIGNATURE: Final = {"signed_by", "signed_on"}
_WIN_ROLES: Final = ("worth", "drop_off", *DISCOUNTS)


@dataclass(frozen=True, slots=True)
class AssumptionForm:
    """One assumption as a form. `digest`: of the file as it is shown."""

    id: str
    file: Path
    digest: str
    fields: tuple[SettingField, ...]
    used_by: tuple[str, ...]  # the activities, grades and policy wins that name it


@dataclass(frozen=True, slots=True)
class AssumptionRequest:
    """What is to be changed: by key (low, central, high, value, source, grade, signed_by ...), as a form has it.

    "" leaves a key as it is, None removes it. `digest`: of the file when it was shown, None where it was not.
    """

    id: str
    changes: Mapping[str, str | None] = field(default_factory=dict)
    digest: str | None = None


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
    """What a change does; what it would be and would move is None where there are faults.

    A signature is for the figures that it was given for: where they change and nobody signs anew, it is taken away.
    """

    id: str
    settings: ProposedSettings
    currency: str
    assumption: Assumption  # as it is used now: money at today's rates and prices
    proposed: Assumption | None = None
    before: OrganisationFigures | None = None
    after: OrganisationFigures | None = None
    other_edition: int = 0  # members whose edition changes


@needs("operator")
def assumption_form(workspace: Workspace, name: str) -> AssumptionForm:
    """Return one assumption as a form. Raises RequestError where there is none of this id, SettingsError, RunError."""
    _known(workspace.settings, name)
    form = settings_form(workspace, "assumptions")
    fields = next((one.fields for one in form.sections if one.place == ("assumption", name)), ())
    return AssumptionForm(name, form.file, form.digest, fields, _used_by(workspace.settings, name))


@needs("operator")
def propose_assumption(workspace: Workspace, request: AssumptionRequest, events: Events = SILENT) -> ProposedAssumption:
    """Return how far a change moves the figures; nothing is written.

    Raises RequestError, SettingsError, SourceError, RunError where the file was changed since it was shown.
    """
    settings = workspace.settings
    now = _known(settings, request.id)
    proposed = _signed_anew(workspace, request)
    if not (found := proposed.settings):
        return ProposedAssumption(request.id, proposed, settings.workspace.organisation.currency, now)
    step(events, "assumptions", 0, 2)
    valued = calculated(workspace)
    was = made_of(workspace, valued, "organisation", lambda: judged_now(valued).model)
    step(events, "assumptions", 1, 2)
    then = judged_now(recalculated(valued, found)).model
    return ProposedAssumption(
        id=request.id,
        settings=proposed,
        currency=settings.workspace.organisation.currency,
        assumption=now,
        proposed=found.judgement.assumptions[request.id],
        before=_figures(was),
        after=_figures(then),
        other_edition=_other_edition(was, then),
    )


@needs("operator")
@one_writer("assumptions")
def write_assumption(workspace: Workspace, proposed: ProposedAssumption) -> Path:
    """Write what was proposed, and return the file. Raises SettingsError, RunError."""
    return write_settings(workspace, proposed.settings)


def _signed_anew(workspace: Workspace, request: AssumptionRequest) -> ProposedSettings:
    """Return the changed file, without the signature where the figures change and it does not."""

    def proposed(changes: Mapping[str, str | None]) -> ProposedSettings:
        below: dict[Place, str | None] = {
            ("assumption", request.id, *key.split(".")): one for key, one in changes.items()
        }
        return propose_settings(workspace, SettingsRequest("assumptions", below, digest=request.digest))

    found = proposed(request.changes)
    keys = {str(one.place[2]) for one in found.changed}
    if keys & _JUDGED and not keys & _SIGNATURE:
        return proposed({**request.changes, **dict.fromkeys(_SIGNATURE)})
    return found


def _known(settings: Settings, name: str) -> Assumption:
    known = settings.judgement.assumptions
    if name not in known:
        allowed = f"an id from the assumptions file: {', '.join(sorted(known))}{did_you_mean(name, known)}"
        raise RequestError("assumption", name, allowed)
    return known[name]


def _used_by(settings: Settings, name: str) -> tuple[str, ...]:
    judgement = settings.judgement
    hourly = judgement.taxonomy.hourly_value
    grades = [grade for grade, one in hourly.grade.items() if one == name]
    activities = [one.id for one in judgement.taxonomy.activity if name in (getattr(one, role) for role in _ROLES)]
    wins = [one.id for one in judgement.policy_wins if name in (getattr(one, role) for role in _WIN_ROLES)]
    return (*(["hourly_value"] if hourly.default == name else []), *grades, *activities, *wins)


def _figures(model: OrganisationModel) -> OrganisationFigures:
    editions = Counter(model.contributions.members["edition"].tolist())
    return OrganisationFigures(editions.total(), model.total(), model.low(), model.fees, dict(editions))


def _other_edition(was: OrganisationModel, then: OrganisationModel) -> int:
    """Return how many members have another edition; a figure changes nothing of who gets a statement."""
    before, after = (one.contributions.members["edition"].to_numpy() for one in (was, then))
    return int((before != after).sum())
