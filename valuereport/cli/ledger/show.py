"""valuereport ledger show."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ledger.deliveries import show
from valuereport.cli.options import config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.console.deliveries import delivery_text
from valuereport.errors import ExitCode


@click.command("show")
@click.argument("delivery")
@config_option
@output_option
def command(delivery: str, config: Path | None, output: Path | None) -> int:
    """Show one DELIVERY with its history: an id, or the Message-ID of a message; or all of a MEMBER's."""
    found = show(workspace_of(config, output), delivery)
    for one in found:
        say(delivery_text(one.delivery, one.events))
    if not found:
        say("the ledger has no delivery of this member")
    return ExitCode.DONE
