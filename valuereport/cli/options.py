"""The options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from valuereport.errors import RequestError
from valuereport.storage import remote_path, storage_path

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The workspace's settings; ./valuereport.toml where not given.",
)


xlsx_option = click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a workbook, too: the calculation as formulas.",
)


class PlaceType(click.ParamType):  # type: ignore[type-arg] # generic since click 8.4 only
    """A folder of this machine, or the URL of one in a store."""

    name = "folder or URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401
        """Return the place, as a click.Path does for folders."""
        found = storage_path(value) if isinstance(value, str) else value
        if not remote_path(found) and found.is_file():
            self.fail(f"{value!r} is a file.", param, ctx)
        return found


output_option = click.option(
    "--output",
    type=PlaceType(),
    help="The folder for what is made, or the URL of one (s3://bucket/folder); the settings' own where not given.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON on stdout.")
run_option = click.option("--run", "run_name", required=True, metavar="RUN", help="The run's name or folder.")
locale_option = click.option("--locale", default="", help="In this locale, such as de-DE.")
locales_option = click.option(
    "--locale", "locales", multiple=True, help="In this locale: de-DE, or cy-GB+en-GB; may be repeated."
)
member_option = click.option(
    "--member", "members", multiple=True, help="Only this member's (id, former id or address); may be repeated."
)
by_option = click.option(
    "--by", "operator", default="", metavar="NAME", help="Who does this; your login where not given."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")
folder_option = click.option(
    "--to-folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="A rehearsal: write .eml files there, to look at; nothing is sent, and the ledger knows nothing of it.",
)
hand_over_option = click.option(
    "--hand-over-to",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write .eml files there for another mailer, which must send them: they count as sent.",
)
reissue_option = click.option("--reissue", default="", metavar="REASON", help="Send again to who has one already.")
accept_fewer_option = click.option(
    "--accept-fewer-opt-outs",
    "accepted",
    default="",
    metavar="REASON",
    help="Send although far fewer members have opted out than at the last delivery.",
)


def check_rehearsal(to_folder: Path | None, hand_over_to: Path | None, reissue: str) -> None:
    """Raise RequestError where a rehearsal is meant to deliver something."""
    for name, given in (("hand_over_to", hand_over_to), ("reissue", reissue)):
        if to_folder and given:
            raise RequestError(name, given, "without --to-folder: that is a rehearsal, which sends nothing")
