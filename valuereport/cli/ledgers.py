"""The ledger, and the options of the commands that write in it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from valuereport.errors import LedgerError
from valuereport.files import packaged
from valuereport.settings import Settings

if TYPE_CHECKING:  # a batch does not wait for what only deliveries need
    from valuereport.deliver.ledger import Ledger

run_option = click.option("--run", "run_name", required=True, metavar="RUN", help="The run's name or folder.")
member_option = click.option("--member", "members", multiple=True, help="Only this member's; may be repeated.")
by_option = click.option("--by", "operator", metavar="NAME", help="Who does this; your login where not given.")
folder_option = click.option(
    "--to-folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write .eml files there instead of sending: to look at, or to hand on.",
)
reissue_option = click.option("--reissue", default="", metavar="REASON", help="Send again to who has one already.")


def ledger_url(settings: Settings, output: Path) -> str:
    """Return where the ledger is: named by the environment, else a file in the workspace. Raises LedgerError."""
    import sqlalchemy as sa

    if named := os.environ.get("VALUEREPORT_DATABASE_URL"):
        return named
    shipped = settings.folder.resolve() == packaged("sample_data").resolve()
    folder = (output if shipped else settings.folder).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"The ledger's folder {folder} cannot be made: {error.strerror}; make it first") from None
    return sa.URL.create("sqlite", database=str(folder / "ledger.sqlite")).render_as_string()


@contextmanager
def ledger_of(settings: Settings, output: Path, operator: str | None) -> Iterator[Ledger]:
    """Open the ledger in somebody's name."""
    from valuereport.deliver.ledger import open_ledger

    with open_ledger(ledger_url(settings, output), operator or getpass.getuser()) as ledger:
        yield ledger
