"""valuereport feedback form."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.feedback.form import write_forms
from valuereport.cli.options import config_option, locales_option, output_option
from valuereport.cli.say import code_of, say, say_problems
from valuereport.cli.workspace import workspace_of


@click.command("form")
@config_option
@output_option
@locales_option
def command(config: Path | None, output: Path | None, locales: tuple[str, ...]) -> int:
    """Write the form that the links of statements lead to: a file a language, for your own site.

    Each file needs nothing else. A link shows the answer that it stands for; only the button sends it.
    """
    done = write_forms(workspace_of(config, output), locales)
    for file in done.files:
        say(str(file))
    if done.lacking:
        say(f"your surveys.toml lacks what {done.lacking} holds: without it replies are not read back", err=True)
    say_problems(done.problems)
    return code_of(done.problems)
