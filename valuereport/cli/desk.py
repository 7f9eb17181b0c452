"""valuereport desk."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from valuereport.cli.options import config_option, output_option
from valuereport.cli.say import say
from valuereport.errors import ExitCode, RequestError, ValuereportError


@click.command("desk")
@config_option
@output_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default="any that is free", help="The port.")
@click.option("--no-browser", is_flag=True, help="Print the address to open, and open no browser.")
@click.option(
    "--behind-proxy",
    type=click.Path(path_type=Path),
    metavar="SOCKET",
    help="Listen on this Unix socket, for a proxy that knows its users (docs/desk.md).",
)
@click.option("--read-only", is_flag=True, help="Show what tells of no single member, and change nothing.")
def command(
    config: Path | None, output: Path | None, port: int, no_browser: bool, behind_proxy: Path | None, read_only: bool
) -> int:
    """Open the whole job as pages in your browser, on this machine."""
    if not find_spec("starlette") or not find_spec("uvicorn") or not find_spec("python_multipart"):
        raise ValuereportError('the desk needs more libraries: python -m pip install "valuereport[desk]"')
    from valuereport.desk.people import People
    from valuereport.desk.server import Listening, open_browser, serve, serve_behind
    from valuereport.desk.workplace import SETTINGS, Workplace

    def ready(listening: Listening) -> None:
        if no_browser or not open_browser(listening):
            say(listening.address)
        say("The desk is open. Ctrl-C stops it; what is under way goes on.", err=True)

    if behind_proxy and port:
        raise RequestError("port", port, "nothing beside a socket: on a port anybody could name a user")
    workplace = Workplace((config or Path(SETTINGS)).absolute(), output)
    who = People(workplace, read_only)
    if behind_proxy:
        serve_behind(workplace, who, behind_proxy, lambda address: say(f"The desk is open at {address}.", err=True))
    else:
        serve(workplace, who.here, port, ready)
    return ExitCode.DONE
