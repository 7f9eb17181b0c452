"""Work in a process of its own: how far it is, what became of it, and how to stop it; a part of the pages it is for."""

from __future__ import annotations

from valuereport.actions.background import Job, job, jobs, stop
from valuereport.desk.answers import Answer, Part, SeeOther
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import RequestError


def show(visit: Visit) -> Answer:
    """Show how far a job is, for the page to follow."""
    if not (name := visit.form.text("id")):
        raise RequestError("id", "", "the id of a job")
    return Part("job", {"job": job(visit.workspace, name), "back": visit.form.text("back")})


def ask_to_stop(visit: Visit) -> Answer:
    """Ask a job to stop, and go back to the page that it is for."""
    stop(visit.workspace, visit.form.text("id"))
    back = visit.form.text("back")
    address = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    return SeeOther(address, visit.words.gettext("It was asked to stop; what is done is kept."))


def last_job(visit: Visit, action: str) -> Job | None:
    """Return the newest job of an action where it is still running or did not reach its end; operators see it alone."""
    found = next((one for one in jobs(visit.workspace) if one.remedy.action == action), None) if _may(visit) else None
    return found if found and (found.state != "ended" or found.code) else None


def _may(visit: Visit) -> bool:
    return visit.may("operator")


PLACES = (Place("/job", "operator", show, ask_to_stop),)
