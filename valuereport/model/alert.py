"""Alerts: a figure of the tree or a measure of a member that crosses a threshold, and what people did about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from valuereport.model.insight import Withheld

AlertState = Literal["open", "snoozed", "done"]
About = Literal["node", "member"]

ALERT_STATES: Final[Mapping[AlertState, str]] = {
    "open": "somebody should act",
    "snoozed": "is left alone until a day",
    "done": "a person has dealt with it",
}
"""The states of an alert, and what each means."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A rule that a node or a member crosses as at one day."""

    rule: str  # id of an [[alert]]
    about: About
    subject: str  # the node's id, or the member's
    value: float
    threshold: str  # as it is written: "<= 0.80"
    reason: str  # in plain words, with its evidence
    owner: str
    due: date  # by when somebody should have acted


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What came of one rule as at one day: who crosses it, and who surely does not.

    A subject that is in none of the sets was not judged: its figure is not known, or the whole rule is withheld.
    """

    rule: str
    about: About
    owner: str
    crossed: tuple[Crossing, ...] = ()
    clear: frozenset[str] = frozenset()  # subjects that do not cross it
    objecting: frozenset[str] = frozenset()  # members who want no scoring: nothing about them is kept
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A crossing as the ledger keeps it; it is the same alert as long as it is not done.

    `cleared_on`: since when it is not crossed any more, or None. Days are those up to which the data went, but for
    `snoozed_until` and `due`; `changed_at` is in UTC.
    """

    id: str  # A17
    rule: str
    about: About
    subject: str
    state: AlertState
    raised_on: date
    last_seen_on: date  # crossed
    cleared_on: date | None
    evaluated_on: date  # last judged; an evaluation of an earlier day changes nothing
    snoozed_until: date | None
    operator: str  # who snoozed it or said that it is done
    note: str
    changed_at: datetime
    value: float
    threshold: str
    reason: str
    owner: str
    due: date

    def state_on(self, today: date) -> AlertState:
        """Return the state on a day: a snooze ends on its day, though nothing was evaluated since."""
        over = self.state == "snoozed" and self.snoozed_until is not None and self.snoozed_until <= today
        return "open" if over and self.cleared_on is None else self.state

    def is_due(self, today: date) -> bool:
        """Return whether somebody should have acted by now."""
        return self.state_on(today) == "open" and self.due <= today
