"""One member: statement, explain."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport import pipeline
from valuereport.cli.common import (
    checked_locale,
    config_option,
    json_option,
    output_option,
    say_json,
    workspace,
)
from valuereport.combine import member_at
from valuereport.console.explain import explain_data, explain_text
from valuereport.errors import ExitCode, Problem
from valuereport.files import safe_name


@click.command()
@click.argument("member")
@config_option
@output_option
@click.option("--locale", default="", help="In this locale, such as de-DE.")
def statement(member: str, config: Path | None, output: Path | None, locale: str) -> int:
    """Make one member's statement (MEMBER: an id or an email address)."""
    settings, out = workspace(config, output)
    valued = pipeline.value(settings)
    planned, problems = pipeline.plan(valued, pipeline.Scope((member,), checked_locale(locale)))
    file = out / f"{safe_name(planned[0].member_id)}.pdf"
    if planned[0].reason:
        problems.append(Problem("batch", "warning", planned[0].reason, "a batch would make no statement"))
    made = pipeline.one_statement(valued, planned[0], file)
    for problem in (*problems, *made.problems):
        click.echo(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    click.echo(str(file))
    return ExitCode.PROBLEMS if problems or made.problems else ExitCode.DONE


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
        click.echo(explain_text(member_at(valued.history, row), valuation, period))
    return ExitCode.DONE
