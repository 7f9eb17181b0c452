"""valuereport forget."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.forget import ForgetRequest, forget, ids_to_forget
from valuereport.cli.options import by_option, config_option, output_option, yes_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.errors import ExitCode


@click.command("forget")
@click.argument("member")
@config_option
@output_option
@by_option
@yes_option
def command(member: str, config: Path | None, output: Path | None, operator: str, yes: bool) -> int:
    """Erase MEMBER: statements and personal data go, the fact that something was delivered stays."""
    workspace = workspace_of(config, output)
    ids = ids_to_forget(workspace, member)
    if not yes:
        named = f"{ids[0]} (also {', '.join(ids[1:])})" if ids[1:] else ids[0]
        click.confirm(f"Erase member {named} from the ledger, every run and every pull for good?", abort=True, err=True)
    done = forget(workspace, ForgetRequest(ids, operator))
    say(f"forgotten: {done.deliveries:,} deliveries in the ledger; runs: {', '.join(done.runs) or 'none'}")
    if done.pulls:
        say(f"erased from pulls: {', '.join(done.pulls)}")
    for file in done.erased:
        say(f"erased: {file}")
    for file in done.left:
        say(f"look yourself: {file} may hold this member")
    say("What is gone with others in it (print files, review and contact sheets, exports) can be made again.")
    say("What only you can erase:")
    for where in done.elsewhere:
        say(f"  {where}")
    return ExitCode.DONE
