"""valuereport feedback suggestions."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.feedback.proposals import written_suggestions
from valuereport.cli.options import config_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.console.feedback import suggestions_text
from valuereport.errors import ExitCode


@click.command("suggestions")
@config_option
def command(config: Path | None) -> int:
    """List what replies suggest, in the members' own words and without their names, the newest first.

    What you answer goes into suggestions.toml, in your words.
    """
    workspace = workspace_of(config)
    say(suggestions_text(written_suggestions(workspace), workspace.settings.suggestions))
    return ExitCode.DONE
