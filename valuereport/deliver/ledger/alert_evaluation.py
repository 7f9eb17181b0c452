"""What came of the rules as at a day -> alerts that are raised, open again, cleared or erased: each once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from valuereport.deliver.ledger import alerts
from valuereport.deliver.ledger.aliases import same_member
from valuereport.deliver.ledger.pseudonyms import stored_as
from valuereport.deliver.ledger.rows import now
from valuereport.model.alert import Alert, Crossing, RuleResult
from valuereport.model.insight import AlertCount

_ENDED: Final = "no longer crossed when the snooze ended"


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
    newest = alerts.newest_evaluation(connection)
    evaluated_on = min(as_at, today)
    newer = newest if newest and evaluated_on < newest else None
    raised: Counter[str] = Counter()
    if newer is None:
        work = _Evaluation(connection, as_at, evaluated_on, today)
        for result in results:
            work.judge(result)
        work.write()
        raised.update(one.rule for one in work.raised)
    found = alerts.states(connection, today)
    counts = tuple(
        AlertCount(
            rule=one.rule,
            owner=one.owner,
            about="node" if one.about == "node" else "members",
            raised=raised[one.rule],
            open=found[one.rule, "open"],
            snoozed=found[one.rule, "snoozed"],
            done=found[one.rule, "done"],
        )
        for one in results
    )
    return Evaluated(counts, newer)


class _Evaluation:
    """One evaluation: what has to be written, gathered so that it is written in few statements."""

    def __init__(self, connection: sa.Connection, as_at: date, evaluated_on: date, today: date) -> None:
        self.raised: list[Alert] = []
        self._connection, self._as_at, self._evaluated_on, self._today = connection, as_at, evaluated_on, today
        self._saved: list[Alert] = []
        self._erased: list[Alert] = []
        self._ids, self._stored = same_member(connection), stored_as(connection)
        self._known: dict[str, dict[str, list[Alert]]] = defaultdict(lambda: defaultdict(list))  # the oldest first
        for one in alerts.all_of(connection):
            self._known[one.rule][self._key(one.about, one.subject)].append(one)

    def judge(self, result: RuleResult) -> None:
        """Take what came of one rule."""
        known = self._known[result.rule]
        for key in [key for key in known if self._is_among(key, result.objecting)]:
            self._erased += known.pop(key)
        crossed = set()
        for one in result.crossed:
            if one.about == "member" and self._stored(one.subject) != one.subject:
                continue  # forgotten, and still in the exports
            key = self._key(one.about, one.subject)
            if key not in crossed:
                crossed.add(key)
                self._crossed(one, known.get(key, ()))
        for key, those in known.items():
            if key not in crossed and self._is_among(key, result.clear):
                self._clear(those)

    def write(self) -> None:
        """Write all of it."""
        alerts.erase(self._connection, self._erased)
        ended_first = sorted(self._saved, key=lambda one: one.state != "done")  # before another takes their subject
        alerts.save(self._connection, ended_first)
        alerts.raise_(self._connection, self.raised)

    def _crossed(self, crossing: Crossing, those: Sequence[Alert]) -> None:
        """Note that a subject crosses the rule: it has an alert that stands, was done all the time, or gets one."""
        standing = [one for one in those if one.state != "done"]
        if standing:
            for one in standing[1:]:  # of one member under two ids
                self._end(one, f"the same member as {standing[0].id}")
            seen = _of(crossing) | {"last_seen_on": self._as_at, "cleared_on": None}
            again = {"state": "open", "snoozed_until": None, "changed_at": now()} if self._is_over(standing[0]) else {}
            self._save(standing[0], **seen, **again)
        elif those and those[-1].cleared_on is None:
            self._save(those[-1], last_seen_on=self._as_at)
        else:
            self.raised.append(self._made(crossing))

    def _clear(self, those: Iterable[Alert]) -> None:
        """Note that a subject does not cross the rule."""
        for one in those:
            cleared = replace(one, cleared_on=one.cleared_on or self._as_at)
            if self._is_over(one):
                self._end(cleared, _ENDED)
            else:
                self._save(one, cleared_on=cleared.cleared_on)

    def _end(self, one: Alert, note: str) -> None:
        self._save(one, state="done", snoozed_until=None, operator="", note=note, changed_at=now())

    def _save(self, one: Alert, **changes: Any) -> None:  # noqa: ANN401 - fields of an Alert
        changed = replace(one, **changes, evaluated_on=self._evaluated_on)
        if changed != one:
            self._saved.append(changed)

    def _made(self, crossing: Crossing) -> Alert:
        return Alert(
            id="",
            rule=crossing.rule,
            about=crossing.about,
            state="open",
            raised_on=self._as_at,
            last_seen_on=self._as_at,
            cleared_on=None,
            evaluated_on=self._evaluated_on,
            snoozed_until=None,
            operator="",
            note="",
            changed_at=now(),
            due=crossing.due,
            **_of(crossing),
        )

    def _is_over(self, one: Alert) -> bool:
        return one.state == "snoozed" and one.snoozed_until is not None and one.snoozed_until <= self._today

    def _key(self, about: str, subject: str) -> str:
        """Return what stands for a subject, whichever of its ids is used."""
        return min(self._ids(subject)) if about == "member" else subject

    def _is_among(self, key: str, subjects: Collection[str]) -> bool:
        return bool(subjects) and (key in subjects or any(one in subjects for one in self._ids(key)))


def _of(crossing: Crossing) -> dict[str, Any]:
    """Return what an alert learns anew whenever it is crossed; when it was due stays."""
    return {name: getattr(crossing, name) for name in ("subject", "value", "threshold", "reason", "owner")}
