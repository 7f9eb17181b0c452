"""valuereport ledger suppress."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ledger.suppressions import SuppressRequest, suppress
from valuereport.cli.options import by_option, config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.stop_lists import say_stop_lists
from valuereport.cli.workspace import workspace_of
from valuereport.errors import ExitCode
from valuereport.model.suppression import REASONS, SuppressionReason


@click.command("suppress")
@click.argument("addresses", nargs=-1, metavar="ADDRESS...")
@config_option
@output_option
@click.option(
    "--file", "files", multiple=True, type=click.Path(path_type=Path), help="A list of them, as do_not_email."
)
@click.option("--reason", type=click.Choice(REASONS), default="manual", show_default=True, help="Why.")
@click.option("--note", default="", help="What a person may want to know later.")
@by_option
def command(
    addresses: tuple[str, ...],
    config: Path | None,
    output: Path | None,
    files: tuple[Path, ...],
    reason: SuppressionReason,
    note: str,
    operator: str,
) -> int:
    """Let each ADDRESS get no email any more, whatever the exports say; a member's id means all of that member's."""
    if not addresses and not files:
        raise click.UsageError("give an ADDRESS, or a list of them with --file")
    done = suppress(workspace_of(config, output), SuppressRequest(addresses, files, reason, note, operator))
    for one in done.added:
        say(f"{one.address}: suppressed: {one.reason}")
    unclear = say_stop_lists(done.lists)
    say(f"{len(done.added):,} suppressed")
    return ExitCode.PROBLEMS if unclear else ExitCode.DONE
