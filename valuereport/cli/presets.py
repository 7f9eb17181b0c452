"""valuereport presets."""

from __future__ import annotations

import click

from valuereport.actions.presets import PresetsRequest, presets
from valuereport.answers.presets import preset_data, presets_data
from valuereport.cli.options import json_option
from valuereport.cli.say import say, say_json
from valuereport.console.presets import preset_text, presets_text
from valuereport.errors import ExitCode


@click.command("presets")
@click.argument("name", default="")
@json_option
def command(name: str, as_json: bool) -> int:
    """List the exports of other systems that are known, or show one whole: what it feeds, and what to write for it."""
    found = presets(PresetsRequest(name))
    if as_json:
        say_json(preset_data(found[0]) if name else presets_data(found))
    else:
        say(preset_text(found[0]) if name else presets_text(found))
    return ExitCode.DONE
