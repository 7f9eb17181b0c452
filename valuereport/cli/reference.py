"""docs/commands.md, made from the commands: `python -m valuereport.cli.reference > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from valuereport.cli.commands import cli

_HEAD = """# Commands

Made from the commands themselves, and held by a test: `python -m valuereport.cli.reference > docs/commands.md`.
`valuereport COMMAND --help` says the same. Every command takes `--verbose` and `--help`.

Exit codes: `0` all done; `1` reached the end, but some members or rows have problems; `2` could not reach the end.
"""


def reference() -> str:
    """Return the page, in Markdown."""
    return "\n".join([_HEAD, *_sections(cli, click.Context(cli, info_name="valuereport"))])


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inside = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _sections(command, inside)
        else:
            yield from _section(command, inside)


def _section(command: click.Command, context: click.Context) -> Iterator[str]:
    arguments = [param.make_metavar(context) for param in command.params if isinstance(param, click.Argument)]
    yield f"## {' '.join([context.command_path, *arguments])}\n"
    yield f"{_paragraphs(command.help or '')}\n"
    rows = [param.get_help_record(context) for param in command.params if _own_option(param)]
    if rows:
        yield "| option | what it does |\n|---|---|"
        yield from (f"| `{_cell(row[0])}` | {_cell(row[1])} |" for row in rows if row)
        yield ""


def _own_option(param: click.Parameter) -> bool:
    return isinstance(param, click.Option) and param.name not in ("verbose", "help")


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
