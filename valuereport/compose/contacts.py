"""A member firm's table by contact: how often each used the membership, and for what value."""

from __future__ import annotations

from collections import defaultdict

from valuereport.compose.context import StatementContext
from valuereport.model.statement import ContactRow

_ROWS = 5


def contacts(context: StatementContext) -> tuple[ContactRow, ...]:
    """Return a row a contact, the most valuable first, then one for the firm as a whole; empty for a person."""
    if context.kind == "person":
        return ()
    words = context.words
    times: dict[str, int] = defaultdict(int)
    worth: dict[str, float] = defaultdict(float)
    for line in context.valuation.lines:
        for evidence in line.evidence:
            name = "" if line.benefit == "policy" else evidence.contact
            times[name] += line.benefit != "policy"
            worth[name] += evidence.value
    named = sorted((name for name in times if name), key=lambda name: (-worth[name], -times[name], name))
    if not named:
        return ()
    room = _ROWS - ("" in times)
    first, rest = (named, []) if len(named) <= room else (named[: room - 1], named[room - 1 :])
    rows = [_row(context, name, times[name], worth[name]) for name in first]
    if rest:
        message = words.ngettext("{n} other contact", "{n} other contacts", len(rest))
        label = message.format(n=words.number(len(rest)))
        rows.append(_row(context, label, sum(times[name] for name in rest), sum(worth[name] for name in rest)))
    if "" in times:
        # Translators: the last row of a table by person: policy wins, and what the firm did as a whole.
        rows.append(_row(context, words.gettext("The firm as a whole"), times[""], worth[""]))
    return tuple(rows)


def _row(context: StatementContext, name: str, times: int, value: float) -> ContactRow:
    return ContactRow(
        name, context.words.times(times) if times else "", context.money(value) if context.shows_money else ""
    )
