"""valuereport export."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.export import ExportRequest, export
from valuereport.cli.options import config_option, output_option, run_option
from valuereport.cli.say import code_of, say, say_problems
from valuereport.cli.workspace import workspace_of


@click.command("export")
@config_option
@output_option
@run_option
@click.option(
    "--to", required=True, type=click.Choice(["hubspot", "capsule", "kit", "transpond", "csv"]), help="The system."
)
def command(config: Path | None, output: Path | None, run_name: str, to: str) -> int:
    """Write an approved run's merge fields (headline, ratio, link) as another system imports them."""
    written = export(workspace_of(config, output), ExportRequest(run_name, to))
    say_problems(written.problems)
    withheld = written.exported.withheld
    for member, reason in withheld:
        say(f"left out: {member}: {reason}", err=True)
    say(f"{written.file}: {written.exported.members:,} members, {len(withheld):,} left out")
    return code_of(written.problems)
