"""What a command says to a person or a program: nothing in it moves the cursor or turns a line."""

from __future__ import annotations

import click

from valuereport.notation.characters import printable


def say(text: str, *, err: bool = False) -> None:
    """Write a line to stdout, or to stderr. Exports and mail servers have a part in what it says."""
    click.echo(printable(text), err=err)
