"""valuereport correct."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from valuereport.actions.correct import AliasRequest, CorrectRequest, propose, propose_alias, write_correction
from valuereport.cli.options import by_option, config_option, yes_option
from valuereport.cli.say import say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.command_line import command_of
from valuereport.console.correct import proposed_text
from valuereport.errors import ExitCode, Remedy, RequestError

_OPTIONAL: Final = "(may be left empty)"
_KINDS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "field": (
        ("field", "Which field (email, name, street, city, joined, fee, no_post ...)"),
        ("value", "What it shall be"),
    ),
    "engagement": (
        ("engagement", "Which activity, such as cpd-webinar"),
        ("date", "On which day, such as 2026-05-04"),
        ("quantity", f"How many, or how many hours {_OPTIONAL}"),
        ("title", f"What the statement calls it {_OPTIONAL}"),
    ),
    "fee": (("fee", "How much was paid"), ("date", "On which day, such as 2026-05-04")),
    "confirm": (("confirm", "Which amount is right, as the export has it"),),
    "alias": (("alias", "Which id, address or name the rows have"),),
    "merged_into": (("merged_into", "Which member it is now"),),
}
"""What may be wrong, and what is asked about it where nothing is given."""
_DETAILS: Final = ("date", "quantity", "title", "amount", "currency", "reference")


@click.command("correct")
@click.argument("member")
@config_option
@click.option("--field", metavar="NAME", help="A field is wrong: email, name, street, joined, no_post, fee ...")
@click.option("--value", metavar="TEXT", help="... what it shall be; an empty text empties it.")
@click.option("--engagement", metavar="ACTIVITY", help="Something is missing that the member did, such as cpd-webinar.")
@click.option("--fee", metavar="AMOUNT", help="A payment is missing; where the whole fee is wrong: --field fee.")
@click.option("--confirm", metavar="AMOUNT", help="An extreme amount that waits is right; as the export has it.")
@click.option("--date", default="", metavar="DAY", help="The day of it, such as 2026-05-04.")
@click.option("--quantity", default="", metavar="NUMBER", help="How many, or how many hours.")
@click.option("--title", default="", metavar="TEXT", help="What the statement calls it.")
@click.option("--amount", default="", metavar="AMOUNT", help="Of an engagement: what was earned with it.")
@click.option("--currency", default="", metavar="CODE", help="Of the amount, where it is not the member's.")
@click.option("--reference", default="", metavar="TEXT", help="A number that tells it apart: of an invoice, a ticket.")
@click.option("--alias", metavar="TEXT", help="Rows with this id, address or name are this member's.")
@click.option("--merged-into", metavar="MEMBER", help="MEMBER's id is a former one: it is this member now.")
@click.option("--why", default="", metavar="TEXT", help="Who said so, or where it is written.")
@by_option
@yes_option
def command(member: str, config: Path | None, why: str, operator: str, yes: bool, **given: str | None) -> int:
    """Correct what the exports say of a member (MEMBER: an id, a former one, or an email address).

    Shows what would change, and writes one signed row into corrections.csv or aliases.csv beside the settings; the next
    command reads it. The exports stay as they are. In a terminal it asks for what is not given.
    """
    ask = sys.stdin.isatty() and not yes
    workspace, today = workspace_of(config), date.today()  # noqa: DTZ011 - the day on the clerk's wall
    if ask and not any(given[name] is not None for name in _KINDS):
        given |= _asked()
    what = _kind(given)
    if not why and ask:
        why = click.prompt("Why (who said so, or where it is written)", err=True)
    if what in ("alias", "merged_into"):
        of_whom, key = (member, given["alias"]) if what == "alias" else (given["merged_into"], member)
        found = propose_alias(workspace, AliasRequest(of_whom or "", key or "", why, operator), today)
    else:
        cells = {name: given[name] or "" for name in ("field", "value", *_DETAILS)}
        cells |= {"what": what, "activity": given["engagement"] or ""}
        cells["amount"] = given["fee"] or given["confirm"] or cells["amount"]
        found = propose(workspace, CorrectRequest(member, cells, why, operator), today)
    say(proposed_text(found))
    say_problems(found.problems)
    if ask and not click.confirm("Write it?", default=True, err=True):
        say("nothing is written")
        return ExitCode.DONE
    say(f"{'written':10} {write_correction(workspace, found)}")
    say(f"{'next':10} {command_of(Remedy('statement', member=found.member_id, compare=True))}")
    return ExitCode.DONE


def _kind(given: Mapping[str, str | None]) -> str:
    """Return what is corrected. Raises RequestError where it is nothing, or several things."""
    kinds = [name for name in _KINDS if given[name] is not None]
    if len(kinds) != 1:
        allowed = f"one of {', '.join('--' + name.replace('_', '-') for name in _KINDS)}"
        raise RequestError(kinds[1] if kinds else "field", kinds[1] if kinds else "nothing to correct", allowed)
    if given["value"] is not None and kinds[0] != "field":
        raise RequestError("value", given["value"], "with --field NAME")
    if kinds[0] == "field" and given["value"] is None:
        raise RequestError("field", given["field"], "with --value TEXT: what it shall be")
    return kinds[0]


def _asked() -> dict[str, str]:
    """Ask what is wrong, and what it shall be."""
    words = {name.replace("_", "-"): name for name in _KINDS}
    what = words[click.prompt("What is wrong", type=click.Choice([*words]), default="field", err=True)]
    answers = {}
    for name, question in _KINDS[what]:
        optional = question.endswith(_OPTIONAL)
        answers[name] = click.prompt(question, default="" if optional else None, show_default=False, err=True)
    return answers
