"""valuereport pull."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from valuereport.actions.connections import can_pull
from valuereport.actions.pull import PullRequest, plan_pull, pull, pulls
from valuereport.answers.pull import PulledConnection
from valuereport.cli.following import watched
from valuereport.cli.options import config_option, json_option, output_option
from valuereport.cli.say import say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.pull import listed_text, planned_text, pulled_text
from valuereport.errors import ExitCode, ValuereportError


@click.command("pull")
@click.argument("name", nargs=-1)
@config_option
@output_option
@click.option("--full", is_flag=True, help="Fetch everything, and not only what has changed since the pull before.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Fetch what has changed since this day (UTC)."
)
@click.option("--dry-run", is_flag=True, help="Show what would be fetched, and ask no system anything.")
@click.option("--list", "as_list", is_flag=True, help="List the pulls that are there.")
@json_option
def command(
    name: tuple[str, ...],
    config: Path | None,
    output: Path | None,
    full: bool,
    since: datetime | None,
    dry_run: bool,
    as_list: bool,
    as_json: bool,
) -> int:
    """Fetch what the sources need from the systems that have it; nothing in them is changed."""
    workspace = workspace_of(config, output)
    if as_list:
        listed = pulls(workspace)
        say_json({"pulls": [asdict(one) for one in listed]}) if as_json else say(listed_text(listed))
        return ExitCode.DONE
    if not can_pull():
        raise ValuereportError('pulling needs one more library: python -m pip install "valuereport[connect]"')
    request = PullRequest(name, full, since.date() if since else None)
    if dry_run:
        planned = plan_pull(workspace, request)
        if as_json:
            say_json({"pulls": [asdict(one) for one in planned]})
        for one in () if as_json else planned:
            say(planned_text(one))
        return ExitCode.DONE
    with watched("the page in hand") as events:
        pulled = pull(workspace, request, events)
    if as_json:
        say_json({"pulls": [asdict(one) for one in pulled]})
    for each in pulled:
        if each.failed:
            say(f"error: {each.failed}", err=True)
        elif not as_json:
            say(pulled_text(each))
    return _code(pulled)


def _code(pulled: tuple[PulledConnection, ...]) -> ExitCode:
    """Return 2 where nothing came of any connection, 1 where something is missing yet."""
    if all(one.failed for one in pulled):
        return ExitCode.UNFINISHED
    whole = all(one.about and one.about.is_finished for one in pulled)
    return ExitCode.DONE if whole else ExitCode.PROBLEMS
