"""Work in a process of its own: how far it is, what became of it, and how to stop it; a part of the pages it is for."""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.actions.background import Job, job, jobs, said, stop
from valuereport.desk.answers import Answer, Part, SeeOther
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import RequestError


def show(visit: Visit) -> Answer:
    """Show how far a job is, for the page to follow."""
    if not (name := visit.form.text("id")):
        raise RequestError("id", "", "the id of a job")
    return Part("job", {"job": job(visit.workspace, name), "said": (), "back": visit.form.text("back")})


def ask_to_stop(visit: Visit) -> Answer:
    """Ask a job to stop, and go back to the page that it is for."""
    stop(visit.workspace, visit.form.text("id"))
    back = visit.form.text("back")
    address = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    return SeeOther(address, visit.words.gettext("It was asked to stop; what is done is kept."))


def last_job(visit: Visit, action: str) -> dict[str, object]:
    """Return the newest job of an action, for its page: it runs, did not reach its end, or has something to look at.

    Operators see it alone.
    """
    nothing: dict[str, object] = {"job": None, "said": ()}
    found = next(_jobs(visit, action), None)
    if found is None or (found.state == "ended" and not found.code):
        return nothing
    lines = said(visit.workspace, found.id) if found.state == "ended" else ()
    return {"job": found, "said": lines} if lines or found.state != "ended" else nothing


def _jobs(visit: Visit, action: str) -> Iterator[Job]:
    if visit.may("operator"):
        yield from (one for one in jobs(visit.workspace) if one.remedy.action == action)


PLACES = (Place("/job", "operator", show, ask_to_stop),)
