"""One member: statement, explain."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport import pipeline
from valuereport.cli.common import (
    accept_fewer_option,
    by_option,
    checked_locale,
    config_option,
    folder_option,
    json_option,
    output_option,
    reissue_option,
    say_json,
    workspace,
)
from valuereport.cli.folders import new_run_folder, period_name
from valuereport.cli.ledgers import ledger_of
from valuereport.console.deliveries import ready_text
from valuereport.console.explain import explain_data, explain_text
from valuereport.errors import ExitCode, Problem
from valuereport.files import safe_name


@click.command()
@click.argument("member")
@config_option
@output_option
@click.option("--locale", default="", help="In this locale, such as de-DE.")
@click.option("--email", "by_email", is_flag=True, help="Email it, after showing the address and the headline.")
@folder_option
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
    reissue: str,
    accepted: str,
    operator: str | None,
    yes: bool,
) -> int:
    """Make one member's statement (MEMBER: an id or an email address)."""
    settings, out = workspace(config, output)
    valued = pipeline.value(settings)
    if by_email:
        return _email(valued, out, member, checked_locale(locale), to_folder, reissue, accepted, operator, yes=yes)
    planned, problems = pipeline.plan(valued, pipeline.Scope((member,), checked_locale(locale)))
    file = out / f"{safe_name(planned[0].member_id)}.pdf"
    if planned[0].reason:
        problems.append(Problem("batch", "warning", planned[0].reason, "a batch would make no statement"))
    made = pipeline.one_statement(valued, planned[0], file)
    for problem in (*problems, *made.problems):
        click.echo(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    click.echo(str(file))
    return ExitCode.PROBLEMS if problems or made.problems else ExitCode.DONE


def _email(
    valued: pipeline.Valued,
    out: Path,
    wanted: str,
    locale: str,
    to_folder: Path | None,
    reissue: str,
    accepted: str,
    operator: str | None,
    *,
    yes: bool,
) -> int:
    """Make, show, ask, approve, send."""
    from valuereport.pipeline import emailing, single

    emailing.transport_for(valued.settings, to_folder)  # a server that cannot be used is told before all else
    with ledger_of(valued.settings, out, operator) as ledger:
        member = single.may_email(valued, ledger, wanted, reissue, accepted)
        folder = new_run_folder(out, f"{period_name(valued.settings)}-{safe_name(member.member_id)}")
        ready = single.make_ready(valued, member, folder, locale)
        click.echo(ready_text(ready.member, ready.row))
        for problem in ready.problems:
            click.echo(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
        click.echo(f"{'statement':10} {folder / ready.row.file}")
        if not yes and not click.confirm(f"Send it to {member.email}?", err=True):
            click.echo("not sent; the statement stays there as a draft")
            return ExitCode.DONE
        emailed = single.release_and_email(valued, ready, ledger, to_folder, reissue, accepted)
    for one in emailed.deliveries:
        click.echo(f"{one.state:10} {one.reason or one.answer}  {one.id}")
    return ExitCode.DONE if all(one.state == "sent" for one in emailed.deliveries) else ExitCode.PROBLEMS


@click.command()
@click.argument("member")
@config_option
@json_option
def explain(member: str, config: Path | None, as_json: bool) -> int:
    """Show every figure of one member: dated evidence x assumption x discounts = value."""
    settings, _ = workspace(config, None)
    valued = pipeline.value(settings)
    row = pipeline.find_member(valued.history, member)
    valuation = pipeline.explain(valued, row)
    period = settings.workspace.period
    if as_json:
        say_json(explain_data(valuation, period))
    else:
        click.echo(explain_text(valued.roster[row], valuation, period))
    return ExitCode.DONE
