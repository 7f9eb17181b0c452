"""The batch and what comes before it: init, check, batch, sample."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from valuereport import pipeline
from valuereport.batch import problems_csv
from valuereport.cli.common import (
    PlaceType,
    StopOnCtrlC,
    checked_locale,
    code_of,
    config_option,
    json_option,
    output_option,
    say_json,
    workspace,
    write,
)
from valuereport.cli.folders import folder_for_batch, period_name
from valuereport.cli.ledgers import member_named
from valuereport.cli.say import say
from valuereport.console.check import check_data, check_text
from valuereport.console.progress import progress_bars
from valuereport.console.summary import summary_text
from valuereport.errors import RunError
from valuereport.files import is_shared, make_folder, make_private, packaged, write_atomically


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--with-templates", is_flag=True, help="Copy the shipped templates too, to change them.")
def init(folder: Path, with_templates: bool) -> None:
    """Make a new workspace in FOLDER: commented settings and the sample organisation's exports."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder} is there already and not empty; choose another folder")
    with _writing(folder):
        _copy(packaged("sample_data"), folder)
        if with_templates:
            _copy(packaged("templates"), folder / "templates")
    say(f"A workspace is in {folder}, with a fictional organisation to try it on:")
    say(f"  cd {folder}")
    say("  valuereport check      what the exports hold, and what is wrong in them")
    say("  valuereport batch      a statement for every member")
    say("Then replace the exports by your own and adapt valuereport.toml; every key is explained there.")


def _copy(source: Path, folder: Path) -> None:
    for file in sorted(source.rglob("*")):
        if file.is_file():
            write_atomically(folder / file.relative_to(source), file.read_bytes())


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Make a workspace's folder, which real exports will be put into: it and all in it are private. Raises RunError."""
    try:
        make_folder(folder)
        if not is_shared(folder):
            folder.chmod(0o700)
        yield
        for path in sorted(folder.rglob("*")):  # a folder before what is in it
            make_private(path)
    except OSError as error:
        raise RunError(f"{folder} cannot be written: {error.strerror or error}") from None


@click.command()
@config_option
@output_option
@json_option
def check(config: Path | None, output: Path | None, as_json: bool) -> int:
    """Load and combine the exports and report every problem; renders nothing."""
    from valuereport.pipeline.of_the_sample import sample_problems, still_sample

    settings, out = workspace(config, output)
    valued = pipeline.value(settings)
    planned, found = pipeline.plan(valued, pipeline.Scope())
    pipeline.check_looks(settings, pipeline.locales_of(planned))
    lists = pipeline.stop_lists(settings, valued.history)
    of_lists = [problem for one in lists for problem in one.problems]
    problems = (*valued.problems, *found, *pipeline.missing_letters_of(valued, planned), *of_lists)
    problems += (*pipeline.weak_secrets(valued.history, settings), *sample_problems(still_sample(settings, valued)))
    file = out / "problems.csv"
    write(file, problems_csv(problems))
    if as_json:
        say_json(check_data(valued.history.tallies, problems))
    else:
        say(check_text(valued.history.tallies, problems))
        for one in lists:
            say(f"\n{one.summary}" if one is lists[0] else one.summary)
        say(f"\neach with file, row and column: {file}")
    return code_of(problems)


@click.command()
@config_option
@output_option
@click.option("--run", "run_name", help="The run's name; the period's year where not given.")
@click.option("--workers", type=click.IntRange(1), show_default="the cores", help="Processes on this machine.")
@click.option(
    "--dask", default="", metavar="ADDRESS", help="Workers on many machines: a Dask scheduler, tcp://host:8786."
)
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--member", "members", multiple=True, help="Only this member (id or address); may be repeated.")
@click.option("--locale", default="", help="Every statement in this locale, such as de-DE.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many members.")
@click.option(
    "--previous",
    type=PlaceType(),
    metavar="RUN",
    help="The folder of last year's run: each statement says what that one said.",
)
@click.option("--dry-run", is_flag=True, help="Plan, and make nothing.")
@json_option
def batch(
    config: Path | None,
    output: Path | None,
    run_name: str | None,
    workers: int | None,
    dask: str,
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
    if dask and workers:
        raise click.UsageError("--workers is about this machine, and --dask about others: give one of them")
    settings, out = workspace(config, output)
    locale = checked_locale(locale)
    valued = pipeline.value(settings)
    named = tuple(member_named(settings, out, valued.history, one) for one in members)
    scope = pipeline.Scope(named, locale, limit, previous)
    if dry_run:
        return _dry_run(valued, scope, as_json)
    folder = folder_for_batch(out, run_name or period_name(settings), named=run_name is not None, resume=resume)
    with StopOnCtrlC("the statements in hand") as stop, progress_bars() as progress:
        outcome = pipeline.batch(
            *(valued, folder, scope),
            resume=resume,
            workers=workers or os.cpu_count() or 1,
            dask=dask,
            stopped=stop.asked,
            progress=progress,
        )
    if as_json:
        data = {"run": str(folder), "results": [_result_data(*result) for result in outcome.results]}
        say_json(data)
    else:
        say(summary_text(folder, outcome.results, outcome.problems, time.monotonic() - began))
    if not outcome.complete:
        raise RunError(f"stopped; go on with: valuereport batch --resume --run {folder.name}")
    return code_of(outcome.problems)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--members", type=click.IntRange(10), default=240, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=2026, show_default=True)
def sample(folder: Path, members: int, seed: int) -> None:
    """Write a fictional organisation with messy exports to FOLDER."""
    from valuereport.sample import write_sample  # it brings a spreadsheet writer that no other command needs

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder} is there already and not empty; choose another folder")
    with _writing(folder):
        counts = write_sample(folder, members, seed)
    say(f"{folder}: {counts.members:,} members, {counts.engagements:,} engagements, {counts.files} files")


def _dry_run(valued: pipeline.Valued, scope: pipeline.Scope, as_json: bool) -> int:
    planned, problems = pipeline.plan(valued, scope)
    names = ("member_id", "locale", "edition", "file", "action", "reason")
    rows = [{name: getattr(one, name) for name in names} for one in planned]
    if as_json:
        say_json({"plan": rows})
    else:
        for row in rows:
            say("  ".join(str(cell) for cell in row.values()))
        say(f"{sum(one.action == 'render' for one in planned)} statements of {len(planned)} members; none made")
    return code_of((*valued.problems, *problems))


def _result_data(planned: object, result: object) -> dict[str, Any]:
    names = {"member_id": planned, "locale": planned, "edition": planned, "file": planned, "status": result}
    return {name: getattr(whose, name) for name, whose in names.items()}
