"""The ledger: where it is; and the commands that ask it, correct it, and make it forget."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from valuereport.cli.common import by_option, config_option, json_option, output_option, say_json, workspace
from valuereport.cli.folders import run_folder
from valuereport.cli.say import say
from valuereport.console.deliveries import deliveries_text, delivery_lines, delivery_text, suppression_lines
from valuereport.errors import ExitCode, LedgerError
from valuereport.files import make_folder, packaged
from valuereport.model.delivery import STATES, Delivery, State
from valuereport.model.suppression import REASONS, SuppressionReason
from valuereport.settings import Settings
from valuereport.storage import remote_path

_FILE = "ledger.sqlite"

if TYPE_CHECKING:  # a batch does not wait for what only deliveries need
    from valuereport.deliver.ledger import Ledger
    from valuereport.deliver.stop_list import StopList
    from valuereport.model.history import History


def ledger_url(settings: Settings, output: Path) -> str:
    """Return where the ledger is: named by the environment, else a file in the workspace. Raises LedgerError."""
    import sqlalchemy as sa

    if named := os.environ.get("VALUEREPORT_DATABASE_URL"):
        return named
    shipped = settings.folder.resolve() == packaged("sample_data").resolve()
    if shipped and remote_path(output):
        raise LedgerError(
            "The ledger of the sample organisation lies in the output folder, and a ledger cannot be in a store: "
            "make a workspace (valuereport init DIR), or name a database with VALUEREPORT_DATABASE_URL"
        )
    folder = (output if shipped else settings.folder).resolve()
    try:
        make_folder(folder)
    except OSError as error:
        raise LedgerError(f"The ledger's folder {folder} cannot be made: {error.strerror}; make it first") from None
    return sa.URL.create("sqlite", database=str(folder / _FILE)).render_as_string()


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


@contextmanager
def ledger_if_there(settings: Settings, output: Path) -> Iterator[Ledger | None]:
    """Open the ledger to ask it something; None where nothing was ever delivered, and so none is made."""
    beside = any((folder / _FILE).exists() for folder in (settings.folder, output))
    if beside or os.environ.get("VALUEREPORT_DATABASE_URL"):
        with ledger_of(settings, output, None) as ledger:
            yield ledger
    else:
        yield None


def member_named(settings: Settings, output: Path, history: History, wanted: str) -> str:
    """Return the id of the member that is meant; a ledger that is there already may know a former id or address."""
    from valuereport.pipeline.valuing import rows_meant
    from valuereport.pipeline.whose import id_of_today

    if rows_meant(history, wanted):
        return id_of_today(history, wanted, None)
    with ledger_if_there(settings, output) as book:
        return id_of_today(history, wanted, book)


@click.group()
def ledger() -> None:
    """What was sent to whom, and what came of it."""


@ledger.command("list")
@config_option
@output_option
@click.option("--run", "run_name", default="", help="Only this run's.")
@click.option("--member", default="", help="Only this member's: an id, a former one, or an address.")
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
        found = book.deliveries(run=run_name, channel=channel, states=states)  # type: ignore[arg-type]
        if member:
            theirs = {one.id for one in _of_member(settings, out, book, member)}
            found = tuple(one for one in found if one.id in theirs)
    if as_json:
        say_json([asdict(one) for one in found])
        return ExitCode.DONE
    for line in delivery_lines(found):
        say(line)
    say(deliveries_text(found))
    return ExitCode.DONE


@ledger.command()
@click.argument("delivery")
@config_option
@output_option
def show(delivery: str, config: Path | None, output: Path | None) -> int:
    """Show one DELIVERY with its history: an id, or the Message-ID of a message; or all of a MEMBER's."""
    settings, out = workspace(config, output)
    with ledger_of(settings, out, None) as book:
        one = book.find(delivery)
        found = (one,) if one else _of_member(settings, out, book, delivery)
        for one in found:
            say(delivery_text(one, book.history(one.id)))
        if not found:
            say("the ledger has no delivery of this member")
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
    say(f"{one.member_id}: {one.state}: {STATES[one.state]}")
    return ExitCode.DONE


@ledger.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@config_option
@output_option
@by_option
def bounces(files: tuple[Path, ...], config: Path | None, output: Path | None, operator: str | None) -> int:
    """Read returned mail, complaints and unsubscribing (FILES: .eml files, folders of them, or an mbox).

    Deliveries that came back are marked as bounced; addresses that do not exist, or said no, are suppressed.
    """
    from valuereport.pipeline.bouncing import mark_bounces

    settings, out = workspace(config, output)
    with ledger_of(settings, out, operator) as book:
        done = mark_bounces(book, files)
    for one in done.bounced:
        say(f"{one.member_id}: bounced: {one.reason or one.answer}")
    for problem in done.problems:
        where = f"{problem.file}, message {problem.row}" if problem.row else problem.file
        say(f"{problem.severity}: {where}: {problem.reason} -> {problem.action}", err=True)
    say(
        f"{len(done.bounced):,} bounced, {done.complaints:,} complained or unsubscribed, "
        f"{len({one.address for one in done.suppressed}):,} suppressed"
    )
    return ExitCode.PROBLEMS if done.problems else ExitCode.DONE


@ledger.command()
@click.argument("addresses", nargs=-1, metavar="ADDRESS...")
@config_option
@output_option
@click.option(
    "--file", "files", multiple=True, type=click.Path(path_type=Path), help="A list of them, as do_not_email."
)
@click.option("--reason", type=click.Choice(REASONS), default="manual", show_default=True, help="Why.")
@click.option("--note", default="", help="What a person may want to know later.")
@by_option
def suppress(
    addresses: tuple[str, ...],
    config: Path | None,
    output: Path | None,
    files: tuple[Path, ...],
    reason: SuppressionReason,
    note: str,
    operator: str | None,
) -> int:
    """Let each ADDRESS get no email any more, whatever the exports say; a member's id means all of that member's."""
    from valuereport.pipeline.suppressing import suppress as write

    if not addresses and not files:
        raise click.UsageError("give an ADDRESS, or a list of them with --file")
    settings, out = workspace(config, output)
    with ledger_of(settings, out, operator) as book:
        made, lists = write(settings, book, addresses, files, reason, note)
    for one in made:
        say(f"{one.address}: suppressed: {one.reason}")
    unclear = say_stop_lists(lists)
    say(f"{len(made):,} suppressed")
    return ExitCode.PROBLEMS if unclear else ExitCode.DONE


@ledger.command()
@click.argument("address")
@config_option
@output_option
@click.option("--by", "operator", required=True, metavar="NAME", help="Who allows it.")
@click.option("--note", required=True, help="Why the address may be written to again.")
def allow(address: str, config: Path | None, output: Path | None, operator: str, note: str) -> int:
    """Let a suppressed ADDRESS get email again, in somebody's name."""
    if not operator.strip() or not note.strip():
        raise click.UsageError("--by and --note must say who allows it, and why")
    settings, out = workspace(config, output)
    with ledger_of(settings, out, operator) as book:
        lifted = book.allow(address, note)
    for one in lifted:
        say(f"{one.address}: allowed again; was suppressed: {one.reason} on {one.at:%Y-%m-%d} by {one.operator}")
    return ExitCode.DONE


@ledger.command("suppressions")
@config_option
@output_option
@click.option("--all", "lifted", is_flag=True, help="Those that were lifted, too.")
@json_option
def suppressions_(config: Path | None, output: Path | None, lifted: bool, as_json: bool) -> int:
    """List the addresses that get no email, whatever the exports say."""
    settings, out = workspace(config, output)
    with ledger_of(settings, out, None) as book:
        found = [one for one in book.suppressions() if lifted or one.lifted_at is None]
    if as_json:
        say_json([asdict(one) for one in found])
        return ExitCode.DONE
    for line in suppression_lines(found):
        say(line)
    say(f"{sum(one.lifted_at is None for one in found):,} suppressed")
    return ExitCode.DONE


def say_stop_lists(lists: Sequence[StopList]) -> int:
    """Say what each list of those who get no email holds; return how many problems there are."""
    for one in lists:
        say(one.summary, err=True)
        for problem in one.problems:
            said = f"{problem.file}, line {problem.row}: {problem.value!r}: {problem.reason} -> {problem.action}"
            say(f"{problem.severity}: {said}", err=True)
    return sum(len(one.problems) for one in lists)


@ledger.command()
@click.argument("run_name", metavar="RUN")
@config_option
@output_option
@click.option("--by", "operator", required=True, metavar="NAME", help="Who answers for it.")
@click.option("--note", required=True, help="What became of the ledger that knew of these deliveries.")
def adopt(run_name: str, config: Path | None, output: Path | None, operator: str, note: str) -> int:
    """Let this ledger take over what RUN remembers of its deliveries, where the ledger that knew them is lost."""
    from valuereport.batch import read_run
    from valuereport.pipeline.remembering import adopt as take_over

    settings, out = workspace(config, output)
    run = read_run(run_folder(out, run_name))
    with ledger_of(settings, out, operator) as book:
        taken = take_over(run, book, note)
    say(deliveries_text(taken))
    for one in taken:
        if one.state == "uncertain":
            say(f"uncertain: {one.member_id}: it may have been handed over: {one.id}", err=True)
    say("Approvals, forgotten members and what else the lost ledger knew are not in this one.")
    return ExitCode.PROBLEMS if any(one.state == "uncertain" for one in taken) else ExitCode.DONE


def _of_member(settings: Settings, out: Path, book: Ledger, member: str) -> tuple[Delivery, ...]:
    """Return all deliveries of the member that is meant. Raises RunError where nobody is."""
    from valuereport.pipeline.whose import ids_in_runs, known_ids

    ids = known_ids(book, settings, member, ids_in_runs(out))
    return tuple({one.id: one for each in ids for one in book.deliveries(member_id=each)}.values())


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
    """Erase MEMBER: statements and personal data go, the fact that something was delivered stays."""
    from valuereport.pipeline.forgetting import forget as erase
    from valuereport.pipeline.whose import addresses_of, ids_in_runs, known_ids

    settings, out = workspace(config, output)
    with ledger_of(settings, out, operator) as book:
        ids = known_ids(book, settings, member, ids_in_runs(out))
        if not yes:
            named = f"{ids[0]} (also {', '.join(ids[1:])})" if ids[1:] else ids[0]
            click.confirm(f"Erase member {named} from the ledger and every run for good?", abort=True, err=True)
        done = erase(out, book, ids, (settings.folder, Path.cwd()), addresses_of(settings, ids))
    say(f"forgotten: {done.deliveries:,} deliveries in the ledger; runs: {', '.join(done.runs) or 'none'}")
    for file in done.erased:
        say(f"erased: {file}")
    for file in done.left:
        say(f"look yourself: {file} may hold this member")
    say("What is gone with others in it (print files, review and contact sheets, exports) can be made again.")
    say("What only you can erase:")
    for where in done.elsewhere:
        say(f"  {where}")
    return ExitCode.DONE
