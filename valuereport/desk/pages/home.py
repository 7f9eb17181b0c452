"""Home: where the season stands, who is at work, and the one thing to do next."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from valuereport.actions.at_work import at_work
from valuereport.actions.season import season
from valuereport.desk.answers import Answer, Page, Part
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.model.person import Role
from valuereport.model.season import Season, Step

_OPERATOR: Final[Role] = "operator"
_PLACES: Final[dict[Step, tuple[str, Role | None]]] = {
    "start": ("/exports", _OPERATOR),
    "bring-exports": ("/exports", _OPERATOR),
    "pull": ("/pulls", _OPERATOR),
    "wait": ("/run", None),
    "resume": ("/run", _OPERATOR),
    "check": ("/check", _OPERATOR),
    "preview": ("/preview", _OPERATOR),
    "make": ("/run", _OPERATOR),
    "make-again": ("/run", _OPERATOR),
    "review": ("/review", _OPERATOR),
    "approve": ("/review", "approver"),
    "approve-again": ("/review", "approver"),
    "resolve": ("/deliver", _OPERATOR),
    "email": ("/deliver", _OPERATOR),
    "hand-over": ("/deliver", _OPERATOR),
    "print": ("/deliver", _OPERATOR),
    "correct-again": ("/members", "member-services"),
    "replies": ("/replies", _OPERATOR),
    "alerts": ("/alerts", _OPERATOR),
    "insights": ("/insights", _OPERATOR),
    "done": ("", None),
}
"""Where each step is done, and the least role that does it; None: there is nothing to do."""


def show(visit: Visit) -> Answer:
    """Show where the season stands."""
    title = visit.words.pgettext("desk", "Home")
    if not visit.workplace.has_workspace:
        return Page("home_empty", title, {"folder": str(visit.workplace.folder)})
    found = season(visit.workspace, visit.today)
    step = found.next_step
    place, role = _PLACES[step.code]
    theirs, sees = role is None or visit.may(role), visit.may("operator") or (role is not None and visit.may(role))
    address = _address(found, place) if sees else ""
    data = {"season": found, **_work(visit), "address": address, "whose": "" if theirs else role}
    return Page("home", title, data, step.remedy if theirs else None)


def work(visit: Visit) -> Answer:
    """Show who is at work and how far, for the page to follow."""
    return Part("at_work", _work(visit) if visit.workplace.has_workspace else {"at_work": ()})


def _work(visit: Visit) -> dict[str, object]:
    return {"at_work": at_work(visit.workspace)}


def _address(found: Season, place: str) -> str:
    about_run = place in ("/review", "/deliver", "/insights")
    return f"{place}?run={quote(found.run.name)}" if place and about_run and found.run else place


PLACES = (Place("/", "viewer", show), Place("/work", "viewer", work))
