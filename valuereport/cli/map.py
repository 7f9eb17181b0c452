"""valuereport map."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from valuereport.actions.check import check
from valuereport.actions.map import (
    Mapped,
    MapRequest,
    Question,
    answered,
    answers_of,
    checked_answers,
    json_of,
    keep_answers,
    look,
    member_to_show,
    not_asked,
    open_questions,
    understood,
    write_workspace,
)
from valuereport.actions.preview import PreviewRequest, preview
from valuereport.actions.terminal import person_at_terminal
from valuereport.actions.workspace import open_workspace
from valuereport.cli.options import json_option
from valuereport.cli.say import code_of, say, say_json
from valuereport.console.check import check_text
from valuereport.console.map import changes_text, files_text, group_text, heading_of, unanswered_text, unmatched_text
from valuereport.errors import ExitCode


@click.command("map")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE_OR_FOLDER...")
@click.option(
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The workspace to write; the current folder where not given.",
)
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Answers, a line each: id = choice; the workspace's answers.toml where not given.",
)
@click.option("--defaults", is_flag=True, help="Take each question's default, and ask only those without.")
@click.option("--again", is_flag=True, help="Ask everything again; what was answered before is the default.")
@json_option
def command(
    paths: tuple[Path, ...], folder: Path, answers_file: Path | None, defaults: bool, again: bool, as_json: bool
) -> int:
    """Find out what exports are and write a workspace for them; asks what only a person can know.

    With --json nothing is asked and nothing is written: what each file is, and the questions.
    """
    today = date.today()  # noqa: DTZ011 - the operator's own day
    answers = answers_of(answers_file or folder / "answers.toml", needed=answers_file is not None)
    mapped = look(person_at_terminal(), MapRequest(paths, folder, today, answers))
    if as_json:
        say_json(json_of(mapped))
        return ExitCode.DONE
    say(files_text(mapped.files, mapped.no_sources))
    if mapped.changes:
        say(f"\n{changes_text(mapped.changes)}")
    file = str(answers_file or folder / "answers.toml")
    asked = _asked(mapped, file, defaults=defaults, again=again)
    if asked is None:
        return ExitCode.UNFINISHED
    for name, near in not_asked(*asked) if answers_file else ():
        say(f"{file}: nothing asks for {name!r}" + (f"; did you mean {near!r}?" if near else ""), err=True)
    written = write_workspace(person_at_terminal(), *asked)
    for path in written.kept:
        say(f"{path} is somebody's own work and stays as it is")
    for name, columns in written.unused:
        say(f"{name} is not used: no column of it is its {' or '.join(columns)}")
    return _dry_run(written.settings)


def _asked(mapped: Mapped, file: str, *, defaults: bool, again: bool) -> tuple[Mapped, Mapping[str, str]] | None:
    """Ask until every question has an answer, some of which bring others; None where nobody is there to answer."""
    earlier = mapped.request.answers.given if again else {}
    given = {} if again else dict(mapped.request.answers.given)
    while True:
        mapped = answered(mapped, given)
        given = dict(checked_answers(mapped, given, file))
        open_ones = open_questions(mapped, given, earlier)
        taken = {one.id: one.default for one in open_ones if defaults and (one.default or one.optional)}
        if taken:
            given |= taken
        elif not open_ones:
            return mapped, given
        elif not sys.stdin.isatty():
            say(unanswered_text(open_ones), err=True)
            return None
        else:
            given |= _ask_first_group(open_ones)
            keep_answers(person_at_terminal(), mapped, given)


def _ask_first_group(asked: Sequence[Question]) -> Mapping[str, str]:
    """Ask the questions of the first group: first those without a default, then all as one table."""
    group, found = next(groupby(asked, key=lambda one: one.group))
    questions = list(found)
    replies = {one.id: one.default for one in questions if one.default or one.optional}
    if len(replies) < len(questions):
        say(f"\n{heading_of(group)}")
    for one in questions:
        if one.id not in replies:
            say(f"\n  {one.asked}")
            replies[one.id] = _prompt(one, "")
    while True:
        say(group_text(group, questions, replies))
        chosen = click.prompt(
            "Enter if this is right, else a line's number to change it", default="", show_default=False
        ).strip()
        if not chosen:
            return replies
        number, _, typed = chosen.partition(" ")
        if not number.isdecimal() or not 1 <= int(number) <= len(questions):
            say(f"a number from 1 to {len(questions)}, please; or Enter")
            continue
        one = questions[int(number) - 1]
        replies[one.id] = _prompt(one, replies.get(one.id, ""), typed)


def _prompt(one: Question, default: str, typed: str = "") -> str:
    """Return an answer that can be used; ask until it can."""
    choices = f" ({', '.join(one.choices)})" if one.choices else ""
    while True:
        text = typed or click.prompt(f"  answer{choices}", default=default or ("" if one.optional else None))
        try:
            return understood(one, text)
        except ValueError as error:
            say(f"  {text!r} cannot be used; allowed: {error}")
            typed = ""


def _dry_run(settings: Path) -> int:
    """Say what the workspace reads of the exports."""
    workspace = open_workspace(settings)
    found = check(workspace)
    say(f"\n{check_text(found.tallies, found.problems)}")
    if unmatched := unmatched_text(found.problems):
        say(f"\n{unmatched}")
    for one in found.stop_lists:
        say(one.summary)
    say(f"\nThe workspace: {settings.parent.resolve()}")
    if member := member_to_show(workspace):
        made = preview(workspace, PreviewRequest((member,)))
        say(f"one statement to look at: {made.sheets[0]}" if made.sheets else "no statement can be made yet")
    say(f"To change an answer: edit {settings.parent / 'answers.toml'} and map again, or map with --again.")
    say("Next, in that folder:")
    say("  valuereport preview      typical statements to look at")
    say("  valuereport batch        a statement for every member")
    return code_of(found.problems)
