"""valuereport export."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from valuereport.actions.export import SYSTEMS, ExportRequest, export
from valuereport.actions.push import PushRequest, plan_push, push
from valuereport.actions.workspace import Workspace
from valuereport.cli.following import watched
from valuereport.cli.options import by_option, config_option, json_option, member_option, output_option, run_option
from valuereport.cli.say import code_of, say, say_json, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.push import planned_text, pushed_text
from valuereport.errors import ExitCode, RequestError, StoppedError


@click.command("export")
@config_option
@output_option
@run_option
@click.option(
    "--to", required=True, metavar="SYSTEM", help="hubspot, capsule, kit, transpond or csv; with --push a connection."
)
@click.option("--push", "pushes", is_flag=True, help="Write to the contacts there, as [connection.push] says; no file.")
@click.option("--dry-run", is_flag=True, help="With --push: show what would be written, and write nothing.")
@click.option("--undo", is_flag=True, help="With --push: set back what stood there before, where ours still stands.")
@member_option
@by_option
@json_option
def command(
    config: Path | None,
    output: Path | None,
    run_name: str,
    to: str,
    pushes: bool,
    dry_run: bool,
    undo: bool,
    members: tuple[str, ...],
    operator: str,
    as_json: bool,
) -> int:
    """Write an approved run's merge fields (headline, ratio, link) as another system imports them."""
    workspace = workspace_of(config, output)
    if pushes:
        return _push(workspace, PushRequest(run_name, to, members, undo, operator), dry_run, as_json)
    for name, given in (("dry_run", dry_run), ("undo", undo), ("member", members), ("json", as_json)):
        if given:
            raise RequestError(name, given, "with --push alone: a file is written as a whole")
    if to not in SYSTEMS:
        raise RequestError("to", to, f"one of {', '.join(SYSTEMS)}; a connection with --push")
    written = export(workspace, ExportRequest(run_name, to))
    say_problems(written.problems)
    withheld = written.exported.withheld
    for member, reason in withheld:
        say(f"left out: {member}: {reason}", err=True)
    say(f"{written.file}: {written.exported.members:,} members, {len(withheld):,} left out")
    return code_of(written.problems)


def _push(workspace: Workspace, request: PushRequest, dry_run: bool, as_json: bool) -> int:
    if dry_run:
        plan = plan_push(workspace, request)
        say_problems(plan.problems)
        say_json(asdict(plan)) if as_json else say(planned_text(plan))
        return code_of(plan.problems)
    with watched("the contact in hand") as events:
        pushed = push(workspace, request, events)
    say_problems(pushed.problems)
    say_json(asdict(pushed)) if as_json else say(pushed_text(pushed))
    if pushed.stopped:
        raise StoppedError(f"stopped: {pushed.stopped}; {pushed.waiting:,} wait: the same command goes on with them")
    wrong = any(one.state not in ("done", "skipped", "undone") for one in pushed.pushes)
    left = any(one.state == "undone" and one.reason for one in pushed.pushes)
    return ExitCode.PROBLEMS if wrong or left or pushed.problems else ExitCode.DONE
