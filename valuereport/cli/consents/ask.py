"""valuereport consents ask."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ask_for_story import AskForStoryRequest, ask_for_story
from valuereport.cli.options import by_option, config_option, output_option
from valuereport.cli.say import code_of, say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.consents import asked_text


@click.command("ask")
@click.argument("member")
@config_option
@output_option
@by_option
def command(member: str, config: Path | None, output: Path | None, operator: str) -> int:
    """Ask a member for a story (MEMBER: an id, a former one, or an email address).

    Writes a letter with a form of permission in the member's language, and a draft into consents.csv. A draft allows
    nothing: once the form is signed, fill in the row and empty its cell draft. Sends nothing. Whoever wants no mail,
    has withdrawn a permission or has been asked before is not asked.
    """
    done = ask_for_story(workspace_of(config, output), AskForStoryRequest(member, operator))
    say(asked_text(done))
    say_problems(done.problems)
    return code_of(done.problems)
