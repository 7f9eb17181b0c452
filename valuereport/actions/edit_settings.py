"""The settings as forms: what can be set, what a change would do, and the change itself; the TOML files stay the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from valuereport.actions.workspace import Workspace
from valuereport.errors import Problem, SettingsError
from valuereport.settings import Settings
from valuereport.settings.edit import Place, SettingSection

FileName = Literal["settings", "assumptions", "taxonomy", "policy_wins", "entitlements", "surveys"]


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """One file of the settings. `digest`: of the file as it is shown, "" where there is none yet."""

    name: FileName
    file: Path
    digest: str
    sections: tuple[SettingSection, ...]


@dataclass(frozen=True, slots=True)
class SettingsRequest:
    """What is to be changed in one file.

    `changes`: by place, as a form has it: "" leaves a key as it is, None removes it (of a section or an entry: all of
    it). `pictures`: an uploaded logo or signature, by the key of [brand]. `digest`: of the file when it was shown.
    """

    name: FileName = "settings"
    changes: Mapping[Place, str | None] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SettingsFault:
    """Why a change cannot be made. `place`: the change that is wrong, None where no single one is."""

    place: Place | None
    error: SettingsError


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """A key before and after, as a form shows it; None where the file says nothing."""

    place: Place
    key: str  # as messages name it: alert.poor-health.when
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ProposedSettings:
    """What would be written. Where there are faults nothing can be."""

    request: SettingsRequest
    file: Path
    digest: str  # of the file as it is now
    text: str
    diff: str  # unified
    changed: tuple[ChangedSetting, ...]
    pictures: Mapping[Path, bytes]
    faults: tuple[SettingsFault, ...]
    problems: tuple[Problem, ...]  # warnings that the settings do not have now
    settings: Settings | None  # as they would be; None where there are faults


def settings_form(workspace: Workspace, name: FileName = "settings") -> SettingsForm:
    """Return one file of the settings as a form. Raises SettingsError."""
    raise NotImplementedError


def propose_settings(workspace: Workspace, request: SettingsRequest) -> ProposedSettings:
    """Return what changes would do; nothing is written. Raises SettingsError, RunError where the file was changed."""
    raise NotImplementedError


def write_settings(workspace: Workspace, proposed: ProposedSettings) -> Path:
    """Write what was proposed, and return the file; open the workspace again to use it.

    Raises SettingsError where there are faults, RunError where the file was changed since it was shown.
    """
    raise NotImplementedError
