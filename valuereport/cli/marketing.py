"""What marketing may publish: stories."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from valuereport.cli.common import checked_locale, code_of, config_option, output_option, run_option, workspace
from valuereport.cli.folders import run_folder
from valuereport.cli.ledgers import ledger_of
from valuereport.cli.say import say
from valuereport.console.stories import stories_text
from valuereport.errors import SettingsError
from valuereport.model.dimensions import DIMENSIONS, Dimension
from valuereport.storage import require_local


@click.command()
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
def stories(
    config: Path | None,
    output: Path | None,
    run_name: str,
    by: str,
    locales: tuple[str, ...],
    earlier: tuple[str, ...],
    scope: str,
    draft: bool,
) -> int:
    """Write the story pages, tables and pictures of a run: safe to publish, no member can be worked out from them."""
    from valuereport.pipeline import telling

    settings, out = workspace(config, output)
    folder = require_local(run_folder(out, run_name), "stories")
    asked = telling.Asked(
        _dimensions(by),
        tuple(checked_locale(locale) for locale in locales),
        tuple(require_local(run_folder(out, each), "stories") for each in earlier),
        scope,
        draft,
    )
    with ledger_of(settings, out, None) as ledger:
        told = telling.tell(settings, folder, ledger, asked, datetime.now(UTC).astimezone().date())
    say(stories_text(told.stories, told.files))
    for problem in told.problems:
        where = f"{problem.file}:{problem.row}: " if problem.file else ""
        say(f"{problem.severity}: {where}{problem.reason} -> {problem.action}", err=True)
    return code_of(told.problems)


def _dimensions(by: str) -> tuple[Dimension, ...]:
    words = [word.strip() for word in by.split(",") if word.strip()]
    unknown = [word for word in words if word not in DIMENSIONS]
    if unknown or len(set(words)) < len(words):
        raise SettingsError("the command line", "--by", by, f"some of {', '.join(DIMENSIONS)}, each once, with commas")
    return tuple(each for word in words for each in DIMENSIONS if each == word)
