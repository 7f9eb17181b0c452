"""Pulls: each connection as it stands, what pulling would fetch, pulling in the background, and the pulls there are."""

from __future__ import annotations

from datetime import datetime

from valuereport.actions import background
from valuereport.actions.connections import can_pull, connections
from valuereport.actions.pull import PullRequest, plan_pull, pulls
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.pages.job import last_job
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy
from valuereport.pulls import started_at

_PATH = "/pulls"


def show(visit: Visit) -> Answer:
    """Show the connections and the pulls."""
    data = {
        "connections": connections(visit.workspace),
        "pulls": pulls(visit.workspace),
        "can_pull": can_pull(),
        "back": _PATH,
        "began": datetime.fromisoformat,
        **last_job(visit, "pull"),
    }
    return Page("pulls", visit.words.pgettext("desk", "Pulls"), data, Remedy("pull"))


def plan(visit: Visit) -> Answer:
    """Show what would be fetched; no system is asked anything."""
    if not can_pull() or not connections(visit.workspace):
        return SeeOther(_PATH)
    request = _request(visit)
    missing = {one.connection: one.missing for one in connections(visit.workspace)}
    data = {"began": started_at, "planned": plan_pull(visit.workspace, request), "missing": missing, "asked": request}
    return Page("pull_plan", visit.words.pgettext("desk", "Pull: the plan"), data, _remedy(request))


def start(visit: Visit) -> Answer:
    """Begin to pull, in a process of its own."""
    request = _request(visit)
    plan_pull(visit.workspace, request)  # says what is wrong before anything begins
    background.start(visit.workspace, _remedy(request))
    said = visit.words.gettext("It is being fetched. This page shows what came when it is there.")
    return SeeOther(_PATH, said)


def _request(visit: Visit) -> PullRequest:
    return PullRequest(tuple(one for one in visit.form.texts("name") if one), full=bool(visit.form.text("full")))


def _remedy(request: PullRequest) -> Remedy:
    more = {"full": True} if request.full else {}
    return Remedy("pull", **({"name": request.names} if request.names else {}), **more)


PLACES = (Place(_PATH, "operator", show), Place(f"{_PATH}/plan", "operator", plan, start))
