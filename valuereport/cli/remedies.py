"""An error as the command line says it: the message, and the commands that help."""

from __future__ import annotations

import shlex
from typing import Final

import click

from valuereport.errors import Remedy, RequestError, ValuereportError

_ASKED: Final = {
    "accept_fewer_opt_outs": "REASON",
    "config": "PATH",
    "member": "MEMBER",
    "reissue": "REASON",
    "run": "NAME",
}
"""What stands for a value that only the person knows, of an option that may be any command's."""
_WITHOUT_OPTION: Final = {"preset": "NAME"}
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


def command_of(remedy: Remedy) -> str:
    """Return a remedy as a command of this command line."""
    command, context = _found(remedy.action)
    words = ["valuereport", *remedy.action.split()]
    for name, value in remedy.arguments:
        param = next(one for one in command.params if name in _names(one))
        given = param.make_metavar(context) if value is None else value
        if isinstance(param, click.Argument):
            words.append(_word(given))
        else:
            words.append(_option(name, given))
    return " ".join(words)


def _options(remedy: Remedy) -> str:
    return " ".join(_option(name, _ASKED[name] if value is None else value) for name, value in remedy.arguments)


def _option(name: str, value: str | bool) -> str:
    return f"--{name.replace('_', '-')}" + ("" if value is True else f" {_word(value)}")


def _found(action: str) -> tuple[click.Command, click.Context]:
    """Return the command of an action. Raises LookupError where there is none: a test looks through all remedies."""
    from valuereport.cli.commands import cli

    command: click.Command = cli
    context = click.Context(cli)
    for name in action.split():
        found = command.get_command(context, name) if isinstance(command, click.Group) else None
        if found is None:
            raise LookupError(action)
        command, context = found, click.Context(found, parent=context)
    return command, context


def _names(param: click.Parameter) -> set[str]:
    """Return what a remedy may call a parameter: an option by its own name, an argument by what it stands for."""
    if isinstance(param, click.Argument):
        return {(param.metavar or param.name or "").lower(), param.name or ""}
    return {option.removeprefix("--").replace("-", "_") for option in param.opts}


def _word(value: object) -> str:
    return shlex.quote(str(value)) if not str(value).isupper() else str(value)
