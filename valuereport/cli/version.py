"""--version: valuereport's, and those of what else a statement's bytes depend on."""

from __future__ import annotations

import click

import valuereport
from valuereport.cli.say import say


def version_option() -> click.Option:
    """Return the option."""
    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show,
        help="Show the version, and those of what a statement's bytes depend on.",
    )


def _show(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from valuereport.versions import versions

        say(f"valuereport {valuereport.__version__}")
        for name, version in versions().items():
            say(f"  {name:12} {version}")
        ctx.exit()
