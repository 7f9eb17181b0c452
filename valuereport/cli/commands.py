"""The commands, in one group; each is imported when it is called. Commands and exit codes are a promise (README)."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from valuereport.cli.verbose import verbose_option
from valuereport.cli.version import version_option

_COMMANDS: Final = {
    "approve": "Look over a run and approve it: nothing is delivered before that.",
    "assumptions": "List every assumption: who signed it, and what it moves.",
    "batch": "Make a statement for every member.",
    "check": "Report every problem of the exports; render nothing.",
    "correct": "Correct what the exports say of a member, signed.",
    "desk": "Open the whole job as pages in your browser.",
    "email": "Email an approved run's statements, each once.",
    "explain": "Show every figure of one member, with its evidence.",
    "export": "Write an approved run's merge fields for another system.",
    "find": "Find members by what a caller says.",
    "forget": "Erase one member for good.",
    "init": "Make a new workspace to put your exports into.",
    "insights": "Write what drives membership, for leadership.",
    "map": "Find out what exports are, and write a workspace for them.",
    "presets": "List the exports of other systems that are known, or show one.",
    "preview": "Make typical statements, and one page that shows them all.",
    "print": "Write the mail house's print file of an approved run.",
    "pull": "Fetch what sources need from systems' APIs.",
    "sample": "Make up an organisation of any size, with messy exports.",
    "statement": "Make one member's statement; --email sends it.",
    "stories": "Write what marketing may publish of a run.",
}
_ALERTS: Final = {
    "digest": "Tell owners by mail how many alerts are open; names no member.",
    "done": "Say that an alert was dealt with.",
    "list": "List alerts, a line each, and their counts.",
    "snooze": "Leave an alert alone until a day.",
}
_FEEDBACK: Final = {
    "accept": "Accept a correction that a reply proposes, signed.",
    "decline": "Decline a correction that a reply proposes, with the reason.",
    "form": "Write the form that the links of statements lead to.",
    "list": "List the corrections that replies propose.",
    "suggestions": "List what replies suggest, without names.",
}
_SURVEY: Final = {
    "draft": "Write a survey's questions, for print and for survey tools.",
}
_CONSENTS: Final = {
    "ask": "Ask a member for a story: a letter, a form, a draft.",
}
_LEDGER: Final = {
    "adopt": "Take over what a run recorded, where the ledger is lost.",
    "allow": "Let a suppressed address get email again.",
    "bounces": "Read returned mail, complaints and unsubscribing.",
    "list": "List deliveries, a line each, and their counts.",
    "resolve": "Say what became of an uncertain delivery.",
    "show": "Show one delivery with its history, or all of a member's.",
    "suppress": "Let addresses get no email any more.",
    "suppressions": "List the addresses that get no email.",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and lists all of them without importing any.

    `texts`: what each command does, in a few words; its module is called like it and holds it as `command`.
    """

    def __init__(self, package: str, texts: Mapping[str, str], **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(**settings)
        self._package, self._texts = package, texts

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted({*self._texts, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of this name."""
        if cmd_name in self._texts and cmd_name not in self.commands:
            gc.disable()  # what is imported stays: looking through it again and again would take a tenth of the time
            try:
                command: click.Command = import_module(f"{self._package}.{cmd_name}").command
            finally:
                gc.enable()
            command.short_help = self._texts[cmd_name]
            command.params.append(verbose_option())
            self.add_command(command, cmd_name)
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._text(name)) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin so, and the group's own options."""
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        items = [CompletionItem(name, help=self._text(name)) for name in names]
        return [*items, *click.Command.shell_complete(self, ctx, incomplete)]

    def _text(self, name: str) -> str:
        return self._texts.get(name) or self.commands[name].short_help or ""


_SETTINGS: Final = {"help_option_names": ["-h", "--help"]}
cli = LazyGroup(
    "valuereport.cli",
    _COMMANDS,
    name="valuereport",
    context_settings=_SETTINGS,
    params=[version_option(), verbose_option()],
    help="""Personal value statements for the members of an organisation.

    Exit codes: 0 all done; 1 reached the end, but some members or rows have problems; 2 could not reach the end.
    """,
)
cli.add_command(
    LazyGroup(
        "valuereport.cli.alerts",
        _ALERTS,
        name="alerts",
        help="Figures and members that crossed a threshold, and what was done about it.",
        short_help="What crossed a threshold, and what was done about it.",
    )
)
cli.add_command(
    LazyGroup(
        "valuereport.cli.consents",
        _CONSENTS,
        name="consents",
        help="Who may be named or quoted in stories.",
        short_help="Who may be named or quoted in stories.",
    )
)
cli.add_command(
    LazyGroup(
        "valuereport.cli.feedback",
        _FEEDBACK,
        name="feedback",
        help="How members answer their statements, and what becomes of it.",
        short_help="How members answer their statements, and what becomes of it.",
    )
)
cli.add_command(
    LazyGroup(
        "valuereport.cli.ledger",
        _LEDGER,
        name="ledger",
        help="What was sent to whom, and what came of it.",
        short_help="What was sent to whom, and what came of it.",
    )
)
cli.add_command(
    LazyGroup(
        "valuereport.cli.survey",
        _SURVEY,
        name="survey",
        help="What members are asked.",
        short_help="What members are asked.",
    )
)
