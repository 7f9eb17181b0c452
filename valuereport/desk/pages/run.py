"""Run: the plan of the statements first, then the making, how far it is, and the runs that there are."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from valuereport.actions import background
from valuereport.actions.at_work import at_work, request_stop
from valuereport.actions.batch import BatchRequest, batch_remedy, going_on, new_run
from valuereport.actions.due import due_days
from valuereport.actions.plan_summary import planned_run
from valuereport.actions.run_files import run_file
from valuereport.actions.run_names import run_folder
from valuereport.actions.runs import run_choices, run_progress, runs
from valuereport.desk.answers import Answer, File, Page, Part, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RequestError

PROGRESS: Final = "/run/progress"
_NAMED: Final = 20  # members in a list


def show(visit: Visit) -> Answer:
    """Show what can be asked for, who is at work, and the runs."""
    workspace = visit.workspace
    data = {
        "plan": None,
        "runs": runs(workspace),
        "choices": run_choices(workspace),
        "at_work": at_work(workspace),
    }
    return Page("run", visit.words.pgettext("desk", "Run"), data, Remedy("batch"))


def plan(visit: Visit) -> Answer:
    """Show what would be made, of whom not, and why."""
    request = _request(visit)
    name = new_run(visit.workspace, request)
    found = planned_run(visit.workspace, request)
    asked = {"due": str(request.due or ""), "run": name, "previous": visit.form.text("previous")}
    data = {"plan": found, "name": name, "asked": asked, "due": request.due}
    title = visit.words.pgettext("desk", "Run: the plan")
    return Page("run_plan", title, data, Remedy("batch", **{key: value for key, value in asked.items() if value}))


def start(visit: Visit) -> Answer:
    """Begin to make the statements, in a process of its own."""
    request = _request(visit)
    request = BatchRequest(new_run(visit.workspace, request), previous=request.previous, due=request.due)
    background.start(visit.workspace, batch_remedy(request))
    return _to_progress(visit, request.run, visit.words.gettext("The run {run} has begun.").format(run=request.run))


def progress(visit: Visit) -> Answer:
    """Show how far a run is, and what can be done about it."""
    name = _run_or_job(visit)
    found = run_progress(visit.workspace, name)
    offered = found.is_over and found.state != "finished" and found.standing is not None
    on = going_on(visit.workspace, name) if offered else None
    title = visit.words.gettext("Run: {name}").format(name=name)
    remedy = on.remedy if on and not on.changed else Remedy("batch", run=name)
    return Page("run_progress", title, {"found": found, "on": on, "most": _NAMED}, remedy)


def part(visit: Visit) -> Answer:
    """Show how far a run is, for the page to follow."""
    return Part("run_progress_part", {"found": run_progress(visit.workspace, _run_or_job(visit)), "most": _NAMED})


def stop(visit: Visit) -> Answer:
    """Ask whoever makes a run to stop after the statement in hand."""
    name = visit.form.text("run")
    found = run_progress(visit.workspace, name)
    if found.job:
        background.stop(visit.workspace, found.job.id)
    elif found.at_work:
        request_stop(visit.workspace, found.at_work.id)
    return _to_progress(visit, name, visit.words.gettext("It was asked to stop; what is done is kept."))


def resume(visit: Visit) -> Answer:
    """Go on with a run that was stopped, or whose process died."""
    name = visit.form.text("run")
    background.start(visit.workspace, going_on(visit.workspace, name).remedy)
    return _to_progress(visit, name, visit.words.gettext("It goes on; nothing is made twice."))


def file(visit: Visit) -> Answer:
    """Hand out a table of a run."""
    name = visit.form.text("name")
    data = run_file(visit.workspace, visit.form.text("run"), name)
    return File(data, "text/csv", f"{visit.form.text('run')}-{name}")


def _request(visit: Visit) -> BatchRequest:
    form = visit.form
    said, previous = form.text("days") or form.text("due"), form.text("previous")
    if previous and previous not in run_choices(visit.workspace):
        raise FormError({"previous": visit.words.gettext("There is no finished run of this name.")})
    try:
        due = due_days(said, visit.today) if said else None
    except RequestError as error:
        raise FormError({"days": str(error).removeprefix("due: ")}) from None
    folder = run_folder(visit.workspace, previous) if previous else None
    return BatchRequest(form.text("run"), previous=folder, due=due)


def _run_or_job(visit: Visit) -> str:
    """Return the run that a page is about: named itself, or by the job that makes it. Raises RequestError, RunError."""
    if name := visit.form.text("run"):
        return name
    if job := visit.form.text("job"):
        return str(dict(background.job(visit.workspace, job).remedy.arguments).get("run") or "")
    raise RequestError("run", "", "the name of a run")


def _to_progress(visit: Visit, run: str, done: str) -> SeeOther:
    return SeeOther(f"{PROGRESS}?{urlencode({'run': run})}", done)


PLACES = (
    Place("/run", "operator", show, plan),
    Place("/run/start", "operator", act=start),
    Place(PROGRESS, "operator", progress),
    Place("/run/progress/part", "operator", part),
    Place("/run/stop", "operator", act=stop),
    Place("/run/resume", "operator", act=resume),
    Place("/run/file", "operator", file),
)
