"""The ledger: where it is; and the commands that ask it, correct it, and make it forget."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from valuereport.cli.common import by_option, config_option, json_option, output_option, say_json, workspace
from valuereport.console.deliveries import deliveries_text, delivery_lines, delivery_text
from valuereport.errors import ExitCode, LedgerError
from valuereport.files import make_folder, packaged
from valuereport.model.delivery import STATES, Delivery, State
from valuereport.places import remote
from valuereport.settings import Settings

if TYPE_CHECKING:  # a batch does not wait for what only deliveries need
    from valuereport.deliver.ledger import Ledger


def ledger_url(settings: Settings, output: Path) -> str:
    """Return where the ledger is: named by the environment, else a file in the workspace. Raises LedgerError."""
    import sqlalchemy as sa

    if named := os.environ.get("VALUEREPORT_DATABASE_URL"):
        return named
    shipped = settings.folder.resolve() == packaged("sample_data").resolve()
    if shipped and remote(output):
        raise LedgerError(
            "The ledger of the sample organisation lies in the output folder, and a ledger cannot be in a store: "
            "make a workspace (valuereport init DIR), or name a database with VALUEREPORT_DATABASE_URL"
        )
    folder = (output if shipped else settings.folder).resolve()
    try:
        make_folder(folder)
    except OSError as error:
        raise LedgerError(f"The ledger's folder {folder} cannot be made: {error.strerror}; make it first") from None
    return sa.URL.create("sqlite", database=str(folder / "ledger.sqlite")).render_as_string()


def _login() -> str:
    """Return the user's name; in a container a user may have none, only a number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "a user without a name"


@contextmanager
def ledger_of(settings: Settings, output: Path, operator: str | None) -> Iterator[Ledger]:
    """Open the ledger in somebody's name."""
    from valuereport.deliver.ledger import open_ledger

    with open_ledger(ledger_url(settings, output), operator or _login()) as ledger:
        yield ledger


@click.group()
def ledger() -> None:
    """What was sent to whom, and what came of it."""


@ledger.command("list")
@config_option
@output_option
@click.option("--run", "run_name", default="", help="Only this run's.")
@click.option("--member", default="", help="Only this member's.")
@click.option("--channel", type=click.Choice(["email", "print"]), help="Only this channel's.")
@click.option("--state", "states", multiple=True, type=click.Choice(list(STATES)), help="Only these; may be repeated.")
@json_option
def list_(
    config: Path | None,
    output: Path | None,
    run_name: str,
    member: str,
    channel: str | None,
    states: tuple[State, ...],
    as_json: bool,
) -> int:
    """List deliveries, a line each, and their counts."""
    settings, out = workspace(config, output)
    with ledger_of(settings, out, None) as book:
        book.take_stock()
        found = book.deliveries(run=run_name, channel=channel, member_id=member, states=states)  # type: ignore[arg-type]
    if as_json:
        say_json([asdict(one) for one in found])
        return ExitCode.DONE
    for line in delivery_lines(found):
        click.echo(line)
    click.echo(deliveries_text(found))
    return ExitCode.DONE


@ledger.command()
@click.argument("delivery")
@config_option
@output_option
def show(delivery: str, config: Path | None, output: Path | None) -> int:
    """Show one DELIVERY with its history: an id, or the Message-ID of a message."""
    settings, out = workspace(config, output)
    with ledger_of(settings, out, None) as book:
        found = _found(book, delivery)
        click.echo(delivery_text(found, book.history(found.id)))
    return ExitCode.DONE


@ledger.command()
@click.argument("delivery")
@config_option
@output_option
@click.option("--as", "state", required=True, type=click.Choice(["sent", "failed", "bounced"]), help="What it is.")
@click.option("--note", required=True, help="How you found out.")
@by_option
def resolve(
    delivery: str, config: Path | None, output: Path | None, state: State, note: str, operator: str | None
) -> int:
    """Say what became of an uncertain DELIVERY; one that failed is sent again by the next email command."""
    settings, out = workspace(config, output)
    with ledger_of(settings, out, operator) as book:
        one = book.resolve(_found(book, delivery).id, state, note)
    click.echo(f"{one.member_id}: {one.state}: {STATES[one.state]}")
    return ExitCode.DONE


@ledger.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@config_option
@output_option
@by_option
def bounces(files: tuple[Path, ...], config: Path | None, output: Path | None, operator: str | None) -> int:
    """Read returned mail (FILES: .eml files, folders of them, or an mbox) and mark those deliveries as bounced."""
    from valuereport.pipeline.bouncing import mark_bounces

    settings, out = workspace(config, output)
    with ledger_of(settings, out, operator) as book:
        bounced, problems = mark_bounces(book, files)
    for one in bounced:
        click.echo(f"{one.member_id}: bounced: {one.answer}")
    for problem in problems:
        click.echo(f"{problem.severity}: {problem.file}: {problem.reason} -> {problem.action}", err=True)
    click.echo(f"{len(bounced):,} bounced")
    return ExitCode.PROBLEMS if problems else ExitCode.DONE


def _found(book: Ledger, delivery: str) -> Delivery:
    found = book.find(delivery)
    if found is None:
        raise LedgerError(f"the ledger has no delivery {delivery!r}; valuereport ledger list shows all")
    return found


@click.command()
@click.argument("member")
@config_option
@output_option
@by_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(member: str, config: Path | None, output: Path | None, operator: str | None, yes: bool) -> int:
    """Erase MEMBER (the exact id): statements and personal data go, the fact that something was delivered stays."""
    from valuereport.pipeline.forgetting import forget as erase

    settings, out = workspace(config, output)
    if not yes:
        click.confirm(f"Erase member {member} from the ledger and every run for good?", abort=True, err=True)
    with ledger_of(settings, out, operator) as book:
        done = erase(out, book, (member,), (settings.folder, Path.cwd()))
    click.echo(f"forgotten: {done.deliveries:,} deliveries in the ledger; runs: {', '.join(done.runs) or 'none'}")
    for file in done.erased:
        click.echo(f"erased: {file}")
    for file in done.left:
        click.echo(f"look yourself: {file} may hold this member")
    click.echo("What is gone with others in it (print files, review and contact sheets, exports) can be made again.")
    click.echo("What only you can erase:")
    for where in done.elsewhere:
        click.echo(f"  {where}")
    return ExitCode.DONE
