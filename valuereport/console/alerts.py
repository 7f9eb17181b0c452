"""What a person reads of alerts: a line each, how many there are, and what their owners are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from valuereport.model.alert import ALERT_STATES, Alert, AlertState

WITHHELD = "about members are not shown: nobody answers for scoring persons ([scoring] in the settings)"


def alert_lines(alerts: Sequence[Alert], unknown_rules: AbstractSet[str], today: date) -> Iterator[str]:
    """Yield one line an alert: its state, what it is about, by when whom, and why."""
    for one in alerts:
        rule = f"{one.rule} (no such rule in the settings)" if one.rule in unknown_rules else one.rule
        what = "node" if one.about == "node" else "member"
        yield f"{one.id}  {alert_state(one, today)}  {rule}  {what} {one.subject}  {one.owner}  {one.reason}"


def alert_state(one: Alert, today: date) -> str:
    """Return where an alert stands, in a few words."""
    if one.state == "done":
        return f"done {one.changed_at:%Y-%m-%d}{f' by {one.operator}' if one.operator else ''}: {one.note}"
    cleared = f", not crossed since {one.cleared_on}" if one.cleared_on else ""
    if one.state == "snoozed":
        return f"snoozed until {one.snoozed_until} by {one.operator}{f': {one.note}' if one.note else ''}{cleared}"
    return f"open, due {one.due}{' (overdue)' if one.due < today else ''}{cleared}"


def alert_counts(counts: Mapping[AlertState, int], due: int, withheld: int) -> str:
    """Return how many alerts there are in each state."""
    opened, snoozed, done = (f"{counts.get(state, 0):,} {state}" for state in ALERT_STATES)
    text = f"{opened} ({due:,} due), {snoozed}, {done}"
    return f"{text}\n{withheld:,} {WITHHELD}" if withheld else text
