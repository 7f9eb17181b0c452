"""valuereport survey draft."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.survey import SurveyDraftRequest, draft
from valuereport.cli.options import config_option, locales_option, output_option
from valuereport.cli.say import code_of, say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.survey import draft_text


@click.command("draft")
@click.argument("name")
@config_option
@output_option
@click.option("--feature", "features", multiple=True, metavar="ID", help="Only about this feature; may be repeated.")
@click.option("--seed", type=int, default=None, help="Another order of the features; that of the calculation else.")
@locales_option
def command(
    name: str,
    config: Path | None,
    output: Path | None,
    features: tuple[str, ...],
    seed: int | None,
    locales: tuple[str, ...],
) -> int:
    """Write a survey's questions (NAME: its id in surveys.toml): a form to print and a table for survey tools.

    Asks the pair of Kano's method and the importance about each feature that is not stopped, in an order of chance,
    then the survey's other questions. Says first how many responses are needed.
    """
    done = draft(workspace_of(config, output), SurveyDraftRequest(name, features, locales, seed))
    say(draft_text(done))
    say_problems(done.problems)
    return code_of(done.problems)
