"""Reads the settings and checks them against one another; an error is one SettingsError."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from valuereport.errors import Problem, Remedy, SettingsError
from valuereport.files import read_regular
from valuereport.model.benefits import ACTIVITY_ROLES, DISCOUNTS
from valuereport.model.person import alike
from valuereport.settings.brand import brand_files, brand_problems
from valuereport.settings.desk import DeskUsers
from valuereport.settings.drivers import Drivers, check_drivers, default_drivers_path, node_ids
from valuereport.settings.entitlements import Entitlement, EntitlementsFile, check_entitlements
from valuereport.settings.fee_sources import check_fees
from valuereport.settings.feedback import MemberSuggestion, SuggestionsFile
from valuereport.settings.fields import Strict
from valuereport.settings.insight_checks import (
    check_alert_nodes,
    check_flywheel,
    check_insights,
    owner_problems,
    with_contribution,
)
from valuereport.settings.judgement import Activity, Assumption, AssumptionsFile, Judgement, PolicyWinsFile, Taxonomy
from valuereport.settings.known_keys import allowed_keys, nearest_choice
from valuereport.settings.money_assumptions import adjusted
from valuereport.settings.period import OWN_YEAR, Period, check_days
from valuereport.settings.plain_messages import allowed_in_words
from valuereport.settings.survey_checks import check_survey_sources, check_surveys
from valuereport.settings.surveys import Surveys
from valuereport.settings.toml_faults import toml_fault
from valuereport.settings.workspace import Workspace

_SHARES = ("margin", "close_rate", "drop_off", *DISCOUNTS)
_WIN_ROLES = ("worth", "drop_off", *DISCOUNTS)


class Settings(Strict):
    """Everything that a run depends on besides the exports."""

    path: Path
    workspace: Workspace
    judgement: Judgement
    drivers: Drivers  # of drivers.toml, or of the tree that ships with the package
    surveys: Surveys = Surveys()  # of surveys.toml, which need not be there
    suggestions: tuple[MemberSuggestion, ...] = ()  # of suggestions.toml, which need not be there
    assumption_problems: tuple[Problem, ...] = ()
    written: AssumptionsFile = AssumptionsFile()  # the assumptions before they are adjusted to a period

    def __hash__(self) -> int:
        """Hash by the file and the period, so that values derived from settings can be cached by them."""
        return hash((self.path, self.workspace.period))

    def of(self, period: Period) -> Settings:
        """Return the settings of a period: that of a member's own year. Raises SettingsError.

        Assumptions in money have the rates of its last day and the prices of its start.
        """
        return self if period == self.workspace.period else _settings_of(self, period)

    @property
    def folder(self) -> Path:
        """Return the folder that relative paths start from."""
        return self.path.parent

    @property
    def catalogues(self) -> Path:
        """Return the folder of the workspace's catalogues."""
        return self.folder / self.workspace.files.locale

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return warnings: settings that can be used, but that a person should check."""
        owners = owner_problems(self.path, self.workspace.insights, [one.name for one in self.workspace.source])
        return (*brand_problems(self.path, self.workspace.brand), *self.assumption_problems, *owners)


@lru_cache(maxsize=1024)
def _settings_of(settings: Settings, period: Period) -> Settings:
    workspace = settings.workspace.model_copy(update={"period": period})
    path = settings.folder / workspace.files.assumptions
    current = adjusted(path, settings.written.assumption, settings.written.price_index, workspace)
    figures = {"assumptions": current.assumptions, "adjustments": current.adjustments}
    judgement = settings.judgement.model_copy(update=figures)
    return settings.model_copy(
        update={"workspace": workspace, "judgement": judgement, "assumption_problems": current.problems}
    )


def load_settings(path: Path, proposed: Mapping[Path, bytes] | None = None) -> Settings:
    """Read valuereport.toml and the files that it names. Raises SettingsError.

    `proposed`: files of the settings and pictures as they would be, in place of what is there.
    """
    there = _Files(proposed or {})
    workspace = there.read(path, Workspace)
    brand_files(path, workspace.brand, there.proposed)
    check_days(path, workspace.period)
    _check_years(path, workspace)
    check_fees(path, workspace)
    files = workspace.files
    taxonomy_path, wins_path = path.parent / files.taxonomy, path.parent / files.policy_wins
    assumptions_path = path.parent / files.assumptions
    written = there.read(assumptions_path, AssumptionsFile)
    current = adjusted(assumptions_path, written.assumption, written.price_index, workspace)
    assumptions = current.assumptions
    taxonomy = there.read(taxonomy_path, Taxonomy)
    wins = there.read(wins_path, PolicyWinsFile).win
    _check_unique(taxonomy_path, "activity", [activity.id for activity in taxonomy.activity])
    _check_unique(wins_path, "win", [win.id for win in wins])
    _check_labels(taxonomy_path, taxonomy)
    ids = [activity.id for activity in taxonomy.activity]
    check_insights(str(path), workspace.insights, ids)
    contributed = with_contribution(workspace.insights, taxonomy.activity).contribution
    check_flywheel(str(path), workspace.flywheel, ids, contributed, assumptions)
    hourly = {"default": taxonomy.hourly_value.default} | {
        f"grade.{grade}": name for grade, name in taxonomy.hourly_value.grade.items()
    }
    _check_assumptions(taxonomy_path, "hourly_value", hourly, assumptions)
    for activity in taxonomy.activity:
        named = {role: getattr(activity, role) for role in (*ACTIVITY_ROLES, *DISCOUNTS)}
        _check_beside(taxonomy_path, activity, [each.id for each in taxonomy.activity])
        _check_assumptions(taxonomy_path, f"activity {activity.id}", named, assumptions)
    for win in wins:
        named = {role: getattr(win, role) for role in _WIN_ROLES}
        _check_assumptions(wins_path, f"win {win.id}", named, assumptions)
    judgement = Judgement(
        assumptions=assumptions,
        taxonomy=taxonomy,
        policy_wins=wins,
        entitlements=_entitlements(there, path, workspace, taxonomy),
        adjustments=current.adjustments,
    )
    problems = () if workspace.period.own else current.problems  # those of members' own years come with `of`
    return Settings(
        path=path,
        workspace=workspace,
        judgement=judgement,
        drivers=_drivers(there, path, workspace, taxonomy),
        surveys=_surveys(there, path, workspace, taxonomy),
        suggestions=_suggestions(there, path, workspace),
        assumption_problems=problems,
        written=written,
    )


def _check_years(path: Path, workspace: Workspace) -> None:
    """Raise SettingsError where nothing says in which century years of two digits are."""
    for source in workspace.source:
        if source.two_digit_years and workspace.period.own:
            allowed = f'false, where period.kind is "{OWN_YEAR}": export years of four digits'
            raise SettingsError(str(path), f"source.{source.name}.two_digit_years", "true", allowed)


def read_taxonomy(path: Path) -> Taxonomy:
    """Read taxonomy.toml alone. Raises SettingsError."""
    return _read(path, Taxonomy)


def read_surveys(path: Path) -> Surveys:
    """Read surveys.toml alone. Raises SettingsError."""
    return _read(path, Surveys)


def read_desk_users(path: Path) -> DeskUsers:
    """Read desk-users.toml. Raises SettingsError, also where it is not there."""
    users = _read(path, DeskUsers)
    seen: dict[str, str] = {}
    for one in users.user:
        if other := seen.get(alike(one.name)):
            raise SettingsError(str(path), "user.name", one.name, f"each user once, in whatever case; there is {other}")
        seen[alike(one.name)] = one.name
    return users


def _entitlements(there: _Files, path: Path, workspace: Workspace, taxonomy: Taxonomy) -> tuple[Entitlement, ...]:
    """Return the entitlements; the file need not be there, unless the settings name it."""
    file = path.parent / workspace.files.entitlements
    if "entitlements" not in workspace.files.model_fields_set and not there.has(file):
        return ()
    found = there.read(file, EntitlementsFile).entitlement
    check_entitlements(str(file), found, {activity.id: activity.unit for activity in taxonomy.activity})
    return found


def _drivers(there: _Files, path: Path, workspace: Workspace, taxonomy: Taxonomy) -> Drivers:
    """Return the driver tree: ours, where the workspace has no file, unless the settings name one."""
    file = path.parent / workspace.files.drivers
    if "drivers" not in workspace.files.model_fields_set and not there.has(file):
        file = default_drivers_path()
    found = there.read(file, Drivers)
    activities = [activity.id for activity in taxonomy.activity]
    check_drivers(str(file), found, activities)
    check_alert_nodes(str(path), workspace.alert, node_ids(found, activities))
    return found


def _surveys(there: _Files, path: Path, workspace: Workspace, taxonomy: Taxonomy) -> Surveys:
    """Return the surveys; the file need not be there, unless the settings name it."""
    file = path.parent / workspace.files.surveys
    is_there = "surveys" in workspace.files.model_fields_set or there.has(file)
    found = there.read(file, Surveys) if is_there else Surveys()
    check_surveys(str(file), found, [activity.id for activity in taxonomy.activity])
    check_survey_sources(str(path), workspace.source, found)
    return found


def _suggestions(there: _Files, path: Path, workspace: Workspace) -> tuple[MemberSuggestion, ...]:
    """Return what members suggested; the file need not be there, unless the settings name it."""
    file = path.parent / workspace.files.suggestions
    if "suggestions" not in workspace.files.model_fields_set and not there.has(file):
        return ()
    found = there.read(file, SuggestionsFile).suggestion
    _check_unique(file, "suggestion", [one.id for one in found])
    return found


def _check_unique(path: Path, key: str, ids: Sequence[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise SettingsError(str(path), f"{key}.id", name, "an id of its own for each")


def _check_beside(path: Path, activity: Activity, known: Sequence[str]) -> None:
    for name in activity.beside:
        if name not in known or name == activity.id:
            allowed = f"ids of other activities: {', '.join(each for each in known if each != activity.id)}"
            raise SettingsError(str(path), f"activity {activity.id}: beside", name, allowed)


def _check_labels(path: Path, taxonomy: Taxonomy) -> None:
    seen: dict[str, str] = {}
    for activity in taxonomy.activity:
        for label in (activity.id, *activity.matches):
            other = seen.setdefault(label.casefold(), activity.id)
            if other != activity.id:
                allowed = f"a label that {other} has not taken"
                raise SettingsError(str(path), f"activity {activity.id}: matches", label, allowed)


def _check_assumptions(path: Path, key: str, named: Mapping[str, str], known: Mapping[str, Assumption]) -> None:
    for role, name in named.items():
        if not name:
            continue
        if name not in known:
            allowed = f"an id from the assumptions file: {', '.join(sorted(known))}"
            raise SettingsError(str(path), f"{key}: {role}", name, allowed)
        if role in _SHARES and known[name].high > 1:
            found = f"{name}, up to {known[name].high:g}"
            raise SettingsError(str(path), f"{key}: {role}", found, "a share from 0 to 1")


_Model = TypeVar("_Model", bound=BaseModel)
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of the settings: those that are there, and what some of them would be."""

    proposed: Mapping[Path, bytes]

    def has(self, path: Path) -> bool:
        return path in self.proposed or path.exists()

    def read(self, path: Path, kind: type[_Model]) -> _Model:
        """Return a file's content, checked. Raises SettingsError."""
        return _read(path, kind, self.proposed.get(path))


def _read(path: Path, kind: type[_Model], proposed: bytes | None = None) -> _Model:
    try:
        data = read_regular(path, _MOST_BYTES) if proposed is None else proposed
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        return _checked(path, kind, _parsed(path, text))
    except OSError as error:
        raise SettingsError(str(path), "the file", error.strerror or "an error", "a file that can be read") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = f"the byte {error.object[error.start]:#04x} at position {error.start} (line {line})"
        raise SettingsError(str(path), "the file", found, "text in UTF-8: save the file in this encoding") from None
    except RecursionError:
        raise SettingsError(str(path), "the file", "tables in tables, too deep", "TOML of a few levels") from None
    except MemoryError:
        found = "more than there is memory for"
        raise SettingsError(str(path), "the file", found, "more memory, or a smaller file") from None
    except ValueError as error:  # also of a number with thousands of digits
        found = str(error).partition("; use sys.")[0]
        raise SettingsError(str(path), "the file", found, "TOML") from None


def _parsed(path: Path, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = toml_fault(text, error)
        raise SettingsError(str(path), fault.place, fault.found, fault.allowed) from None


def _checked(path: Path, kind: type[_Model], data: Mapping[str, Any]) -> _Model:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = _plainest(error.errors(include_url=False))
        if first["loc"] == ("source",) and first["type"] in ("missing", "too_short"):
            allowed = "a [[source]] for each export: a mapping of your exports writes them"
            raise SettingsError(str(path), "source", "nothing", allowed, Remedy("map", paths=None)) from None
        raise SettingsError(str(path), _key(first, data), _found(first), _allowed(kind, first)) from None


def _plainest(errors: Sequence[ErrorDetails]) -> ErrorDetails:
    """Return the first error; where a key is missing, rather the unknown one beside it: it may be that key misspelt."""
    first = errors[0]
    beside = (one for one in errors if one["type"] == "extra_forbidden" and one["loc"][:-1] == first["loc"][:-1])
    return next(beside, first) if first["type"] == "missing" else first


def _key(error: ErrorDetails, data: Any) -> str:  # noqa: ANN401 - whatever the TOML file holds
    """Return the key as a person would search for it: list entries by their name or id, else their number."""
    parts: list[str] = []
    last = len(error["loc"]) - 1
    for at, step in enumerate(error["loc"]):
        if step == "[key]":  # the step before is the key that is wrong
            continue
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            name = data.get("name", data.get("id")) if isinstance(data, dict) else None
            parts.append(str(name or step + 1))
        else:
            if not isinstance(data, dict) or (step not in data and at < last):
                continue  # pydantic also names the branch of a union, which is no key of the file
            data = data.get(step)
            parts.append(step)
    return ".".join(parts) or "the file"


def _found(error: ErrorDetails) -> object:
    if error["type"] == "missing":
        return "nothing"
    if error["type"] == "extra_forbidden":
        return "a key that is not known"
    found = error["input"]
    if _has_tables(found):  # never their values: one may be a secret
        return "a table" if isinstance(found, (Mapping, BaseModel)) else "a list of tables"
    return found if isinstance(found, (str, int, float, bool)) else str(found)[:200]


def _has_tables(found: object) -> bool:
    return isinstance(found, (Mapping, BaseModel)) or (
        isinstance(found, (list, tuple)) and any(isinstance(each, (Mapping, BaseModel)) for each in found)
    )


def _allowed(kind: type[BaseModel], error: ErrorDetails) -> str:
    message = allowed_in_words(error)
    if error["type"] == "missing":
        return "this key is needed"
    if error["type"] == "extra_forbidden":
        return allowed_keys(kind, error["loc"])
    return nearest_choice(message, error["input"]) if error["type"] == "literal_error" else message
