"""An error as the command line says it: the message, and the commands that help."""

from __future__ import annotations

from typing import Final

from valuereport.command_line import command_of, option
from valuereport.errors import Remedy, RequestError, ValuereportError

_WITHOUT_OPTION: Final = {"connection": "NAME", "preset": "NAME", "records": "records"}
"""Arguments of requests that are no option of the command, and what the command calls them."""


def message(error: ValuereportError) -> str:
    """Return an error's message with its remedies as commands and options of this command line."""
    text = str(error)
    if isinstance(error, RequestError):
        named = _WITHOUT_OPTION.get(error.argument) or f"--{error.argument.replace('_', '-')}"
        return f"the command line: {named}{text.removeprefix(error.argument)}"
    return with_remedies(text, *error.remedies)


def with_remedies(text: str, *remedies: Remedy) -> str:
    """Return a sentence that ends with what to do: options of the same command, other commands."""
    again = [remedy for remedy in remedies if not remedy.action]
    others = [remedy for remedy in remedies if remedy.action]
    if again:
        text += f" with {' or '.join(_options(remedy) for remedy in again)}"
    if others:
        text = f"{text}: {', '.join(command_of(remedy) for remedy in others)}"
    return text


def _options(remedy: Remedy) -> str:
    return " ".join(word for name, value in remedy.arguments for word in option(name, value))
