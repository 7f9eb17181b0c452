"""What the commands share: their options, the workspace they are about, and how they answer."""

from __future__ import annotations

import grp
import json
import signal
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click

from valuereport.cli.say import say
from valuereport.errors import ExitCode, Problem, RunError, SettingsError
from valuereport.files import packaged, share, write_atomically
from valuereport.places import place, remote
from valuereport.settings import Settings, load_settings

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The workspace's settings; ./valuereport.toml where not given.",
)


class PlaceType(click.ParamType):  # type: ignore[type-arg] # generic since click 8.4 only
    """A folder of this machine, or the URL of one in a store."""

    name = "folder or URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401
        """Return the place, as a click.Path does for folders."""
        found = place(value) if isinstance(value, str) else value
        if not remote(found) and found.is_file():
            self.fail(f"{value!r} is a file.", param, ctx)
        return found


output_option = click.option(
    "--output",
    type=PlaceType(),
    help="The folder for what is made, or the URL of one (s3://bucket/folder); the settings' own where not given.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON on stdout.")
run_option = click.option("--run", "run_name", required=True, metavar="RUN", help="The run's name or folder.")
member_option = click.option(
    "--member", "members", multiple=True, help="Only this member's (id, former id or address); may be repeated."
)
by_option = click.option("--by", "operator", metavar="NAME", help="Who does this; your login where not given.")
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


def workspace(config: Path | None, output: Path | None) -> tuple[Settings, Path]:
    """Return the settings and the folder for what is made."""
    here = Path("valuereport.toml")
    if config is None and not here.exists():
        sample_settings = load_settings(packaged("sample_data") / here)
        say(
            "No valuereport.toml here: this is the sample organisation (valuereport init DIR makes a workspace).",
            err=True,
        )
        return sample_settings, output or Path(sample_settings.workspace.files.output)
    settings = load_settings(config or here)
    out = output or place(settings.workspace.files.output, settings.folder)
    if group := settings.workspace.files.group:
        _open_to(group, settings, out)
    return settings, out


def _open_to(group: str, settings: Settings, output: Path) -> None:
    """Share the workspace, where the ledger is, and the output folder with a group. Raises SettingsError."""
    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError:
        allowed = "a group that this machine knows (getent group)"
        raise SettingsError(str(settings.path), "files.group", group, allowed) from None
    try:
        for folder in (settings.folder, output):
            if not remote(folder):
                share(folder, number)
    except OSError as error:
        allowed = f"a group that you belong to, and folders of your own ({error.filename}: {error.strerror})"
        raise SettingsError(str(settings.path), "files.group", group, allowed) from None


def check_rehearsal(to_folder: Path | None, hand_over_to: Path | None, reissue: str) -> None:
    """Raise SettingsError where a rehearsal is meant to deliver something."""
    for option, given in (("--hand-over-to", hand_over_to), ("--reissue", reissue)):
        if to_folder and given:
            allowed = "without --to-folder: that is a rehearsal, which sends nothing"
            raise SettingsError("the command line", option, given, allowed)


def checked_locale(locale: str) -> str:
    """Return a locale as it was given. Raises SettingsError where it is none."""
    if locale:
        from valuereport.wording import resolve_locale

        if any(resolve_locale(each, "en-GB")[1] for each in locale.split("+")):
            raise SettingsError("the command line", "--locale", locale, "a locale such as en-GB, de-DE or fr-FR")
    return locale


def write(file: Path, data: bytes) -> None:
    """Write a file. Raises RunError."""
    try:
        write_atomically(file, data)
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}") from None


def say_json(data: object) -> None:
    """Answer on stdout, for a program."""
    say(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def code_of(problems: Sequence[Problem]) -> ExitCode:
    """Return the exit code of a command that reached its end."""
    return ExitCode.PROBLEMS if problems else ExitCode.DONE


class StopOnCtrlC:
    """Inside of it, the first Ctrl-C finishes what is in flight; the second one is final."""

    def __init__(self, finishing: str) -> None:
        self._asked, self._finishing = False, finishing

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, number: int, frame: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        say(f"\nStopping: finishing {self._finishing} (Ctrl-C again to stop at once).", err=True)

    def asked(self) -> bool:
        """Return whether the run shall stop."""
        return self._asked
