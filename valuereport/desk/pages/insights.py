"""Insights: what drives membership, for leadership; lists of members for operators alone."""

from __future__ import annotations

from urllib.parse import urlencode

from valuereport.actions.made_insights import (
    MadeInsights,
    insight_file,
    insight_list,
    insight_lists,
    insight_picture,
    insights_archive,
    made_insights,
)
from valuereport.actions.runs_to_publish import runs_to_publish
from valuereport.desk.answers import Answer, File, Page
from valuereport.desk.pages.job import last_job
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RequestError

PATH = "/insights"


def show(visit: Visit) -> Answer:
    """Show the insights of a run, of the newest one that has any where none is named."""
    runs = runs_to_publish(visit.workspace)
    made = [one.name for one in runs if one.insights]
    asked = visit.form.text("run")
    run = asked or next(iter(made), "")
    language = visit.form.text("locale") or visit.words.tag
    found = made_insights(visit.workspace, run, language) if run else None
    data = {
        "found": found,
        "runs": list(dict.fromkeys([*made, *([run] if run else [])])),
        "run": run,
        "finished": bool(runs),
        "lists": insight_lists(visit.workspace, run) if found and visit.may("operator") else (),
        **last_job(visit, "insights"),
        "address": f"{PATH}?{urlencode({'run': run})}" if run else PATH,
        "picture": lambda name, narrow: _picture(found, name, narrow) if found else "",
    }
    title = visit.words.pgettext("desk", "Insights")
    return Page("insights", title, data, Remedy("insights", run=run) if run else Remedy("insights"))


def picture(visit: Visit) -> Answer:
    """Return a picture of the page."""
    form = visit.form
    name, narrow = form.text("name"), form.text("narrow") == "yes"
    svg = insight_picture(visit.workspace, form.text("run"), form.text("locale"), name, narrow=narrow)
    return File(svg, "image/svg+xml", f"{name}.svg")


def download(visit: Visit) -> Answer:
    """Hand out the page as PDF, or pages and tables together; no list of members is among them."""
    run, name = visit.form.text("run"), visit.form.text("file")
    if not name:
        return File(insights_archive(visit.workspace, run), "application/zip", f"insights-{run}.zip")
    if not name.endswith(".pdf"):
        raise RequestError("file", name, "a PDF of the insights")
    return File(insight_file(visit.workspace, run, name), "application/pdf", name)


def members(visit: Visit) -> Answer:
    """Hand out a list of members."""
    run, name = visit.form.text("run"), visit.form.text("name")
    return File(insight_list(visit.workspace, run, name), "text/csv", f"{name}.csv")


def _picture(found: MadeInsights, name: str, narrow: bool) -> str:
    more = {"narrow": "yes"} if narrow else {}
    return f"{PATH}/picture?{urlencode({'run': found.run, 'locale': found.locale, 'name': name, **more})}"


PLACES = (
    Place(PATH, "viewer", show),
    Place(f"{PATH}/picture", "viewer", picture),
    Place(f"{PATH}/download", "viewer", download),
    Place(f"{PATH}/members", "operator", members),
)
