"""valuereport ledger bounces."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ledger.bounces import BouncesRequest, bounces
from valuereport.cli.options import by_option, config_option, output_option
from valuereport.cli.say import code_of, say
from valuereport.cli.workspace import workspace_of


@click.command("bounces")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@config_option
@output_option
@by_option
def command(files: tuple[Path, ...], config: Path | None, output: Path | None, operator: str) -> int:
    """Read returned mail, complaints and unsubscribing (FILES: .eml files, folders of them, or an mbox).

    Deliveries that came back are marked as bounced; addresses that do not exist, or said no, are suppressed.
    """
    returned = bounces(workspace_of(config, output), BouncesRequest(files, operator))
    for one in returned.bounced:
        say(f"{one.member_id}: bounced: {one.reason or one.answer}")
    for problem in returned.problems:
        where = f"{problem.file}, message {problem.row}" if problem.row else problem.file
        say(f"{problem.severity}: {where}: {problem.reason} -> {problem.action}", err=True)
    say(
        f"{len(returned.bounced):,} bounced, {returned.complaints:,} complained or unsubscribed, "
        f"{len({one.address for one in returned.suppressed}):,} suppressed"
    )
    return code_of(returned.problems)
