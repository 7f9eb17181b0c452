"""The workspace that a command is about."""

from __future__ import annotations

from pathlib import Path

from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.cli.say import say


def workspace_of(config: Path | None, output: Path | None = None) -> Workspace:
    """Open the workspace; say so where it is the sample's. Raises SettingsError."""
    workspace = open_workspace(config, output)
    if workspace.is_sample:
        say(
            "No valuereport.toml here: this is the sample organisation (valuereport init DIR makes a workspace).",
            err=True,
        )
    return workspace
