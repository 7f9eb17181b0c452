"""The alerts that the ledger keeps: which there are, and what a person does about one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from valuereport.actions.made_insights import insight_list_rows
from valuereport.actions.rights import needs
from valuereport.actions.runs_to_publish import RunToPublish, runs_to_publish
from valuereport.actions.workspace import Workspace, ledger_if_there, ledger_of
from valuereport.errors import LedgerError, RequestError
from valuereport.model.alert import Alert, AlertState
from valuereport.settings import AlertRule, Settings


@dataclass(frozen=True, slots=True)
class AlertsRequest:
    """Which alerts: in some states (what is not done where none is given), of an owner, of a rule; as on a day."""

    today: date
    states: tuple[AlertState, ...] = ()
    owner: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """The alerts of one rule that one owner has: how many are open, due and put off. `limits`: of today's settings."""

    rule: str
    owner: str
    limits: Mapping[str, str]  # by node or measure; empty: the settings have no such rule any more
    open: int
    due: int
    snoozed: int


@dataclass(frozen=True, slots=True)
class KeptAlerts:
    """Alerts with their state of today, and how many there are in all.

    `unknown_rules`: ids of rules that the settings have no more. `withheld`: how many are about members, and not shown
    because nobody answers for scoring persons (`scoring` is False then). `groups`: all that are not done, of everybody,
    those with most that is due first.
    """

    alerts: tuple[Alert, ...]
    counts: Mapping[AlertState, int]
    due: int
    unknown_rules: frozenset[str]
    withheld: int
    groups: tuple[AlertGroup, ...] = ()
    scoring: bool = True


@dataclass(frozen=True, slots=True)
class DoneRequest:
    """The id of an alert that somebody has dealt with, who, and how."""

    alert: str
    operator: str
    note: str


@dataclass(frozen=True, slots=True)
class SnoozeRequest:
    """The id of an alert that is left alone until a day after `today`, who says so, and why."""

    alert: str
    until: date
    today: date
    operator: str
    note: str = ""


@needs("operator")
def alerts(workspace: Workspace, request: AlertsRequest) -> KeptAlerts:
    """Return alerts, those that are due first. Raises LedgerError, and RequestError for an owner who has none."""
    every, withheld = kept(workspace, request.today)
    shown = every
    if request.owner:
        owners = {one.owner.casefold(): one.owner for one in every}
        if request.owner.casefold() not in owners:
            raise RequestError("owner", request.owner, _owners(request.owner, sorted(owners.values())))
        shown = tuple(one for one in every if one.owner.casefold() == request.owner.casefold())
    if request.rule:
        shown = tuple(one for one in shown if one.rule == request.rule)
    states = request.states or ("open", "snoozed")
    found = sorted((one for one in shown if one.state in states), key=lambda one: (one.due, int(one.id[1:])))
    rules = {rule.id for rule in workspace.settings.workspace.alert}
    return KeptAlerts(
        tuple(found),
        Counter(one.state for one in shown),
        sum(one.is_due(request.today) for one in shown),
        frozenset(one.rule for one in every) - rules,
        withheld,
        _groups(every, workspace.settings, request.today),
        workspace.settings.workspace.scoring.allowed,
    )


@needs("operator")
def chosen_alerts(workspace: Workspace, ids: Collection[str], today: date) -> tuple[Alert, ...]:
    """Return the alerts that somebody has chosen and may see, but those that are done. Raises LedgerError."""
    return tuple(one for one in kept(workspace, today)[0] if one.id in ids and one.state != "done")


@needs("operator")
def names_in_alerts(workspace: Workspace) -> Mapping[str, str]:
    """Return members' names by id, as the newest insights have them in their list of alerts. Raises RunError."""
    run = next(
        (one.name for one in sorted(runs_to_publish(workspace), key=_insights_at, reverse=True) if one.insights), ""
    )
    rows = insight_list_rows(workspace, run, "alerts") if run else ()
    return {row["member_id"]: row["name"] for row in rows}


def _insights_at(one: RunToPublish) -> float:
    return one.insights.timestamp() if one.insights else 0.0


def _groups(every: Sequence[Alert], settings: Settings, today: date) -> tuple[AlertGroup, ...]:
    rules = rules_of(settings)
    left = [one for one in every if one.state != "done"]
    found = []
    for rule, owner in sorted({(one.rule, one.owner) for one in left}):
        mine = [one for one in left if (one.rule, one.owner) == (rule, owner)]
        limits = rules[rule].limits if rule in rules else {}
        states = Counter(one.state for one in mine)
        due = sum(one.is_due(today) for one in mine)
        found.append(AlertGroup(rule, owner, limits, states["open"], due, states["snoozed"]))
    return tuple(sorted(found, key=lambda one: (-one.due, -one.open)))


@needs("member-services")
def done(workspace: Workspace, request: DoneRequest) -> Alert:
    """Write that somebody has dealt with an alert. Raises LedgerError: unknown, with what is near it, or done."""
    _there(workspace, request.alert)
    with ledger_of(workspace, request.operator) as ledger:
        return ledger.alert_done(request.alert, request.note)


@needs("member-services")
def snooze(workspace: Workspace, request: SnoozeRequest) -> tuple[Alert, Alert]:
    """Leave an alert alone until a day; return it as it was, and as it is. Raises LedgerError, RequestError."""
    if request.until <= request.today:
        raise RequestError("until", str(request.until), f"a day after today, {request.today}")
    _there(workspace, request.alert)
    with ledger_of(workspace, request.operator) as ledger:
        return ledger.snooze_alert(request.alert, request.until, request.note)


def kept(workspace: Workspace, today: date) -> tuple[tuple[Alert, ...], int]:
    """Return the alerts with their state of a day, and how many are not shown: nobody answers for scoring persons.

    Those about members who object to being scored are not counted either: an objection counts at once.
    """
    with ledger_if_there(workspace) as ledger:
        every = ledger.alerts() if ledger else ()
        objecting = (
            ledger.objections([one.subject for one in every if one.about == "member"]) if ledger else frozenset()
        )
    found = [one for one in every if one.about == "node" or one.subject not in objecting]
    shown = [one for one in found if one.about == "node" or workspace.settings.workspace.scoring.allowed]
    return tuple(replace(one, state=one.state_on(today)) for one in shown), len(found) - len(shown)


def rules_of(settings: Settings) -> Mapping[str, AlertRule]:
    """Return the rules of the settings by id."""
    return {rule.id: rule for rule in settings.workspace.alert}


def _there(workspace: Workspace, alert_id: str) -> None:
    """Raise LedgerError where there is no ledger, and so no alert; none is made."""
    with ledger_if_there(workspace) as ledger:
        if ledger is None:
            raise LedgerError(f"There is no alert {alert_id}: no alert was raised yet in this workspace")


def _owners(wanted: str, owners: Sequence[str]) -> str:
    if near := get_close_matches(wanted, owners, n=1, cutoff=0.5):
        return f"an owner of alerts, such as {near[0]}"
    return f"an owner of alerts: {', '.join(owners[:10]) or 'there are none'}"
