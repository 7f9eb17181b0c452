"""valuereport init."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.init import InitRequest, init
from valuereport.actions.terminal import person_at_terminal
from valuereport.cli.say import say


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--empty", is_flag=True, help="Without the sample's organisation: for your own exports (see map).")
@click.option("--with-templates", is_flag=True, help="Copy the shipped templates too, to change them.")
def command(folder: Path, empty: bool, with_templates: bool) -> None:
    """Make a new workspace in FOLDER: commented settings and the sample organisation's exports."""
    init(person_at_terminal(), InitRequest(folder, with_templates, empty))
    if empty:
        say(f"An empty workspace is in {folder}. Put your exports into a folder of it, and then:")
        say(f"  cd {folder}")
        say("  valuereport map FOLDER   finds out what each export is, asks a few questions, and writes the settings")
        return
    say(f"A workspace is in {folder}, with a fictional organisation to try it on:")
    say(f"  cd {folder}")
    say("  valuereport check      what the exports hold, and what is wrong in them")
    say("  valuereport batch      a statement for every member")
    say("Then replace the exports by your own and adapt valuereport.toml; every key is explained there.")
