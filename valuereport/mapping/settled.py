"""Proposals as answers settle them: what a file feeds where that is a question, and columns that were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from valuereport.mapping.looked import Looked
from valuereport.mapping.notation import decimal_of, order_of
from valuereport.mapping.origin import Origin
from valuereport.mapping.people import name_parts
from valuereport.mapping.proposal import Proposal

_NONE = "none"


def settled(found: Sequence[Proposal], answers: Mapping[str, str]) -> tuple[Proposal, ...]:
    """Return the proposals with what was answered about their tables and columns."""
    return tuple(_columns(_table(one, answers.get(f"table.{one.name}", "")), answers) for one in found)


def _table(one: Proposal, answer: str) -> Proposal:
    if answer == _NONE:
        return replace(one, table=None, why="your answer: it is not used")
    if one.instead is not None and answer == one.instead.table:
        return replace(one.instead, name=one.name, instead=one)
    return one


def _columns(one: Proposal, answers: Mapping[str, str]) -> Proposal:
    chosen = {
        column: Origin("your answer", (heading,))
        for column in one.doubtful
        if (heading := answers.get(f"columns.{one.name}.{column}", _NONE)) in one.found.columns
    }
    if not chosen:
        return one
    columns = {**one.columns, **chosen}
    looked = Looked(one.found, one.profiles, name_parts(one.found.headings))
    order, order_reason = order_of(looked, one.table, columns)
    decimal, decimal_reason = decimal_of(looked, one.table, columns)
    return replace(
        one,
        columns=columns,
        order=order,
        order_reason=order_reason,
        decimal=decimal,
        decimal_reason=decimal_reason,
    )
