"""valuereport statement."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.compare import CompareRequest, compare
from valuereport.actions.statement import (
    Ready,
    StatementEmail,
    StatementRequest,
    make_ready,
    rehearse_statement,
    release_and_email,
    statement,
)
from valuereport.actions.workspace import Workspace
from valuereport.answers.comparison import comparison_data
from valuereport.cli.options import (
    accept_fewer_option,
    by_option,
    check_rehearsal,
    config_option,
    folder_option,
    hand_over_option,
    json_option,
    locale_option,
    output_option,
    reissue_option,
    yes_option,
)
from valuereport.cli.say import code_of, say, say_json, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.comparison import comparison_text
from valuereport.console.deliveries import handed_over_text, ready_text, rehearsal_text
from valuereport.errors import ExitCode, RequestError


@click.command("statement")
@click.argument("member")
@config_option
@output_option
@locale_option
@click.option("--email", "by_email", is_flag=True, help="Email it, after showing the address and the headline.")
@folder_option
@hand_over_option
@reissue_option
@accept_fewer_option
@by_option
@yes_option
@click.option("--compare", "comparing", is_flag=True, help="Make nothing: show what is other than in a run.")
@click.option("--run", "run_name", default="", metavar="RUN", help="With --compare: this run; else the newest one.")
@json_option
def command(
    member: str,
    config: Path | None,
    output: Path | None,
    locale: str,
    by_email: bool,
    to_folder: Path | None,
    hand_over_to: Path | None,
    reissue: str,
    accepted: str,
    operator: str,
    yes: bool,
    comparing: bool,
    run_name: str,
    as_json: bool,
) -> int:
    """Make one member's statement (MEMBER: an id, a former one, or an email address)."""
    for name, folder in (("to_folder", to_folder), ("hand_over_to", hand_over_to)):
        if folder and not by_email:
            raise RequestError(name, folder, "with --email: it is for the message")
    check_rehearsal(to_folder, hand_over_to, reissue)
    for name, given in (("run", run_name), ("json", as_json)):
        if given and not comparing:
            raise RequestError(name, given, "with --compare")
    workspace, request = workspace_of(config, output), StatementRequest(member, locale)
    if comparing:
        if by_email:
            raise RequestError("compare", "--email", "one of the two")
        compared = compare(workspace, CompareRequest(member, run_name))
        say_json(comparison_data(compared)) if as_json else say(comparison_text(compared))
        return ExitCode.DONE
    if not by_email:
        made = statement(workspace, request)
        say_problems(made.problems)
        say(str(made.file))
        return code_of(made.problems)
    if to_folder:
        ready, rehearsal = rehearse_statement(workspace, request, to_folder)
        _show(ready)
        say(rehearsal_text([one.reason for one in rehearsal.messages], to_folder))
        return ExitCode.DONE
    return _email(workspace, request, StatementEmail(hand_over_to, reissue, accepted, operator), ask=not yes)


def _email(workspace: Workspace, request: StatementRequest, email: StatementEmail, *, ask: bool) -> int:
    """Make, show, ask, approve, send."""
    ready = make_ready(workspace, request, email)
    _show(ready)
    if ask and not click.confirm(f"Send it to {ready.member.email}?", err=True):
        say("not sent; the statement stays there as a draft")
        return ExitCode.DONE
    emailed = release_and_email(workspace, ready, email)
    for one in emailed.deliveries:
        say(f"{one.state:10} {one.reason or one.answer}  {one.id}")
    if email.hand_over_to:
        say(handed_over_text(email.hand_over_to), err=True)
    return ExitCode.DONE if all(one.state == "sent" for one in emailed.deliveries) else ExitCode.PROBLEMS


def _show(ready: Ready) -> None:
    """Say what a person has to see before a statement is sent."""
    say(ready_text(ready.member, ready.row))
    say_problems(ready.problems)
    say(f"{'statement':10} {ready.run.folder / ready.row.file}")
