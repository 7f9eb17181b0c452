"""The files of the settings that have a form: what each holds, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from valuereport.settings.entitlements import EntitlementsFile
from valuereport.settings.fields import Strict
from valuereport.settings.judgement import AssumptionsFile, PolicyWinsFile, Taxonomy
from valuereport.settings.read import Settings
from valuereport.settings.surveys import Surveys
from valuereport.settings.workspace import Workspace

FileName = Literal["settings", "assumptions", "taxonomy", "policy_wins", "entitlements", "surveys"]

MODELS: Final[Mapping[FileName, type[Strict]]] = {
    "settings": Workspace,
    "assumptions": AssumptionsFile,
    "taxonomy": Taxonomy,
    "policy_wins": PolicyWinsFile,
    "entitlements": EntitlementsFile,
    "surveys": Surveys,
}
"""What each file holds; `settings` is valuereport.toml, and the others are called as in its [files]."""


def path_of(settings: Settings, name: FileName) -> Path:
    """Return the path of a file, which need not be there."""
    return settings.path if name == "settings" else settings.folder / str(getattr(settings.workspace.files, name))


def shipped_name(name: FileName) -> str:
    """Return what a file is called in the sample."""
    return "valuereport.toml" if name == "settings" else f"{name}.toml"
