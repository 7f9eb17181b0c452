"""The command line: thin, and the only place that exits. Commands and exit codes are a promise (README)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

import valuereport
from valuereport import pipeline
from valuereport.batch import problems_csv
from valuereport.combine import member_at
from valuereport.console.check import check_data, check_text
from valuereport.console.explain import explain_data, explain_text
from valuereport.console.progress import progress_bar
from valuereport.console.summary import summary_text
from valuereport.errors import ExitCode, Problem, RunError, SettingsError, ValuereportError
from valuereport.files import packaged, safe_name, write_atomically
from valuereport.settings import Settings, load_settings

_config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The workspace's settings; ./valuereport.toml where not given.",
)
_output = click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for what is made; the settings' own where not given.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON on stdout.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(valuereport.__version__)
def cli() -> None:
    """Personal value statements for the members of an organisation.

    Exit codes: 0 all done; 1 reached the end, but some members or rows have problems; 2 could not reach the end.
    """


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--with-templates", is_flag=True, help="Copy the shipped templates too, to change them.")
def init(folder: Path, with_templates: bool) -> None:
    """Make a new workspace in FOLDER: commented settings and the sample organisation's exports."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder} is there already and not empty; choose another folder")
    shutil.copytree(packaged("sample_data"), folder, dirs_exist_ok=True)
    if with_templates:
        shutil.copytree(packaged("templates"), folder / "templates")
    click.echo(f"A workspace is in {folder}, with a fictional organisation to try it on:")
    click.echo(f"  cd {folder}")
    click.echo("  valuereport check      what the exports hold, and what is wrong in them")
    click.echo("  valuereport batch      a statement for every member")
    click.echo("Then replace the exports by your own and adapt valuereport.toml; every key is explained there.")


@cli.command()
@_config
@_output
@_json
def check(config: Path | None, output: Path | None, as_json: bool) -> int:
    """Load and combine the exports and report every problem; renders nothing."""
    settings, out = _workspace(config, output)
    valued = pipeline.value(settings)
    planned, found = pipeline.plan(valued, pipeline.Scope())
    pipeline.check_looks(settings, pipeline.locales_of(planned))
    problems = (*valued.problems, *found, *pipeline.missing_letters_of(valued, planned))
    file = out / "problems.csv"
    _write(file, problems_csv(problems))
    if as_json:
        _say_json(check_data(valued.history.tallies, problems))
    else:
        click.echo(check_text(valued.history.tallies, problems))
        click.echo(f"\neach with file, row and column: {file}")
    return _code(problems)


@cli.command()
@_config
@_output
@click.option("--run", "run_name", help="The run's name; the period's year where not given.")
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="the cores")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--member", "members", multiple=True, help="Only this member (id or address); may be repeated.")
@click.option("--locale", default="", help="Every statement in this locale, such as de-DE.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many members.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="RUN",
    help="The folder of last year's run: each statement says what that one said.",
)
@click.option("--dry-run", is_flag=True, help="Plan, and make nothing.")
@_json
def batch(
    config: Path | None,
    output: Path | None,
    run_name: str | None,
    workers: int,
    resume: bool,
    members: tuple[str, ...],
    locale: str,
    limit: int | None,
    previous: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Make a statement for every member."""
    began = time.monotonic()
    settings, out = _workspace(config, output)
    scope = pipeline.Scope(members, _locale(locale), limit, previous)
    valued = pipeline.value(settings)
    if dry_run:
        return _dry_run(valued, scope, as_json)
    folder = _run_folder(out, run_name or _period_name(settings), named=run_name is not None, resume=resume)
    stop = _StopOnCtrlC()
    with progress_bar("statements") as progress:
        outcome = pipeline.batch(
            valued, folder, scope, resume=resume, workers=workers, stopped=stop.asked, progress=progress
        )
    if as_json:
        data = {"run": str(folder), "results": [_result_data(*result) for result in outcome.results]}
        _say_json(data)
    else:
        click.echo(summary_text(folder, outcome.results, outcome.problems, time.monotonic() - began))
    if not outcome.complete:
        raise RunError(f"stopped; go on with: valuereport batch --resume --run {folder.name}")
    return _code(outcome.problems)


def _dry_run(valued: pipeline.Valued, scope: pipeline.Scope, as_json: bool) -> int:
    planned, problems = pipeline.plan(valued, scope)
    names = ("member_id", "locale", "edition", "file", "action", "reason")
    rows = [{name: getattr(one, name) for name in names} for one in planned]
    if as_json:
        _say_json({"plan": rows})
    else:
        for row in rows:
            click.echo("  ".join(str(cell) for cell in row.values()))
        click.echo(f"{sum(one.action == 'render' for one in planned)} statements of {len(planned)} members; none made")
    return _code((*valued.problems, *problems))


@cli.command()
@click.argument("member")
@_config
@_output
@click.option("--locale", default="", help="In this locale, such as de-DE.")
def statement(member: str, config: Path | None, output: Path | None, locale: str) -> int:
    """Make one member's statement (MEMBER: an id or an email address)."""
    settings, out = _workspace(config, output)
    valued = pipeline.value(settings)
    planned, problems = pipeline.plan(valued, pipeline.Scope((member,), _locale(locale)))
    file = out / f"{safe_name(planned[0].member_id)}.pdf"
    if planned[0].reason:
        problems.append(Problem("batch", "warning", planned[0].reason, "a batch would make no statement"))
    made = pipeline.one_statement(valued, planned[0], file)
    for problem in (*problems, *made.problems):
        click.echo(f"{problem.severity}: {problem.reason} -> {problem.action}", err=True)
    click.echo(str(file))
    return ExitCode.PROBLEMS if problems or made.problems else ExitCode.DONE


@cli.command()
@click.argument("members", nargs=-1, metavar="[MEMBER]...")
@_config
@_output
@click.option("--locale", "locales", multiple=True, help="In this locale: de-DE, or cy-GB+en-GB; may be repeated.")
@click.option("--watch", is_flag=True, help="Go on, and make all anew whenever the design or the settings change.")
@click.option("--open-nothing", is_flag=True, help="Do not open the contact sheet on the desktop.")
def preview(
    members: tuple[str, ...],
    config: Path | None,
    output: Path | None,
    locales: tuple[str, ...],
    watch: bool,
    open_nothing: bool,
) -> int:
    """Make typical statements, or those of each MEMBER (an id or an email address), and a contact sheet of them."""
    settings, out = _workspace(config, output)
    asked = pipeline.Asked(members, tuple(_locale(locale) for locale in locales))
    folder = output or out / "preview"
    found = None
    try:
        with progress_bar("statements") as progress:
            made = pipeline.previews(settings, folder, asked, progress)
            found = next(made)
        if not watch and isinstance(found, ValuereportError):
            raise found
        _say_previewed(found)
        if not open_nothing and isinstance(found, pipeline.Previewed) and _has_a_desktop():
            click.launch(str(found.sheets[0]))
        if not watch:
            return _code(found.problems) if isinstance(found, pipeline.Previewed) else ExitCode.UNFINISHED
        click.echo("watching templates, style sheets, catalogues, logo and settings; Ctrl-C ends it", err=True)
        for found in made:
            _say_previewed(found)
    except KeyboardInterrupt:
        if not watch:
            raise
    return ExitCode.DONE


def _say_previewed(found: pipeline.Previewed | ValuereportError) -> None:
    if isinstance(found, ValuereportError):
        click.echo(f"valuereport: {found}", err=True)
        return
    for line in (line for shown in found.statements for line in shown.lines):
        click.echo(line, err=True)
    click.echo(f"statements: {len(found.statements)}, problems: {len(found.problems)}")
    for sheet in found.sheets:
        click.echo(str(sheet))


def _has_a_desktop() -> bool:
    shown = sys.platform in ("darwin", "win32") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return shown and sys.stdout.isatty()


@cli.command()
@click.argument("member")
@_config
@_json
def explain(member: str, config: Path | None, as_json: bool) -> int:
    """Show every figure of one member: dated evidence x assumption x discounts = value."""
    settings, _ = _workspace(config, None)
    valued = pipeline.value(settings)
    row = pipeline.find_member(valued.history, member)
    valuation = pipeline.explain(valued, row)
    period = settings.workspace.period
    if as_json:
        _say_json(explain_data(valuation, period))
    else:
        click.echo(explain_text(member_at(valued.history, row), valuation, period))
    return ExitCode.DONE


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--members", type=click.IntRange(10), default=240, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=2026, show_default=True)
def sample(folder: Path, members: int, seed: int) -> None:
    """Write a fictional organisation with messy exports to FOLDER."""
    from valuereport.sample import write_sample  # it brings a spreadsheet writer that no other command needs

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder} is there already and not empty; choose another folder")
    counts = write_sample(folder, members, seed)
    click.echo(f"{folder}: {counts.members:,} members, {counts.engagements:,} engagements, {counts.files} files")


def _workspace(config: Path | None, output: Path | None) -> tuple[Settings, Path]:
    """Return the settings and the folder for what is made."""
    here = Path("valuereport.toml")
    if config is None and not here.exists():
        sample_settings = load_settings(packaged("sample_data") / here)
        click.echo(
            "No valuereport.toml here: this is the sample organisation (valuereport init DIR makes a workspace).",
            err=True,
        )
        return sample_settings, output or Path(sample_settings.workspace.files.output)
    settings = load_settings(config or here)
    return settings, output or settings.folder / settings.workspace.files.output


def _locale(locale: str) -> str:
    if locale:
        from valuereport.wording import choose_locale

        if any(choose_locale(each, "en-GB")[1] for each in locale.split("+")):
            raise SettingsError("the command line", "--locale", locale, "a locale such as en-GB, de-DE or fr-FR")
    return locale


def _period_name(settings: Settings) -> str:
    period = settings.workspace.period
    whole_year = (period.start.month, period.start.day) == (1, 1) and period.years == 1
    return str(period.start.year) if whole_year else f"{period.start.isoformat()}_{period.end.isoformat()}"


def _run_folder(output: Path, name: str, *, named: bool, resume: bool) -> Path:
    """Return the run's folder; where the user gave no name, a new run gets the next free number."""
    if safe_name(name.upper()) != name.upper():
        raise SettingsError("the command line", "--run", name, "letters, digits, dots, hyphens and underscores")
    names = [output / name, *(output / f"{name}-{number}" for number in range(2, 1000))]
    if named:
        return names[0]
    taken = [folder for folder in names if folder.exists()]
    if resume:
        return taken[-1] if taken else names[0]
    return next(folder for folder in names if folder not in taken)


class _StopOnCtrlC:
    """The first Ctrl-C finishes what is in flight; the second one is final."""

    def __init__(self) -> None:
        self._asked = False
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        click.echo("\nStopping: finishing the statements in hand (Ctrl-C again to stop at once).", err=True)

    def asked(self) -> bool:
        """Return whether the run shall stop."""
        return self._asked


def _result_data(planned: object, result: object) -> dict[str, Any]:
    names = {"member_id": planned, "locale": planned, "edition": planned, "file": planned, "status": result}
    return {name: getattr(whose, name) for name, whose in names.items()}


def _write(file: Path, data: bytes) -> None:
    try:
        write_atomically(file, data)
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}") from None


def _say_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def _code(problems: Sequence[Problem]) -> ExitCode:
    return ExitCode.PROBLEMS if problems else ExitCode.DONE


def main() -> NoReturn:
    """Run the command line and exit: the only place that does."""
    try:
        code = cli.main(standalone_mode=False)
    except ValuereportError as error:
        click.echo(f"valuereport: {error}", err=True)
        code = ExitCode.UNFINISHED
    except click.exceptions.Abort:
        click.echo("valuereport: stopped", err=True)
        code = ExitCode.UNFINISHED
    except click.ClickException as error:
        error.show()
        code = ExitCode.UNFINISHED
    except KeyboardInterrupt:
        click.echo("valuereport: stopped at once; valuereport batch --resume goes on", err=True)
        code = ExitCode.UNFINISHED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away: say no more
        code = ExitCode.UNFINISHED
    sys.exit(code or ExitCode.DONE)
