"""Alerts as the ledger keeps them: which there are, what a person does about one, and how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

import sqlalchemy as sa

from valuereport.deliver.ledger.rows import now, portions
from valuereport.deliver.ledger.schema import alerts
from valuereport.errors import LedgerError, Remedy
from valuereport.model.alert import Alert

_NAMES: Final = tuple(one.name for one in fields(Alert) if one.name != "id")
_COLUMNS: Final = (alerts.c.number, *(alerts.c[name] for name in _NAMES))  # in the order of Alert


def all_of(connection: sa.Connection) -> tuple[Alert, ...]:
    """Return every alert, the oldest first."""
    return tuple(map(_alert, connection.execute(sa.select(*_COLUMNS).order_by(alerts.c.number))))


def states(connection: sa.Connection, today: date) -> Counter[tuple[str, str]]:
    """Return how many alerts there are by rule and state; the state is what `Alert.state_on` says."""
    over = sa.and_(alerts.c.state == "snoozed", alerts.c.snoozed_until <= today, alerts.c.cleared_on.is_(None))
    state = sa.case((over, "open"), else_=alerts.c.state).label("state")
    query = sa.select(alerts.c.rule, state, sa.func.count()).group_by(alerts.c.rule, state)
    return Counter({(rule, found): count for rule, found, count in connection.execute(query)})


def newest_evaluation(connection: sa.Connection) -> date | None:
    """Return the latest day as at which an alert was judged."""
    found: date | None = connection.execute(sa.select(sa.func.max(alerts.c.evaluated_on))).scalar()
    return found


def raise_(connection: sa.Connection, made: Collection[Alert]) -> None:
    """Write alerts that are new; the database gives them their ids."""
    if made:
        connection.execute(sa.insert(alerts), list(map(_values, made)))


def save(connection: sa.Connection, changed: Collection[Alert]) -> None:
    """Write alerts as they stand now, in this order."""
    if changed:
        this = alerts.c.number == sa.bindparam("row")
        connection.execute(sa.update(alerts).where(this), [{"row": _number(one.id), **_values(one)} for one in changed])


def erase(connection: sa.Connection, erased: Iterable[Alert]) -> None:
    """Erase alerts."""
    for some in portions([one.id for one in erased]):
        connection.execute(sa.delete(alerts).where(alerts.c.number.in_(map(_number, some))))


def done(connection: sa.Connection, alert_id: str, note: str, operator: str) -> Alert:
    """Write that a person has dealt with an alert. Raises LedgerError: unknown, or done already."""
    before = _standing(connection, alert_id)
    after = replace(before, state="done", snoozed_until=None, note=note, operator=operator, changed_at=now())
    save(connection, (after,))
    return after


def snooze(connection: sa.Connection, alert_id: str, until: date, note: str, operator: str) -> tuple[Alert, Alert]:
    """Leave an alert alone until a day; return it as it was and as it is. Raises LedgerError: unknown, or done."""
    before = _standing(connection, alert_id)
    after = replace(before, state="snoozed", snoozed_until=until, note=note, operator=operator, changed_at=now())
    save(connection, (after,))
    return before, after


def forget(connection: sa.Connection, member_ids: Collection[str]) -> None:
    """Erase the alerts about a member, whatever state they are in."""
    mine = sa.and_(alerts.c.about == "member", alerts.c.subject.in_(member_ids))
    connection.execute(sa.delete(alerts).where(mine))


def _standing(connection: sa.Connection, alert_id: str) -> Alert:
    """Return an alert that is not done. Raises LedgerError, with what is near or who has done it."""
    row = connection.execute(sa.select(*_COLUMNS).where(alerts.c.number == _number(alert_id))).one_or_none()
    if row is None:
        numbers = connection.execute(sa.select(alerts.c.number).order_by(alerts.c.number)).scalars()
        near = ", ".join(get_close_matches(alert_id.strip().upper(), [f"A{one}" for one in numbers], n=3))
        raise LedgerError(
            f"The ledger knows no alert {alert_id}{f'; near it: {near}' if near else ''}; all of them",
            Remedy("alerts list"),
        )
    found = _alert(row)
    if found.state == "done":
        who = f" by {found.operator}" if found.operator else ""
        raise LedgerError(
            f"The alert {found.id} is done already: on {found.changed_at:%Y-%m-%d}{who}: {found.note}."
            " It is raised again when it is crossed again"
        )
    return found


def _number(alert_id: str) -> int:
    """Return the number of an alert; -1 where that is no id of one."""
    digits = alert_id.strip().upper().removeprefix("A")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


def _alert(row: sa.Row[Any]) -> Alert:
    values: list[Any] = list(row)
    return Alert(f"A{values[0]}", *values[1:])


def _values(one: Alert) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _NAMES}
