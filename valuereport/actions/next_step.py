"""The one thing to do next: the first rule that holds. docs/season.md prints the table, and a test holds it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from valuereport.errors import ASK, Remedy
from valuereport.model.season import NextStep, Season, SeasonRun, Step


@dataclass(frozen=True, slots=True)
class Rule:
    """When a step is the next one: `number` is above nothing. `when` and `does`: for the documentation."""

    step: Step
    when: str
    does: str
    number: Callable[[Season], int]  # what the step is about, counted; True is 1
    remedy: Callable[[Season], Remedy | None]


def next_step(season: Season) -> NextStep:
    """Return the one thing to do next."""
    for rule in RULES:
        if number := int(rule.number(season)):
            return NextStep(rule.step, rule.remedy(season), number)
    return NextStep("done")


def _is(*states: str) -> Callable[[Season], int]:
    return lambda season: season.run is not None and season.run.state in states


def _missing(season: Season) -> int:
    return sum(one.state == "missing" and not one.is_pulled for one in season.exports)


def _to_pull(season: Season) -> int:
    return sum(one.is_pulled and (one.state == "missing" or one.goes_on) for one in season.exports)


def _has_no_run(season: Season) -> bool:
    return season.run is None or season.run.state == "damaged"


def _not_checked(season: Season) -> int:
    return _has_no_run(season) and not (season.problems and season.problems.is_current)


def _changed(season: Season) -> int:
    return len(season.run.changed) if season.run and season.run.state in ("finished", "reviewed") else 0


def _void(season: Season) -> int:
    return season.run is not None and season.run.state == "reviewed" and season.run.approved_before is not None


def _of_approved(number: Callable[[Season], int]) -> Callable[[Season], int]:
    return lambda season: number(season) if season.run and season.run.state == "approved" else 0


def _uncertain(season: Season) -> int:
    return sum(one.uncertain for one in season.delivered.channels)


def _nothing(_: Season) -> None:
    return None


def _about_run(action: str, /, **arguments: str | bool | None) -> Callable[[Season], Remedy]:
    return lambda season: Remedy(action, run=_name(season.run), **arguments)


def _simply(action: str, /, **arguments: str | bool | None) -> Callable[[Season], Remedy]:
    return lambda _: Remedy(action, **arguments)


def _name(run: SeasonRun | None) -> str:
    return run.name if run else ""


RULES: Final = (
    Rule(
        "start",
        "no workspace was found, and the sample organisation stands in for it",
        "make a workspace of your own exports",
        lambda season: season.is_sample,
        _simply("map", paths=ASK),
    ),
    Rule(
        "wait",
        "the run is being made",
        "wait; it goes on by itself",
        _is("under-way"),
        _nothing,
    ),
    Rule(
        "resume",
        "the run was stopped before its end",
        "go on with it; nothing is made twice",
        _is("stopped"),
        _about_run("batch", resume=True),
    ),
    Rule(
        "pull",
        "there is no finished run, and a pull that a source reads is not there, or is begun and not finished",
        "pull from the system, or go on with it",
        lambda season: _to_pull(season) if _has_no_run(season) else 0,
        _simply("pull"),
    ),
    Rule(
        "bring-exports",
        "there is no finished run, and a file that the settings name is missing",
        "put the file where the settings say; a check names it",
        lambda season: _missing(season) if _has_no_run(season) else 0,
        _simply("check"),
    ),
    Rule(
        "check",
        "there is no finished run, and nothing was checked since an export or a setting changed",
        "check the exports",
        _not_checked,
        _simply("check"),
    ),
    Rule(
        "preview",
        "there is no finished run, and no statement was looked at yet",
        "look at typical statements",
        lambda season: _has_no_run(season) and season.previewed is None,
        _simply("preview"),
    ),
    Rule(
        "make",
        "there is no finished run",
        "make the statements",
        _has_no_run,
        _simply("batch"),
    ),
    Rule(
        "make-again",
        "the run is not approved, and exports, corrections or aliases are not what it was made of",
        "make a new run of what there is now",
        _changed,
        _simply("batch"),
    ),
    Rule(
        "review",
        "the run is finished, and nobody has looked at it since",
        "write its review sheet and read it",
        _is("finished"),
        _about_run("approve"),
    ),
    Rule(
        "approve-again",
        "the run was approved, has changed since, and was looked at again",
        "approve it again",
        _void,
        _about_run("approve", by=ASK),
    ),
    Rule(
        "approve",
        "the run was looked at",
        "approve it",
        _is("reviewed"),
        _about_run("approve", by=ASK),
    ),
    Rule(
        "resolve",
        "the run is approved, and it is not certain whether some deliveries left",
        "find out, and say what became of each",
        _of_approved(_uncertain),
        _simply("ledger list", state="uncertain"),
    ),
    Rule(
        "email",
        "the run is approved, mail is set up, and members have no message yet",
        "see who gets what, and send",
        _of_approved(lambda season: season.delivered.to_email),
        _about_run("email"),
    ),
    Rule(
        "hand-over",
        "the run's print file holds letters that are not handed over",
        "give it to the mail house, and say so",
        _of_approved(lambda season: season.delivered.in_print_file),
        _about_run("print", handed_over=True),
    ),
    Rule(
        "print",
        "the run is approved, and members need a letter",
        "write the print file",
        _of_approved(lambda season: season.delivered.to_print),
        _about_run("print"),
    ),
    Rule(
        "make",
        "the run was for some members alone, and there is none for all",
        "make the statements of all",
        _of_approved(lambda season: season.run is not None and not season.run.is_whole),
        _simply("batch"),
    ),
    Rule(
        "correct-again",
        "corrections were signed since the run was made, and the members have had no newer statement",
        "make these members' statements again",
        _of_approved(lambda season: season.delivered.corrected),
        _simply("statement", member=ASK),
    ),
    Rule(
        "replies",
        "corrections that members propose wait for a person",
        "accept or decline them",
        lambda season: season.replies or 0,
        _simply("feedback list"),
    ),
    Rule(
        "alerts",
        "alerts are due",
        "deal with them",
        lambda season: season.alerts.due,
        _simply("alerts list"),
    ),
    Rule(
        "insights",
        "the run is approved, and there are no insights of it",
        "make them, for leadership",
        _of_approved(lambda season: not season.has_insights),
        _about_run("insights"),
    ),
)
"""In this order: what cannot wait, then the way of a season, then what comes up on it."""
