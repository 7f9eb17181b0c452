"""valuereport stories."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.stories import StoriesRequest, stories
from valuereport.cli.following import watched
from valuereport.cli.options import config_option, output_option, run_option
from valuereport.cli.say import code_of, say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.stories import stories_text
from valuereport.errors import RequestError
from valuereport.model.dimensions import DIMENSIONS, Dimension


@click.command("stories")
@config_option
@output_option
@run_option
@click.option(
    "--by", default="", metavar="LIST", help="Divide by these: sector,region,grade,kind; the settings' own else."
)
@click.option("--locale", "locales", multiple=True, help="In this language, such as de-DE; may be repeated.")
@click.option(
    "--earlier",
    multiple=True,
    metavar="RUN",
    help="The folder of an earlier year's run, for the trend; may be repeated.",
)
@click.option(
    "--scope",
    type=click.Choice(["web", "print", "social"]),
    default="web",
    show_default=True,
    help="Where it is to appear: named cases need a consent for that.",
)
@click.option("--draft", is_flag=True, help="Of a run that nobody has approved: every page is marked as a draft.")
@click.option(
    "--although-below-fee", is_flag=True, help="Although the median member of a group received less than the fee."
)
def command(
    config: Path | None,
    output: Path | None,
    run_name: str,
    by: str,
    locales: tuple[str, ...],
    earlier: tuple[str, ...],
    scope: str,
    draft: bool,
    although_below_fee: bool,
) -> int:
    """Write the story pages, tables and pictures of a run: safe to publish, no member can be worked out from them."""
    request = StoriesRequest(run_name, _dimensions(by), locales, earlier, scope, draft, although_below_fee)
    workspace = workspace_of(config, output)
    with watched("the language in hand") as events:
        written = stories(workspace, request, events)
    say(stories_text(written.stories, written.files))
    say_problems(written.problems)
    return code_of(written.problems)


def _dimensions(by: str) -> tuple[Dimension, ...]:
    words = [word.strip() for word in by.split(",") if word.strip()]
    unknown = [word for word in words if word not in DIMENSIONS]
    if unknown or len(set(words)) < len(words):
        raise RequestError("by", by, f"some of {', '.join(DIMENSIONS)}, each once, with commas")
    return tuple(each for word in words for each in DIMENSIONS if each == word)
