"""The command line: thin, and the only place that exits. Commands and exit codes are a promise (README)."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

import valuereport
from valuereport.cli.deliveries import approve, email, export, print_
from valuereport.cli.ledgers import forget, ledger
from valuereport.cli.marketing import stories
from valuereport.cli.members import explain, statement
from valuereport.cli.previews import preview
from valuereport.cli.runs import batch, check, init, sample
from valuereport.cli.say import say
from valuereport.errors import ExitCode, ValuereportError


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


def main() -> NoReturn:
    """Run the command line and exit: the only place that does."""
    try:
        code = cli.main(standalone_mode=False)
    except ValuereportError as error:
        say(f"valuereport: {error}", err=True)
        code = ExitCode.UNFINISHED
    except click.exceptions.Abort:
        say("valuereport: stopped", err=True)
        code = ExitCode.UNFINISHED
    except click.ClickException as error:
        error.show()
        code = ExitCode.UNFINISHED
    except KeyboardInterrupt:
        say("valuereport: stopped at once; valuereport batch --resume goes on", err=True)
        code = ExitCode.UNFINISHED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away: say no more
        code = ExitCode.UNFINISHED
    except OSError as error:
        if "://" not in str(error.filename):
            raise
        say(f"valuereport: {error.filename}: {error.strerror}", err=True)  # of a store
        code = ExitCode.UNFINISHED
    sys.exit(code or ExitCode.DONE)
