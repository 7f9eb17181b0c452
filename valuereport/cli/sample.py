"""valuereport sample."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.sample import SampleRequest, sample
from valuereport.actions.terminal import person_at_terminal
from valuereport.cli.say import say


@click.command("sample")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--members", type=click.IntRange(10), default=240, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=2026, show_default=True)
def command(folder: Path, members: int, seed: int) -> None:
    """Write a fictional organisation with messy exports to FOLDER."""
    counts = sample(person_at_terminal(), SampleRequest(folder, members, seed))
    say(f"{folder}: {counts.members:,} members, {counts.engagements:,} engagements, {counts.files} files")
