"""Two tables of a member firm: what each of its contacts used, and what each of its branches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from valuereport.compose.context import StatementContext
from valuereport.model.statement import ContactRow, UseTable

_ROWS = 4
"""That fit above the total; the last of more contacts or branches share a row."""


class _Use(NamedTuple):
    """How often somebody used the membership, and what that was worth; None where there is no figure."""

    name: str
    times: int
    worth: float | None


def contacts(context: StatementContext) -> UseTable | None:
    """Return a row a contact, the most valuable first, then the firm as a whole; the total is the statement's.

    None for a person, and where no contact is known to have used anything.
    """
    words, valuation = context.words, context.valuation
    named = _by_contact(context)
    if context.kind == "person" or not named:
        return None
    total = _Use(words.gettext("Total"), valuation.engagements, valuation.total.central)
    # What no contact did is the firm's: policy wins that count, and what is recorded for the firm itself.
    times = total.times - sum(one.times for one in named)
    worth = valuation.total.central - sum(one.worth or 0.0 for one in named)
    # Translators: the last row of a table by person: policy wins, and what the firm did as a whole.
    whole = _Use(words.gettext("The firm as a whole"), times, worth)
    wholes = [whole] if times > 0 or not context.is_zero(worth) else []
    first, rest = _first_and_rest(named, _ROWS - len(wholes))
    others = words.ngettext("{n} other contact", "{n} other contacts", len(rest)) if rest else ""
    return _table(context, [*first, *_together(context, others, rest), *wholes], total)


def branches(context: StatementContext) -> UseTable | None:
    """Return a row a branch, the most valuable first, and what all of them used; None where there is no branch."""
    words = context.words
    found = [_Use(one.name, one.engagements, one.value) for one in context.valuation.branches]
    if not found:
        return None
    (total,) = _together(context, words.gettext("Total"), found)
    first, rest = _first_and_rest(found, _ROWS)
    others = words.ngettext("{n} other branch", "{n} other branches", len(rest)) if rest else ""
    return _table(context, [*first, *_together(context, others, rest)], total)


def _by_contact(context: StatementContext) -> list[_Use]:
    """Return what each contact used, priced or not, the most valuable first."""
    times: dict[str, int] = defaultdict(int)
    worth: dict[str, float] = defaultdict(float)
    used = (*(line.evidence for line in context.used_lines), *(one.evidence for one in context.valuation.unpriced))
    for evidence in chain.from_iterable(used):
        times[evidence.contact] += 1
        worth[evidence.contact] += evidence.value
    order = sorted((name for name in times if name), key=lambda name: (-worth[name], -times[name], name))
    return [_Use(name, times[name], worth[name]) for name in order]


def _first_and_rest(found: Sequence[_Use], room: int) -> tuple[Sequence[_Use], Sequence[_Use]]:
    return (found, ()) if len(found) <= room else (found[: room - 1], found[room - 1 :])


def _together(context: StatementContext, label: str, rest: Sequence[_Use]) -> list[_Use]:
    """Return one row for several, nothing for none; `label` may say how many they are."""
    if not rest:
        return []
    figures = [one.worth for one in rest if one.worth is not None]
    name = label.format(n=context.words.number(len(rest)))
    return [_Use(name, sum(one.times for one in rest), sum(figures) if figures else None)]


def _table(context: StatementContext, rows: Sequence[_Use], total: _Use) -> UseTable:
    return UseTable(
        rows=tuple(_row(context, one) for one in rows),
        total=_row(context, total),
        note=context.rounding_note((one.worth or 0.0 for one in rows), total.worth or 0.0)
        if context.shows_money
        else "",
    )


def _row(context: StatementContext, one: _Use) -> ContactRow:
    times = context.words.times(one.times) if one.times else ""
    return ContactRow(
        one.name, times, context.money(one.worth) if context.shows_money and one.worth is not None else ""
    )
