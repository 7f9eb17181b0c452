"""Insights anew: of which run, as at which day, divided by what; then in a process of its own."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from valuereport.actions import background
from valuereport.actions.insights import InsightsRequest
from valuereport.actions.plan_insights import InsightsChoices, insights_choices, insights_remedy
from valuereport.actions.runs_to_publish import runs_to_publish
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy

_PATH = "/insights/make"


def show(visit: Visit) -> Answer:
    """Ask what the insights shall be of."""
    runs = runs_to_publish(visit.workspace)
    run = visit.form.text("run") or next((one.name for one in runs), "")
    if not run:
        return SeeOther("/insights")
    choices = insights_choices(visit.workspace, run)
    data = {"runs": [one.name for one in runs], "choices": choices, "asked": None}
    return Page("make_insights", visit.words.pgettext("desk", "Make insights"), data, Remedy("insights", run=run))


def act(visit: Visit) -> Answer:
    """Show what would be made; then make it."""
    choices = insights_choices(visit.workspace, visit.form.text("run"))
    request = _request(visit, choices)
    remedy = insights_remedy(request)
    if "look" in visit.form:
        data = {"choices": choices, "asked": request, "again": _again(visit)}
        return Page("make_insights", visit.words.pgettext("desk", "Make insights"), data, remedy)
    background.start(visit.workspace, remedy)
    address = f"/insights?{urlencode({'run': choices.run.name})}"
    said = visit.words.gettext("The insights are being worked out. This page shows them when they are there.")
    return SeeOther(address, said)


def _again(visit: Visit) -> str:
    """Return the way back to the form, with what was chosen in it."""
    chosen = [(name, one) for name in ("run", "as_at", "locale", "by", "earlier") for one in visit.form.texts(name)]
    return f"{_PATH}?{urlencode(chosen)}"


def _request(visit: Visit, choices: InsightsChoices) -> InsightsRequest:
    form, words = visit.form, visit.words
    errors = {}
    try:
        as_at = date.fromisoformat(form.text("as_at")) if form.text("as_at") else None
        if as_at and as_at > choices.as_at:
            day = words.date(choices.as_at)
            message = words.gettext("The exports of this run go up to {day}: choose that day or an earlier one.")
            errors["as_at"] = message.format(day=day)
    except ValueError:
        as_at = None
        errors["as_at"] = words.gettext("This is no date.")
    chosen = {name: form.texts(name) for name in ("by", "earlier", "locale")}
    for name, offered in (("by", choices.by), ("earlier", choices.earlier), ("locale", choices.locales)):
        if not set(chosen[name]) <= set(offered):
            errors[name] = words.gettext("Choose from what is listed.")
    if errors:
        raise FormError(errors)
    return InsightsRequest(choices.run.name, as_at, chosen["earlier"], chosen["by"], chosen["locale"])


PLACES = (Place(_PATH, "operator", show, act),)
