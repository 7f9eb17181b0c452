"""valuereport preview."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from valuereport.actions.preview import Previewed, PreviewRequest, preview, previews
from valuereport.actions.workspace import Workspace
from valuereport.cli.following import watched
from valuereport.cli.options import config_option, locales_option, output_option
from valuereport.cli.remedies import message
from valuereport.cli.say import code_of, say
from valuereport.cli.workspace import workspace_of
from valuereport.errors import ExitCode, ValuereportError


@click.command("preview")
@click.argument("members", nargs=-1, metavar="[MEMBER]...")
@config_option
@output_option
@locales_option
@click.option("--watch", is_flag=True, help="Go on, and make all anew whenever the design or the settings change.")
@click.option("--open-nothing", is_flag=True, help="Do not open the contact sheet on the desktop.")
def command(
    members: tuple[str, ...],
    config: Path | None,
    output: Path | None,
    locales: tuple[str, ...],
    watch: bool,
    open_nothing: bool,
) -> int:
    """Make typical statements, or those of each MEMBER (an id or an email address), and a contact sheet of them."""
    workspace, request = workspace_of(config, output), PreviewRequest(members, locales, output)
    if watch:
        return _watch(workspace, request, show=not open_nothing)
    with watched() as events:
        made = preview(workspace, request, events)
    _say_previewed(made, show=not open_nothing)
    return code_of(made.problems)


def _watch(workspace: Workspace, request: PreviewRequest, *, show: bool) -> int:
    try:
        with watched() as events:
            made = previews(workspace, request, events)
            first = next(made)
        _say_found(first, show=show)
        say("watching templates, style sheets, catalogues, logo and settings; Ctrl-C ends it", err=True)
        for found in made:
            _say_found(found)
    except KeyboardInterrupt:
        pass
    return ExitCode.DONE


def _say_found(found: Previewed | ValuereportError, *, show: bool = False) -> None:
    if isinstance(found, ValuereportError):
        say(f"valuereport: {message(found)}", err=True)
    else:
        _say_previewed(found, show=show)


def _say_previewed(made: Previewed, *, show: bool) -> None:
    for line in (line for shown in made.statements for line in shown.lines):
        say(line, err=True)
    say(f"statements: {len(made.statements)}, problems: {len(made.problems)}")
    for sheet in made.sheets:
        say(str(sheet))
    if show and _has_a_desktop():
        click.launch(str(made.sheets[0]))


def _has_a_desktop() -> bool:
    shown = sys.platform in ("darwin", "win32") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return shown and sys.stdout.isatty()
