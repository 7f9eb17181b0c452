"""What insights have found of the rules -> the ledger's alerts, their counts, and the list for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from valuereport.errors import Problem
from valuereport.model.alert import RuleResult
from valuereport.model.insight import AlertCount, MemberList

if TYPE_CHECKING:  # insights of a run without rules need no ledger
    from valuereport.deliver.ledger import Ledger

_COLUMNS: Final = ("id", "rule", "member_id", "name", "reason", "owner", "due", "state")


def evaluate(
    ledger: Ledger, results: Sequence[RuleResult], as_at: date, today: date
) -> tuple[tuple[AlertCount, ...], tuple[Problem, ...]]:
    """Raise alerts, end snoozes, and count; a problem where a newer evaluation stands, and so nothing was changed.

    `as_at`: the day up to which the data go; `today`: the day on which snoozes end. Raises LedgerError.
    """
    evaluated = ledger.evaluate(results, as_at, today)
    if evaluated.newer is None:
        return evaluated.counts, ()
    reason = f"the alerts were evaluated as at {evaluated.newer} already, and this is as at {as_at}"
    return evaluated.counts, (Problem("insights", "warning", reason, "no alert was raised or changed"),)


def member_list(ledger: Ledger, results: Sequence[RuleResult], names: Mapping[str, str], today: date) -> MemberList:
    """Return the alerts about members that are not done, those that are due first: `lists/alerts.csv`.

    `names`: of members, by id. What is withheld, or about a member who objects, is left out. Raises LedgerError.
    """
    withheld = {one.rule for one in results if one.withheld}
    objecting = frozenset[str]().union(*(one.objecting for one in results))
    found = [
        one
        for one in ledger.alerts()
        if one.about == "member" and one.state != "done" and one.rule not in withheld and one.subject not in objecting
    ]
    rows = tuple(
        (one.id, one.rule, one.subject, names.get(one.subject, ""), one.reason, one.owner, one.due, one.state_on(today))
        for one in sorted(found, key=lambda one: (one.due, int(one.id[1:])))
    )
    return MemberList("alerts", _COLUMNS, rows)


def members_with_open_alerts(listed: MemberList) -> frozenset[str]:
    """Return the ids of the members about whom an alert of the list is open."""
    member, state = _COLUMNS.index("member_id"), _COLUMNS.index("state")
    return frozenset(str(row[member]) for row in listed.rows if row[state] == "open")
