"""One member: statement, explain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from valuereport import pipeline
from valuereport.cli.common import (
    accept_fewer_option,
    by_option,
    check_rehearsal,
    checked_locale,
    config_option,
    folder_option,
    hand_over_option,
    json_option,
    output_option,
    reissue_option,
    say_json,
    workspace,
)
from valuereport.cli.folders import new_run_folder, period_name
from valuereport.cli.ledgers import ledger_if_there, ledger_of, member_named
from valuereport.cli.say import say
from valuereport.console.deliveries import handed_over_text, ready_text, rehearsal_text
from valuereport.console.explain import explain_data, explain_text
from valuereport.errors import ExitCode, Problem, SettingsError
from valuereport.files import safe_name

if TYPE_CHECKING:
    from valuereport.pipeline.single import Ready


@click.command()
@click.argument("member")
@config_option
@output_option
@click.option("--locale", default="", help="In this locale, such as de-DE.")
@click.option("--email", "by_email", is_flag=True, help="Email it, after showing the address and the headline.")
@folder_option
@hand_over_option
@reissue_option
@accept_fewer_option
@by_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def statement(
    member: str,
    config: Path | None,
    output: Path | None,
    locale: str,
    by_email: bool,
    to_folder: Path | None,
    hand_over_to: Path | None,
    reissue: str,
    accepted: str,
    operator: str | None,
    yes: bool,
) -> int:
    """Make one member's statement (MEMBER: an id, a former one, or an email address)."""
    for option, folder in (("--to-folder", to_folder), ("--hand-over-to", hand_over_to)):
        if folder and not by_email:
            raise SettingsError("the command line", option, folder, "with --email: it is for the message")
    check_rehearsal(to_folder, hand_over_to, reissue)
    settings, out = workspace(config, output)
    valued = pipeline.value(settings)
    member = member_named(settings, out, valued.history, member)
    if by_email and to_folder:
        return _rehearse(valued, out, member, checked_locale(locale), to_folder)
    if by_email:
        return _email(valued, out, member, checked_locale(locale), hand_over_to, reissue, accepted, operator, yes=yes)
    planned, problems = pipeline.plan(valued, pipeline.Scope((member,), checked_locale(locale)))
    file = out / f"{safe_name(planned[0].member_id)}.pdf"
    if planned[0].action == "skip":
        problems.append(Problem("batch", "warning", planned[0].reason, "a batch would make no statement"))
    made = pipeline.one_statement(valued, planned[0], file)
    for problem in (*problems, *made.problems):
        say(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    say(str(file))
    return ExitCode.PROBLEMS if problems or made.problems else ExitCode.DONE


def _email(
    valued: pipeline.Valued,
    out: Path,
    wanted: str,
    locale: str,
    hand_over_to: Path | None,
    reissue: str,
    accepted: str,
    operator: str | None,
    *,
    yes: bool,
) -> int:
    """Make, show, ask, approve, send."""
    from valuereport.pipeline import emailing, single
    from valuereport.pipeline.remembering import check_ledger

    emailing.transport_for(valued.settings, hand_over_to)  # a server that cannot be used is told before all else
    with ledger_of(valued.settings, out, operator) as ledger:
        period = valued.settings.workspace.period
        check_ledger(out, f"{period.start}/{period.end}", ledger)  # before anything is made
        member = single.may_email(valued, ledger, wanted, reissue, accepted)
        folder = new_run_folder(out, f"{period_name(valued.settings)}-{safe_name(member.member_id)}")
        ready = single.make_ready(valued, member, folder, locale)
        _show(ready)
        if not yes and not click.confirm(f"Send it to {member.email}?", err=True):
            say("not sent; the statement stays there as a draft")
            return ExitCode.DONE
        emailed = single.release_and_email(valued, ready, ledger, hand_over_to, reissue, accepted)
    for one in emailed.deliveries:
        say(f"{one.state:10} {one.reason or one.answer}  {one.id}")
    if hand_over_to:
        say(handed_over_text(hand_over_to), err=True)
    return ExitCode.DONE if all(one.state == "sent" for one in emailed.deliveries) else ExitCode.PROBLEMS


def _rehearse(valued: pipeline.Valued, out: Path, wanted: str, locale: str, to_folder: Path) -> int:
    """Make, show, write the message."""
    from valuereport.pipeline import single
    from valuereport.pipeline.recipients import Recipients
    from valuereport.pipeline.rehearsing import rehearse

    with ledger_if_there(valued.settings, out) as ledger:
        recipients = Recipients(valued.settings, ledger, valued)
        member = single.addressee(valued, recipients, wanted)
        folder = new_run_folder(out, f"{period_name(valued.settings)}-{safe_name(member.member_id)}")
        ready = single.make_ready(valued, member, folder, locale)
        _show(ready)
        rehearsal = rehearse(valued.settings, folder, to_folder, ledger, (member.member_id,), recipients=recipients)
    say(rehearsal_text([one.reason for one in rehearsal.messages], to_folder))
    return ExitCode.DONE


def _show(ready: Ready) -> None:
    """Say what a person has to see before a statement is sent."""
    say(ready_text(ready.member, ready.row))
    for problem in ready.problems:
        say(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    say(f"{'statement':10} {ready.run.folder / ready.row.file}")


@click.command()
@click.argument("member")
@config_option
@json_option
def explain(member: str, config: Path | None, as_json: bool) -> int:
    """Show every figure of one member: dated evidence x assumption x discounts = value."""
    settings, out = workspace(config, None)
    valued = pipeline.value(settings)
    row = pipeline.find_member(valued.history, member_named(settings, out, valued.history, member))
    valuation = pipeline.explain(valued, row)
    period = settings.workspace.period
    if as_json:
        say_json(explain_data(valuation, period))
    else:
        say(explain_text(valued.roster[row], valuation, period))
    return ExitCode.DONE
