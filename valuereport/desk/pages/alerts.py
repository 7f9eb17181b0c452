"""Alerts: what somebody has to look at, by rule and owner; dealt with, put off, and told to their owners by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from valuereport.actions.alerts.digest import DigestRequest, digest
from valuereport.actions.alerts.kept import (
    AlertsRequest,
    DoneRequest,
    SnoozeRequest,
    alerts,
    chosen_alerts,
    done,
    names_in_alerts,
    snooze,
)
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy
from valuereport.model.alert import Alert, AlertState

_PATH: Final = "/alerts"
_LISTED: Final = 100  # on one page


def show(visit: Visit) -> Answer:
    """Show the alerts that are not done, those that are due first; or those that are done."""
    form = visit.form
    states: tuple[AlertState, ...] = ("done",) if form.text("state") == "done" else ()
    found = alerts(visit.workspace, AlertsRequest(visit.today, states, form.text("owner"), form.text("rule")))
    data = {
        "found": found,
        "listed": found.alerts[:_LISTED],
        "names": names_in_alerts(visit.workspace),
        "today": visit.today,
        "rule": form.text("rule"),
        "owner": form.text("owner"),
        "of_done": bool(states),
    }
    return Page("alerts", visit.words.pgettext("desk", "Alerts"), data, Remedy("alerts list"))


def chosen(visit: Visit) -> Answer:
    """Show the alerts that were chosen, and what can be done about them."""
    found = chosen_alerts(visit.workspace, visit.form.texts("id"), visit.today)
    if not found:
        return SeeOther(_PATH, visit.words.gettext("No alert was chosen that is still to be dealt with."))
    data = {"alerts": found, "names": names_in_alerts(visit.workspace), "today": visit.today}
    title = visit.words.ngettext("One alert", "{n} alerts", len(found)).format(n=visit.words.number(len(found), 0))
    return Page("alerts_chosen", title, data, Remedy("alerts done", id=found[0].id, by=visit.person.name, note=ASK))


def act(visit: Visit) -> Answer:
    """Write that the chosen alerts are dealt with, or leave them alone until a day."""
    found = chosen_alerts(visit.workspace, visit.form.texts("id"), visit.today)
    number = visit.words.number(len(found), 0)
    if "snooze" in visit.form:
        until = _until(visit)
        _each(found, lambda one: snooze(visit.workspace, _snoozed(visit, one, until)))
        said = visit.words.ngettext("One alert is put off.", "{n} alerts are put off.", len(found))
    else:
        note = visit.form.text("note")
        if not note:
            raise FormError({"note": visit.words.gettext("Say in a few words what was done.")})
        _each(found, lambda one: done(visit.workspace, DoneRequest(one.id, visit.person.name, note)))
        said = visit.words.ngettext("One alert is dealt with.", "{n} alerts are dealt with.", len(found))
    return SeeOther(_PATH, said.format(n=number))


def tell(visit: Visit) -> Answer:
    """Show which owner is told what."""
    found = digest(visit.workspace, DigestRequest(visit.today))
    title = visit.words.gettext("Tell the owners of alerts")
    return Page("alerts_digest", title, {"found": found, "sent": False}, Remedy("alerts digest"))


def send(visit: Visit) -> Answer:
    """Send the mails, and show what came of each."""
    found = digest(visit.workspace, DigestRequest(visit.today, send=True))
    title = visit.words.gettext("Tell the owners of alerts")
    return Page("alerts_digest", title, {"found": found, "sent": True}, Remedy("alerts digest", send=True))


def _until(visit: Visit) -> date:
    try:
        until = date.fromisoformat(visit.form.text("until"))
    except ValueError:
        raise FormError({"until": visit.words.gettext("Say until which day.")}) from None
    return until


def _snoozed(visit: Visit, one: Alert, until: date) -> SnoozeRequest:
    return SnoozeRequest(one.id, until, visit.today, visit.person.name, visit.form.text("why"))


def _each(found: tuple[Alert, ...], what: Callable[[Alert], object]) -> None:
    for one in found:
        what(one)


PLACES = (
    Place(_PATH, "operator", show),
    Place(f"{_PATH}/chosen", "operator", chosen, act),
    Place(f"{_PATH}/digest", "operator", tell, send),
)
