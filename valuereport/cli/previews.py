"""Typical statements on a contact sheet: preview."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from valuereport import pipeline
from valuereport.cli.common import (
    checked_locale,
    code_of,
    config_option,
    output_option,
    workspace,
)
from valuereport.cli.say import say
from valuereport.console.progress import progress_bar
from valuereport.errors import ExitCode, ValuereportError


@click.command()
@click.argument("members", nargs=-1, metavar="[MEMBER]...")
@config_option
@output_option
@click.option("--locale", "locales", multiple=True, help="In this locale: de-DE, or cy-GB+en-GB; may be repeated.")
@click.option("--watch", is_flag=True, help="Go on, and make all anew whenever the design or the settings change.")
@click.option("--open-nothing", is_flag=True, help="Do not open the contact sheet on the desktop.")
def preview(
    members: tuple[str, ...],
    config: Path | None,
    output: Path | None,
    locales: tuple[str, ...],
    watch: bool,
    open_nothing: bool,
) -> int:
    """Make typical statements, or those of each MEMBER (an id or an email address), and a contact sheet of them."""
    settings, out = workspace(config, output)
    asked = pipeline.Asked(members, tuple(checked_locale(locale) for locale in locales))
    folder = output or out / "preview"
    found = None
    try:
        with progress_bar("statements") as progress:
            made = pipeline.previews(settings, folder, asked, progress)
            found = next(made)
        if not watch and isinstance(found, ValuereportError):
            raise found
        _say_previewed(found)
        if not open_nothing and isinstance(found, pipeline.Previewed) and _has_a_desktop():
            click.launch(str(found.sheets[0]))
        if not watch:
            return code_of(found.problems) if isinstance(found, pipeline.Previewed) else ExitCode.UNFINISHED
        say("watching templates, style sheets, catalogues, logo and settings; Ctrl-C ends it", err=True)
        for found in made:
            _say_previewed(found)
    except KeyboardInterrupt:
        if not watch:
            raise
    return ExitCode.DONE


def _say_previewed(found: pipeline.Previewed | ValuereportError) -> None:
    if isinstance(found, ValuereportError):
        say(f"valuereport: {found}", err=True)
        return
    for line in (line for shown in found.statements for line in shown.lines):
        say(line, err=True)
    say(f"statements: {len(found.statements)}, problems: {len(found.problems)}")
    for sheet in found.sheets:
        say(str(sheet))


def _has_a_desktop() -> bool:
    shown = sys.platform in ("darwin", "win32") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return shown and sys.stdout.isatty()
