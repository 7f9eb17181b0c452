"""From a finished run to the members' hands: approve, email, print, export."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from valuereport.cli.common import (
    PlaceType,
    StopOnCtrlC,
    accept_fewer_option,
    by_option,
    config_option,
    folder_option,
    json_option,
    member_option,
    output_option,
    reissue_option,
    run_option,
    say_json,
    workspace,
)
from valuereport.cli.folders import run_folder
from valuereport.cli.ledgers import ledger_of, say_stop_lists
from valuereport.console.deliveries import deliveries_text, print_text
from valuereport.console.progress import progress_bar
from valuereport.errors import ExitCode, RunError
from valuereport.model.delivery import Delivery
from valuereport.places import on_this_machine

if TYPE_CHECKING:  # a batch does not wait for what only these commands need
    from valuereport.pipeline.emailing import Intended


@click.command()
@click.argument("run_name", metavar="RUN")
@config_option
@output_option
@click.option("--by", "operator", metavar="NAME", help="Approve the run in this name.")
@click.option("--previous", type=PlaceType(), help="Last year's run, to compare with.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def approve(
    run_name: str, config: Path | None, output: Path | None, operator: str | None, previous: Path | None, yes: bool
) -> int:
    """Write RUN's review sheet and, with --by, approve it: nothing is delivered before that."""
    from valuereport.console.review import review_text
    from valuereport.pipeline.reviewing import look_over

    settings, out = workspace(config, output)
    reviewed = look_over(settings, run_folder(out, run_name), previous)
    click.echo(review_text(reviewed.review))
    for problem in reviewed.added:
        click.echo(f"warning: {problem.file}: {problem.reason} -> {problem.action}", err=True)
    click.echo(f"\nreview sheet  {reviewed.page}")
    run = reviewed.run
    with ledger_of(settings, out, operator) as ledger:
        approval = ledger.approval(run.digest)
        if operator and not approval:
            if not yes:
                made = sum(row.status == "rendered" for row in run.rows)
                click.confirm(f"Approve {made:,} statements for delivery, as {operator}?", abort=True, err=True)
            approval = ledger.approve(run.name, run.digest)
    if approval is None:
        click.echo(f"The run is a draft. When you have looked at it: valuereport approve {run_name} --by NAME")
        return ExitCode.DONE
    click.echo(f"approved by {approval.operator} on {approval.at:%Y-%m-%d %H:%M} UTC")
    return ExitCode.DONE


@click.command()
@config_option
@output_option
@run_option
@member_option
@click.option("--dry-run", is_flag=True, help="Say what would be sent to whom, and send nothing.")
@click.option("--to-test", metavar="ADDRESS", help="Send some of the messages to this address; no delivery.")
@folder_option
@reissue_option
@accept_fewer_option
@by_option
@json_option
def email(
    config: Path | None,
    output: Path | None,
    run_name: str,
    members: tuple[str, ...],
    dry_run: bool,
    to_test: str | None,
    to_folder: Path | None,
    reissue: str,
    accepted: str,
    operator: str | None,
    as_json: bool,
) -> int:
    """Email an approved run's statements, each once; given again, it goes on where it was stopped."""
    from valuereport.pipeline import emailing
    from valuereport.pipeline.recipients import Recipients

    settings, out = workspace(config, output)
    folder = run_folder(out, run_name)
    if to_test:
        transport = emailing.transport_for(settings, to_folder)
        for member, answer in emailing.email_test(settings, folder, transport, to_test, members):
            click.echo(f"{member}  to {to_test}  {answer}")
        return ExitCode.DONE
    with ledger_of(settings, out, operator) as ledger:
        recipients = Recipients(settings, ledger)
        unclear = say_stop_lists(recipients.stop_lists)
        if dry_run:
            intended = emailing.intended(settings, folder, ledger, members, recipients)
            if fewer := emailing.fewer_opt_outs(ledger, recipients.opt_outs(run_name)):
                click.echo(f"warning: {fewer}; email would refuse without --accept-fewer-opt-outs REASON", err=True)
            _say_intended(intended, as_json)
            return ExitCode.PROBLEMS if unclear or fewer else ExitCode.DONE
        with StopOnCtrlC("the message in hand") as stop, progress_bar("messages") as progress:
            emailed = emailing.email(
                *(settings, folder, ledger, to_folder, members, reissue, accepted),
                stopped=stop.asked,
                recipients=recipients,
                progress=progress,
            )
    if as_json:
        say_json({"run": emailed.run.name, "deliveries": [asdict(one) for one in emailed.deliveries]})
    else:
        click.echo(deliveries_text(emailed.deliveries))
    for problem in emailed.problems:
        click.echo(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    for one in emailed.left_uncertain:
        click.echo(f"uncertain: {one.member_id}: a crash came between hand-over and answer: {one.id}", err=True)
    if emailed.sending.waiting:
        raise RunError(f"stopped; {emailed.sending.waiting:,} wait: the same command goes on with them")
    return ExitCode.PROBLEMS if unclear else _code(emailed.deliveries)


def _say_intended(intended: list[Intended], as_json: bool) -> None:
    if as_json:
        say_json({"plan": [asdict(one) for one in intended]})
        return
    for one in intended:
        click.echo(f"{one.member_id}  {f'not sent: {one.reason}' if one.reason else one.address}")
    to_send = sum(not one.reason for one in intended)
    click.echo(f"{to_send:,} messages to {len(intended):,} members; none sent")


def _code(deliveries: tuple[Delivery, ...]) -> ExitCode:
    fine = all(one.state in ("sent", "skipped") for one in deliveries)
    return ExitCode.DONE if fine else ExitCode.PROBLEMS


@click.command("print")
@config_option
@output_option
@run_option
@member_option
@click.option("--handed-over", is_flag=True, help="The mail house has the print file: count its letters as sent.")
@reissue_option
@by_option
def print_(
    config: Path | None,
    output: Path | None,
    run_name: str,
    members: tuple[str, ...],
    handed_over: bool,
    reissue: str,
    operator: str | None,
) -> int:
    """Write the mail house's print file of an approved run; again and again, until it is handed over."""
    from valuereport.pipeline import printing

    settings, out = workspace(config, output)
    folder = on_this_machine(run_folder(out, run_name), "print")
    with ledger_of(settings, out, operator) as book:
        if handed_over:
            sent = printing.hand_over(folder, book)
            click.echo(f"{len(sent):,} letters are with the mail house")
            return ExitCode.DONE
        with progress_bar("letters") as progress:
            printed = printing.print_run(settings, folder, book, members, reissue, progress)
    files = [(one.file, one.members, one.sheets, one.pages) for one in printed.made.files] if printed.made else []
    click.echo(print_text(files, printed.made.table if printed.made else None, printed.deliveries))
    problems = printed.made.problems if printed.made else ()
    for problem in problems:
        click.echo(f"{problem.severity}: {problem.member_id}: {problem.reason} -> {problem.action}", err=True)
    if printed.made:
        click.echo(f"When the mail house has it: valuereport print --run {run_name} --handed-over")
    return ExitCode.PROBLEMS if problems else ExitCode.DONE


@click.command()
@config_option
@output_option
@run_option
@click.option("--to", required=True, type=click.Choice(["hubspot", "capsule", "kit", "csv"]), help="The system.")
def export(config: Path | None, output: Path | None, run_name: str, to: str) -> int:
    """Write an approved run's merge fields (headline, ratio, link) as another system imports them."""
    from valuereport.pipeline.exporting import export as write_export

    settings, out = workspace(config, output)
    with ledger_of(settings, out, None) as book:
        file, made, problems = write_export(settings, run_folder(out, run_name), book, to)
    for problem in problems:
        whose = f"{problem.member_id}: " if problem.member_id else ""
        click.echo(f"{problem.severity}: {whose}{problem.reason} -> {problem.action}", err=True)
    for member, reason in made.withheld:
        click.echo(f"left out: {member}: {reason}", err=True)
    click.echo(f"{file}: {made.members:,} members, {len(made.withheld):,} left out")
    return ExitCode.PROBLEMS if problems else ExitCode.DONE
