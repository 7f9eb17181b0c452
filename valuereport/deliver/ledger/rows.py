"""Between the tables' rows and the model's nouns; and the one place where a delivery changes its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from valuereport.deliver.ledger.schema import deliveries, events
from valuereport.deliver.ledger.transitions import ENDED
from valuereport.model.delivery import Delivery, State

COLUMNS: Final = tuple(deliveries.c[field.name] for field in fields(Delivery))
"""What a Delivery is made of; the sender is the ledger's own business."""

_MANY: Final = 500


@dataclass(frozen=True, slots=True)
class Step:
    """A change of one delivery's state; `values` are further columns to set with it."""

    delivery_id: str
    state: State
    answer: str
    reason: str
    values: Mapping[str, Any]


def delivery_of(row: sa.Row[Any]) -> Delivery:
    """Return the delivery that a row of `COLUMNS` holds."""
    return Delivery(**row._mapping)


def read(connection: sa.Connection, delivery_id: str, *, lock: bool = False) -> Delivery | None:
    """Return one delivery; `lock`: nobody else changes it before this transaction ends."""
    query = sa.select(*COLUMNS).where(deliveries.c.id == delivery_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else delivery_of(row)


def read_all(connection: sa.Connection, ids: Sequence[str]) -> tuple[Delivery, ...]:
    """Return these deliveries, in this order."""
    found = {
        row.id: delivery_of(row)
        for some in portions(ids)
        for row in connection.execute(sa.select(*COLUMNS).where(deliveries.c.id.in_(some)))
    }
    return tuple(found[one] for one in ids)


def portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield as many names at a time as one question may hold."""
    for start in range(0, len(names), _MANY):
        yield names[start : start + _MANY]


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def take(connection: sa.Connection, steps: Sequence[Step], operator: str) -> None:
    """Take the steps and write the history, in the caller's transaction; that they are allowed is the caller's care."""
    at = now()
    write_states(connection, steps, at)
    write_history(
        connection, [(step.delivery_id, step.state, step.answer, step.reason) for step in steps], operator, at
    )


def write_states(connection: sa.Connection, steps: Sequence[Step], at: datetime) -> None:
    """Set the states and what goes with them."""
    for columns in {frozenset(step.values) for step in steps}:  # one statement for rows that set the same columns
        rows = [
            {
                "row": step.delivery_id,
                "state": step.state,
                "answer": step.answer,
                "reason": step.reason,
                "ended_at": at if step.state in ENDED else None,
                **step.values,
            }
            for step in steps
            if step.values.keys() == columns
        ]
        connection.execute(sa.update(deliveries).where(deliveries.c.id == sa.bindparam("row")), rows)


def write_history(
    connection: sa.Connection, steps: Sequence[tuple[str, State, str, str]], operator: str, at: datetime
) -> None:
    """Append an event for each (delivery, state, answer, reason)."""
    if steps:
        rows = [
            {"delivery_id": row, "at": at, "state": state, "operator": operator, "answer": answer, "reason": reason}
            for row, state, answer, reason in steps
        ]
        connection.execute(sa.insert(events), rows)
