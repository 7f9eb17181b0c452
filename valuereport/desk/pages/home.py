"""Home: where the season stands, who is at work, and the one thing to do next."""

from __future__ import annotations

from urllib.parse import quote

from valuereport.actions.at_work import at_work
from valuereport.actions.season import season
from valuereport.desk.answers import Answer, Page, Part
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.model.season import NextStep, Season, Step

_PLACES: dict[Step, str] = {
    "start": "/exports",
    "bring-exports": "/exports",
    "pull": "/pulls",
    "wait": "/run",
    "resume": "/run",
    "check": "/check",
    "preview": "/preview",
    "make": "/run",
    "make-again": "/run",
    "review": "/review",
    "approve": "/review",
    "approve-again": "/review",
    "resolve": "/deliver",
    "email": "/deliver",
    "hand-over": "/deliver",
    "print": "/deliver",
    "correct-again": "/members",
    "replies": "/replies",
    "alerts": "/alerts",
    "insights": "/insights",
}
"""Where each step is done."""


def show(visit: Visit) -> Answer:
    """Show where the season stands."""
    title = visit.words.pgettext("desk", "Home")
    if not visit.workplace.has_workspace:
        return Page("home_empty", title, {"folder": str(visit.workplace.folder)})
    found = season(visit.workspace, visit.today)
    step = found.next_step
    return Page("home", title, {"season": found, **_work(visit), "address": _address(found, step)}, step.remedy)


def work(visit: Visit) -> Answer:
    """Show who is at work and how far, for the page to follow."""
    return Part("at_work", _work(visit) if visit.workplace.has_workspace else {"at_work": ()})


def _work(visit: Visit) -> dict[str, object]:
    return {"at_work": at_work(visit.workspace)}


def _address(found: Season, step: NextStep) -> str:
    place = _PLACES.get(step.code, "")
    about_run = place in ("/review", "/deliver", "/insights")
    return f"{place}?run={quote(found.run.name)}" if place and about_run and found.run else place


PLACES = (Place("/", "viewer", show), Place("/work", "viewer", work))
