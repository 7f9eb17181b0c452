"""Insights anew: of which run, as at which day, divided by what; then in a process of its own."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from valuereport.actions import background
from valuereport.actions.plan_insights import InsightsChoices, insights_choices
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
    data = {"runs": [one.name for one in runs], "choices": choices, "looked": False, "remedy": None}
    return Page("make_insights", visit.words.pgettext("desk", "Make insights"), data, Remedy("insights", run=run))


def act(visit: Visit) -> Answer:
    """Show what would be made; then make it."""
    choices = insights_choices(visit.workspace, visit.form.text("run"))
    remedy = _remedy(visit, choices)
    if "look" in visit.form:
        data = {"runs": (), "choices": choices, "looked": True, "remedy": dict(remedy.arguments)}
        return Page("make_insights", visit.words.pgettext("desk", "Make insights"), data, remedy)
    background.start(visit.workspace, remedy)
    address = f"/insights?{urlencode({'run': choices.run.name})}"
    return SeeOther(
        address, visit.words.gettext("The insights are being worked out. This page shows them when they are there.")
    )


def _remedy(visit: Visit, choices: InsightsChoices) -> Remedy:
    form, words = visit.form, visit.words
    errors = {}
    try:
        as_at = date.fromisoformat(form.text("as_at")) if form.text("as_at") else None
        if as_at and as_at > choices.as_at:
            day = words.date(choices.as_at)
            errors["as_at"] = words.gettext(
                "The exports of this run go up to {day}: choose that day or an earlier one."
            ).format(day=day)
    except ValueError:
        as_at = None
        errors["as_at"] = words.gettext("This is no date.")
    chosen = {name: form.texts(name) for name in ("by", "earlier", "locale")}
    for name, offered in (("by", choices.by), ("earlier", choices.earlier), ("locale", choices.locales)):
        if not set(chosen[name]) <= set(offered):
            errors[name] = words.gettext("Choose from what is listed.")
    if errors:
        raise FormError(errors)
    given = {
        "as_at": str(as_at or ""),
        "by": ",".join(chosen["by"]),
        "earlier": chosen["earlier"],
        "locale": chosen["locale"],
    }
    return Remedy("insights", run=choices.run.name, **{name: value for name, value in given.items() if value})


PLACES = (Place(_PATH, "operator", show, act),)
