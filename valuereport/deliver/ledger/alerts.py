"""Alerts as the ledger keeps them: raised once, snoozed or done by a person, raised again only when crossed again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

import sqlalchemy as sa

from valuereport.deliver.ledger.aliases import same_member
from valuereport.deliver.ledger.pseudonyms import stored_as
from valuereport.deliver.ledger.rows import now, portions
from valuereport.deliver.ledger.schema import alerts
from valuereport.errors import LedgerError, Remedy
from valuereport.model.alert import Alert, AlertState, Crossing, RuleResult
from valuereport.model.insight import AlertCount

TABLE: Final = alerts.name
_ENDED: Final = "no longer crossed when the snooze ended"
_COLUMNS: Final = (alerts.c.number, *(alerts.c[one.name] for one in fields(Alert) if one.name != "id"))


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How the alerts of each rule stand; `newer`: a day as at which they were evaluated already, so nothing changed."""

    counts: tuple[AlertCount, ...]
    newer: date | None = None


def evaluate(connection: sa.Connection, results: Sequence[RuleResult], as_at: date, today: date) -> Evaluated:
    """Raise what is crossed and does not stand yet, end snoozes that are over, and note what is crossed no more.

    An evaluation as at an earlier day than the newest one changes nothing. A day that has not come counts as today, so
    that a mistaken one does not stop all later evaluations.
    """
    newest = connection.execute(sa.select(sa.func.max(alerts.c.evaluated_on))).scalar()
    until = min(as_at, today)
    raised: Counter[str] = Counter()
    if newest is None or until >= newest:
        work = _Work(connection, as_at, until, today)
        for result in results:
            raised[result.rule] = work.judge(result)
        work.write()
        newest = None
    states = Counter((one.rule, one.state_on(today)) for one in all_of(connection))
    counts = tuple(
        AlertCount(
            rule=one.rule,
            owner=one.owner,
            about="node" if one.about == "node" else "members",
            raised=raised[one.rule],
            open=states[one.rule, "open"],
            snoozed=states[one.rule, "snoozed"],
            done=states[one.rule, "done"],
        )
        for one in results
    )
    return Evaluated(counts, newest)


def all_of(connection: sa.Connection) -> tuple[Alert, ...]:
    """Return every alert, the oldest first."""
    return tuple(map(_alert, connection.execute(sa.select(*_COLUMNS).order_by(alerts.c.number))))


def done(connection: sa.Connection, alert_id: str, note: str, operator: str) -> Alert:
    """Write that a person has dealt with an alert. Raises LedgerError: unknown, or done already."""
    return _changed(connection, _standing(connection, alert_id), "done", None, note, operator)


def snooze(connection: sa.Connection, alert_id: str, until: date, note: str, operator: str) -> tuple[Alert, Alert]:
    """Leave an alert alone until a day; return it as it was and as it is. Raises LedgerError: unknown, or done."""
    before = _standing(connection, alert_id)
    return before, _changed(connection, before, "snoozed", until, note, operator)


def forget(connection: sa.Connection, member_ids: Collection[str]) -> None:
    """Erase the alerts about a member, whatever state they are in."""
    mine = sa.and_(alerts.c.about == "member", alerts.c.subject.in_(member_ids))
    connection.execute(sa.delete(alerts).where(mine))


@dataclass(slots=True)
class _Work:
    """One evaluation: what is to be written, gathered so that it is written in few statements."""

    connection: sa.Connection
    as_at: date
    until: date
    today: date
    inserted: list[dict[str, Any]] = field(default_factory=list)
    updated: list[tuple[Alert, Mapping[str, Any]]] = field(default_factory=list)
    ended: list[tuple[Alert, Mapping[str, Any]]] = field(default_factory=list)  # before another takes their subject
    erased: list[Alert] = field(default_factory=list)
    _known: dict[str, dict[str, list[Alert]]] = field(init=False)  # rule -> subject -> alerts, the oldest first
    _ids: Callable[[str], tuple[str, ...]] = field(init=False)
    _stored: Callable[[str], str] = field(init=False)

    def __post_init__(self) -> None:
        self._ids, self._stored = same_member(self.connection), stored_as(self.connection)
        self._known = defaultdict(lambda: defaultdict(list))
        for one in all_of(self.connection):
            self._known[one.rule][self._key(one.about, one.subject)].append(one)

    def judge(self, result: RuleResult) -> int:
        """Take what came of one rule; return how many alerts it raises."""
        known = self._known[result.rule]
        for key in [key for key in known if self._among(key, result.objecting)]:
            self.erased += known.pop(key)
        raised = 0
        crossed = set()
        for one in result.crossed:
            if one.about == "member" and self._stored(one.subject) != one.subject:
                continue  # forgotten, and still in the exports
            key = self._key(one.about, one.subject)
            raised += key not in crossed and self._crossed(one, known.get(key, ()))
            crossed.add(key)
        for key, those in known.items():
            if key not in crossed and self._among(key, result.clear):
                self._clear(those)
        return raised

    def write(self) -> None:
        """Write all of it."""
        for some in portions([one.id for one in self.erased]):
            self.connection.execute(sa.delete(alerts).where(alerts.c.number.in_(map(_number, some))))
        for changes in (self.ended, self.updated):
            for columns in dict.fromkeys(frozenset(values) for _, values in changes):
                rows = [{"row": _number(one.id), **values} for one, values in changes if values.keys() == columns]
                self.connection.execute(sa.update(alerts).where(alerts.c.number == sa.bindparam("row")), rows)
        if self.inserted:
            self.connection.execute(sa.insert(alerts), self.inserted)

    def _crossed(self, crossing: Crossing, those: Sequence[Alert]) -> bool:
        """Note that a subject crosses the rule; return whether that raises an alert."""
        standing = [one for one in those if one.state != "done"]
        seen = {"last_seen_on": self.as_at, "evaluated_on": self.until}
        if not standing and those and those[-1].cleared_on is None:
            self.updated.append((those[-1], seen))  # done, and never seen otherwise since
            return False
        evidence = {name: getattr(crossing, name) for name in ("subject", "value", "threshold", "reason", "owner")} | {
            "cleared_on": None
        }
        if not standing:
            at = {"raised_on": self.as_at, "changed_at": now(), "due": crossing.due, "snoozed_until": None}
            made = {"rule": crossing.rule, "about": crossing.about, "state": "open", "operator": "", "note": ""}
            self.inserted.append({**made, **at, **seen, **evidence})
            return True
        first, *others = standing
        for one in others:  # of one member under two ids; before the first takes an id of theirs
            self._end(one, f"the same member as {first.id}")
        again = {"state": "open", "snoozed_until": None, "changed_at": now()} if self._is_over(first) else {}
        self.updated.append((first, {**seen, **evidence, **again}))
        return False

    def _clear(self, those: Iterable[Alert]) -> None:
        """Note that a subject does not cross the rule."""
        for one in those:
            self.updated.append((one, {"cleared_on": one.cleared_on or self.as_at, "evaluated_on": self.until}))
            if self._is_over(one):
                self._end(one, _ENDED)

    def _end(self, one: Alert, note: str) -> None:
        ended = {"state": "done", "snoozed_until": None, "operator": "", "note": note, "changed_at": now()}
        self.ended.append((one, ended))

    def _is_over(self, one: Alert) -> bool:
        return one.state == "snoozed" and one.snoozed_until is not None and one.snoozed_until <= self.today

    def _key(self, about: str, subject: str) -> str:
        """Return what stands for a subject, whichever of its ids is used."""
        return min(self._ids(subject)) if about == "member" else subject

    def _among(self, key: str, subjects: Collection[str]) -> bool:
        return bool(subjects) and (key in subjects or any(one in subjects for one in self._ids(key)))


def _standing(connection: sa.Connection, alert_id: str) -> Alert:
    """Return an alert that is not done. Raises LedgerError, with what is near or who has done it."""
    number = _number(alert_id)
    row = connection.execute(sa.select(*_COLUMNS).where(alerts.c.number == number)).one_or_none()
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


def _changed(
    connection: sa.Connection, one: Alert, state: AlertState, until: date | None, note: str, operator: str
) -> Alert:
    """Write what a person decided, and return the alert as it stands then."""
    values = {"state": state, "snoozed_until": until, "note": note, "operator": operator, "changed_at": now()}
    connection.execute(sa.update(alerts).where(alerts.c.number == _number(one.id)).values(**values))
    return _alert(connection.execute(sa.select(*_COLUMNS).where(alerts.c.number == _number(one.id))).one())


def _number(alert_id: str) -> int:
    """Return the number of an alert; -1 where that is no id of one."""
    digits = alert_id.strip().upper().removeprefix("A")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


def _alert(row: sa.Row[Any]) -> Alert:
    values = dict(row._mapping)
    return Alert(id=f"A{values.pop('number')}", **values)
