"""The commands, in one group. Commands and exit codes are a promise (README)."""

from __future__ import annotations

import click

import valuereport
from valuereport.cli.deliveries import approve, email, export, print_
from valuereport.cli.ledgers import forget, ledger
from valuereport.cli.marketing import stories
from valuereport.cli.members import explain, statement
from valuereport.cli.previews import preview
from valuereport.cli.runs import batch, check, init, sample


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(valuereport.__version__)
def cli() -> None:
    """Personal value statements for the members of an organisation.

    Exit codes: 0 all done; 1 reached the end, but some members or rows have problems; 2 could not reach the end.
    """


_MAKING = (init, check, batch, preview, statement, explain, sample)
_DELIVERING = (approve, email, print_, export, stories, ledger, forget)
for command in (*_MAKING, *_DELIVERING):
    cli.add_command(command)
