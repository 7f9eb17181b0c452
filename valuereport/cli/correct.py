"""valuereport correct."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from valuereport.actions.correct import AliasRequest, CorrectRequest, propose, propose_alias, write_correction
from valuereport.cli.options import by_option, config_option, yes_option
from valuereport.cli.remedies import command_of
from valuereport.cli.say import say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.correct import proposed_text
from valuereport.errors import ExitCode, Remedy, RequestError


@click.command("correct")
@click.argument("member")
@config_option
@click.option("--field", metavar="NAME", help="A field is wrong: email, name, street, joined, no_post, fee ...")
@click.option("--value", metavar="TEXT", help="... what it shall be; an empty text empties it.")
@click.option("--engagement", metavar="ACTIVITY", help="Something is missing that the member did, such as cpd-webinar.")
@click.option("--fee", metavar="AMOUNT", help="A payment is missing; where the whole fee is wrong: --field fee.")
@click.option("--confirm", metavar="AMOUNT", help="An extreme amount that waits is right; as the export has it.")
@click.option("--date", "day", default="", metavar="DAY", help="The day of it, such as 2026-05-04.")
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
def command(
    member: str,
    config: Path | None,
    field: str | None,
    value: str | None,
    engagement: str | None,
    fee: str | None,
    confirm: str | None,
    day: str,
    quantity: str,
    title: str,
    amount: str,
    currency: str,
    reference: str,
    alias: str | None,
    merged_into: str | None,
    why: str,
    operator: str,
    yes: bool,
) -> int:
    """Correct what the exports say of a member (MEMBER: an id, a former one, or an email address).

    Shows what would change, and writes one signed row into corrections.csv or aliases.csv beside the settings; the next
    command reads it. The exports stay as they are.
    """
    kinds = {"field": field, "engagement": engagement, "fee": fee, "confirm": confirm}
    kinds |= {"alias": alias, "merged_into": merged_into}
    given = [name for name, text in kinds.items() if text is not None]
    if len(given) != 1:
        allowed = f"one of {', '.join('--' + name.replace('_', '-') for name in kinds)}"
        raise RequestError(given[1] if given else "field", given[1] if given else "nothing to correct", allowed)
    if value is not None and field is None:
        raise RequestError("value", value, "with --field NAME")
    if field is not None and value is None:
        raise RequestError("field", field, "with --value TEXT: what it shall be")
    what, ask = given[0], sys.stdin.isatty() and not yes
    if not why and ask:
        why = click.prompt("Why (who said so, or where it is written)", err=True)
    workspace, today = workspace_of(config), date.today()  # noqa: DTZ011 - the day on the clerk's wall
    if what in ("alias", "merged_into"):
        of_whom, key = (member, alias or "") if what == "alias" else (merged_into or "", member)
        found = propose_alias(workspace, AliasRequest(of_whom, key, why, operator), today)
    else:
        cells = {"what": what, "date": day, "quantity": quantity, "title": title, "currency": currency}
        cells |= {"reference": reference, "amount": fee or confirm or amount, "activity": engagement or ""}
        cells |= {"field": field or "", "value": value or ""}
        found = propose(workspace, CorrectRequest(member, cells, why, operator), today)
    say(proposed_text(found))
    say_problems(found.problems)
    if ask and not click.confirm("Write it?", default=True, err=True):
        say("nothing is written")
        return ExitCode.DONE
    say(f"{'written':10} {write_correction(workspace, found)}")
    say(f"{'next':10} {command_of(Remedy('statement', member=found.member_id, compare=True))}")
    return ExitCode.DONE
