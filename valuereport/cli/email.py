"""valuereport email."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from valuereport.actions.email import EmailRequest, EmailTestRequest, email, email_test, plan_email
from valuereport.actions.rehearse import RehearsalRequest, rehearse
from valuereport.actions.workspace import Workspace
from valuereport.cli.following import watched
from valuereport.cli.options import (
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
)
from valuereport.cli.say import say, say_json, say_problems
from valuereport.cli.stop_lists import say_stop_lists
from valuereport.cli.workspace import workspace_of
from valuereport.console.deliveries import deliveries_text, handed_over_text, rehearsal_text
from valuereport.errors import ExitCode, RequestError, StoppedError


@click.command("email")
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
def command(
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
    operator: str,
    as_json: bool,
) -> int:
    """Email an approved run's statements, each once; given again, it goes on where it was stopped."""
    workspace = workspace_of(config, output)
    check_rehearsal(to_folder, hand_over_to, reissue)
    if to_test and hand_over_to:
        raise RequestError("hand_over_to", hand_over_to, "without --to-test: a test message counts for nobody")
    request = EmailRequest(run_name, members, hand_over_to, reissue, accepted, operator)
    if dry_run:
        return _plan(workspace, request, as_json)
    if to_test:
        for one in email_test(workspace, EmailTestRequest(run_name, to_test, members, to_folder)):
            say(f"{one.member_id}  to {to_test}  {one.answer}")
        return ExitCode.DONE
    if to_folder:
        return _rehearse(workspace, RehearsalRequest(run_name, to_folder, members), as_json)
    return _send(workspace, request, as_json)


def _plan(workspace: Workspace, request: EmailRequest, as_json: bool) -> int:
    found = plan_email(workspace, request)
    unclear = say_stop_lists(found.stop_lists)
    if found.fewer_opt_outs:
        text = f"{found.fewer_opt_outs}; email would refuse without --accept-fewer-opt-outs REASON"
        say(f"warning: {text}", err=True)
    if found.old_pulls:
        say(f"warning: {found.old_pulls}; email would refuse before there is another pull", err=True)
    if as_json:
        say_json({"plan": [asdict(one) for one in found.intended]})
    else:
        for one in found.intended:
            say(f"{one.member_id}  {f'not sent: {one.reason}' if one.reason else one.address}")
        to_send = sum(not one.reason for one in found.intended)
        say(f"{to_send:,} messages to {len(found.intended):,} members; none sent")
    return ExitCode.PROBLEMS if unclear or found.fewer_opt_outs or found.old_pulls else ExitCode.DONE


def _send(workspace: Workspace, request: EmailRequest, as_json: bool) -> int:
    with watched("the message in hand") as events:
        emailed = email(workspace, request, events)
    unclear = any(one.problems for one in emailed.stop_lists)
    if as_json:
        say_json({"run": emailed.run.name, "deliveries": [asdict(one) for one in emailed.deliveries]})
    else:
        say(deliveries_text(emailed.deliveries))
    if request.hand_over_to:
        say(handed_over_text(request.hand_over_to), err=True)
    say_problems(emailed.problems)
    for one in emailed.left_uncertain:
        say(f"uncertain: {one.member_id}: a crash came between hand-over and answer: {one.id}", err=True)
    if emailed.sending.waiting:
        raise StoppedError(f"stopped; {emailed.sending.waiting:,} wait: the same command goes on with them")
    fine = not unclear and all(one.state in ("sent", "skipped") for one in emailed.deliveries)
    return ExitCode.DONE if fine else ExitCode.PROBLEMS


def _rehearse(workspace: Workspace, request: RehearsalRequest, as_json: bool) -> int:
    with watched() as events:
        rehearsal = rehearse(workspace, request, events)
    unclear = say_stop_lists(rehearsal.stop_lists)
    say_problems(rehearsal.problems)
    if as_json:
        say_json({"rehearsal": [asdict(one) for one in rehearsal.messages]})
    else:
        say(rehearsal_text([one.reason for one in rehearsal.messages], request.to_folder))
    return ExitCode.PROBLEMS if unclear else ExitCode.DONE
