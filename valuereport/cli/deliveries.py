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
    check_rehearsal,
    config_option,
    folder_option,
    hand_over_option,
    json_option,
    member_option,
    output_option,
    reissue_option,
    run_option,
    say_json,
    workspace,
)
from valuereport.cli.folders import run_folder
from valuereport.cli.ledgers import ledger_if_there, ledger_of, say_stop_lists
from valuereport.cli.say import say
from valuereport.console.deliveries import deliveries_text, handed_over_text, print_text, rehearsal_text
from valuereport.console.progress import progress_bar
from valuereport.errors import DeliveryError, ExitCode, RunError, SettingsError
from valuereport.model.delivery import Delivery
from valuereport.settings import Settings
from valuereport.storage import require_local

if TYPE_CHECKING:  # a batch does not wait for what only these commands need
    from valuereport.pipeline.emailing import Intended


@click.command()
@click.argument("run_name", metavar="RUN")
@config_option
@output_option
@click.option("--by", "operator", metavar="NAME", help="Approve the run in this name.")
@click.option("--previous", type=PlaceType(), help="Last year's run, to compare with.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--although-sample", is_flag=True, help="Although something in it still is the sample organisation's.")
def approve(
    run_name: str,
    config: Path | None,
    output: Path | None,
    operator: str | None,
    previous: Path | None,
    yes: bool,
    although_sample: bool,
) -> int:
    """Write RUN's review sheet and, with --by, approve it: nothing is delivered before that."""
    from valuereport.console.review import review_text
    from valuereport.pipeline.remembering import check_ledger
    from valuereport.pipeline.reviewing import look_over

    settings, out = workspace(config, output)
    reviewed = look_over(settings, run_folder(out, run_name), previous)
    say(review_text(reviewed.review))
    for problem in reviewed.added:
        say(f"warning: {problem.file}: {problem.reason} -> {problem.action}", err=True)
    say(f"\nreview sheet  {reviewed.page}")
    run, left = reviewed.run, reviewed.review.still_sample
    with ledger_of(settings, out, operator) as ledger:
        if operator:
            check_ledger(run.folder.parent, run.period, ledger)
        approval = ledger.approval(run.digest)
        if operator and not approval:
            if left and not although_sample:
                raise DeliveryError(
                    f"The run {run.name} is not approved, for these still are the sample's: {'; '.join(left)}. "
                    "Put your own there and make the run again; or, where all of that is meant, add --although-sample"
                )
            if not yes:
                made = sum(row.status == "rendered" for row in run.rows)
                click.confirm(f"Approve {made:,} statements for delivery, as {operator}?", abort=True, err=True)
            approval = ledger.approve(
                run.name, run.digest, f"although of the sample: {'; '.join(left)}" if left else ""
            )
    if approval is None:
        say(f"The run is a draft. When you have looked at it: valuereport approve {run_name} --by NAME")
        return ExitCode.DONE
    say(f"approved by {approval.operator} on {approval.at:%Y-%m-%d %H:%M} UTC")
    return ExitCode.DONE


@click.command()
@config_option
@output_option
@run_option
@member_option
@click.option("--dry-run", is_flag=True, help="Say what would be sent to whom, and send nothing.")
@click.option("--to-test", metavar="ADDRESS", help="Send some of the messages to this address; no delivery.")
@folder_option
@hand_over_option
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
    hand_over_to: Path | None,
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
    check_rehearsal(to_folder, hand_over_to, reissue)
    if to_test and hand_over_to:
        allowed = "without --to-test: a test message counts for nobody"
        raise SettingsError("the command line", "--hand-over-to", hand_over_to, allowed)
    if to_test and not dry_run:
        transport = emailing.transport_for(settings, to_folder)
        for member, answer in emailing.email_test(settings, folder, transport, to_test, members):
            say(f"{member}  to {to_test}  {answer}")
        return ExitCode.DONE
    if to_folder and not dry_run:
        return _rehearse(settings, out, folder, to_folder, members, as_json)
    with ledger_of(settings, out, operator) as ledger:
        recipients = Recipients(settings, ledger)
        unclear = say_stop_lists(recipients.stop_lists)
        if dry_run:
            intended = emailing.intended(settings, folder, ledger, members, recipients)
            if fewer := emailing.fewer_opt_outs(ledger, recipients.opt_outs(run_name)):
                say(f"warning: {fewer}; email would refuse without --accept-fewer-opt-outs REASON", err=True)
            _say_intended(intended, as_json)
            return ExitCode.PROBLEMS if unclear or fewer else ExitCode.DONE
        with StopOnCtrlC("the message in hand") as stop, progress_bar("messages") as progress:
            emailed = emailing.email(
                *(settings, folder, ledger, hand_over_to, members, reissue, accepted),
                stopped=stop.asked,
                recipients=recipients,
                progress=progress,
            )
    if as_json:
        say_json({"run": emailed.run.name, "deliveries": [asdict(one) for one in emailed.deliveries]})
    else:
        say(deliveries_text(emailed.deliveries))
    if hand_over_to:
        say(handed_over_text(hand_over_to), err=True)
    for problem in emailed.problems:
        say(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    for one in emailed.left_uncertain:
        say(f"uncertain: {one.member_id}: a crash came between hand-over and answer: {one.id}", err=True)
    if emailed.sending.waiting:
        raise RunError(f"stopped; {emailed.sending.waiting:,} wait: the same command goes on with them")
    return ExitCode.PROBLEMS if unclear else _code(emailed.deliveries)


def _rehearse(
    settings: Settings, out: Path, folder: Path, to_folder: Path, members: tuple[str, ...], as_json: bool
) -> int:
    from valuereport.pipeline.recipients import Recipients
    from valuereport.pipeline.rehearsing import rehearse

    with ledger_if_there(settings, out) as ledger, progress_bar("messages") as progress:
        recipients = Recipients(settings, ledger)
        unclear = say_stop_lists(recipients.stop_lists)
        rehearsal = rehearse(settings, folder, to_folder, ledger, members, recipients=recipients, progress=progress)
    for problem in rehearsal.problems:
        say(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    if as_json:
        say_json({"rehearsal": [asdict(one) for one in rehearsal.messages]})
    else:
        say(rehearsal_text([one.reason for one in rehearsal.messages], to_folder))
    return ExitCode.PROBLEMS if unclear else ExitCode.DONE


def _say_intended(intended: list[Intended], as_json: bool) -> None:
    if as_json:
        say_json({"plan": [asdict(one) for one in intended]})
        return
    for one in intended:
        say(f"{one.member_id}  {f'not sent: {one.reason}' if one.reason else one.address}")
    to_send = sum(not one.reason for one in intended)
    say(f"{to_send:,} messages to {len(intended):,} members; none sent")


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
    folder = require_local(run_folder(out, run_name), "print")
    with ledger_of(settings, out, operator) as book:
        if handed_over:
            sent, left = printing.hand_over(folder, book)
            say(f"{len(sent):,} letters are with the mail house")
            for one in left:
                say(f"in the file, and not counted: {one.member_id}: {one.reason}: stop this letter", err=True)
            return ExitCode.PROBLEMS if left else ExitCode.DONE
        with progress_bar("letters") as progress:
            printed = printing.print_run(settings, folder, book, members, reissue, progress)
    files = [(one.file, one.members, one.sheets, one.pages) for one in printed.made.files] if printed.made else []
    say(print_text(files, printed.made.table if printed.made else None, printed.deliveries))
    problems = printed.made.problems if printed.made else ()
    for problem in problems:
        say(f"{problem.severity}: {problem.member_id}: {problem.reason} -> {problem.action}", err=True)
    if printed.made:
        say(f"When the mail house has it: valuereport print --run {run_name} --handed-over")
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
        say(f"{problem.severity}: {whose}{problem.reason} -> {problem.action}", err=True)
    for member, reason in made.withheld:
        say(f"left out: {member}: {reason}", err=True)
    say(f"{file}: {made.members:,} members, {len(made.withheld):,} left out")
    return ExitCode.PROBLEMS if problems else ExitCode.DONE
