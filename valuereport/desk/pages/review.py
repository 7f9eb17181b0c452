"""Review and approve: a finished run as its review sheet has it, and a named yes to it."""

from __future__ import annotations

from urllib.parse import urlencode

from valuereport.actions.approve import ApproveRequest, Figures, ReviewRequest, approve, review, review_pictures
from valuereport.actions.review_sheet import ReviewSheet, mending, review_sheet, why_not_approved
from valuereport.actions.runs import named_run, run_choices
from valuereport.desk.answers import Answer, File, Page, SeeOther
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, DeliveryError, Remedy, RequestError

_CHANGED = "The run has changed since you looked at it. Look at it again, and approve it then."


def show(visit: Visit) -> Answer:
    """Show a run as it is looked over before somebody approves it."""
    choices = run_choices(visit.workspace)
    if not choices:
        return Page("review_none", visit.words.pgettext("desk", "Review and approve"), {}, None)
    name = named_run(visit.workspace, visit.form.text("run"))
    title = visit.words.gettext("Review of the run {name}").format(name=name)
    try:
        sheet = review_sheet(visit.workspace, ReviewRequest(name))
    except DeliveryError as error:
        return _void(visit, name, str(error))
    pictures = len(review_pictures(visit.workspace, ReviewRequest(name)))
    data = {"sheet": sheet, "pictures": pictures, "choices": choices}
    return Page("review", title, data, Remedy("approve", run=name))


def look(visit: Visit) -> Answer:
    """Write the review sheet beside the run; show what an approval would release to whoever may give it."""
    name = named_run(visit.workspace, visit.form.text("run"))
    _check_digest(visit, review(visit.workspace, ReviewRequest(name)).run.digest)
    if not visit.may("approver"):
        return SeeOther(_address(name), visit.words.gettext("The review sheet is written. Somebody else approves it."))
    return _yes_page(visit, review_sheet(visit.workspace, ReviewRequest(name)))


def yes(visit: Visit) -> Answer:
    """Approve what was looked at, in the visitor's name."""
    name = named_run(visit.workspace, visit.form.text("run"))
    sheet = review_sheet(visit.workspace, ReviewRequest(name))
    _check_digest(visit, sheet.figures.run.digest)
    approval = approve(visit.workspace, _request(visit, sheet.figures))
    done = visit.words.gettext("{run} is approved by {name}.").format(run=name, name=approval.operator)
    return SeeOther(f"/deliver?{urlencode({'run': name})}", done)


def picture(visit: Visit) -> Answer:
    """Show one page of the contact sheet."""
    name = named_run(visit.workspace, visit.form.text("run"))
    pictures = review_pictures(visit.workspace, ReviewRequest(name))
    wanted = visit.form.text("page")
    if not wanted.isdecimal() or int(wanted) >= len(pictures):
        raise RequestError("page", wanted, f"a number below {len(pictures)}")
    return File(pictures[int(wanted)], "image/png", f"{name}-{wanted}.png")


def _yes_page(visit: Visit, sheet: ReviewSheet) -> Page:
    run = sheet.figures.run
    why_not = why_not_approved(visit.workspace, _request(visit, sheet.figures))
    title = visit.words.gettext("Approve {name}?").format(name=run.name)
    rest = {"although_sample": True} if visit.form.text("although_sample") else {}
    return Page(
        "review_approve",
        title,
        {"sheet": sheet, "why_not": why_not},
        Remedy("approve", run=run.name, by=visit.person.name, **rest),
    )


def _void(visit: Visit, name: str, text: str) -> Page:
    title = visit.words.gettext("The files of the run {name} have changed").format(name=name)
    return Page(
        "review_void",
        title,
        {"text": text, "name": name, "again": mending(visit.workspace, name)},
        Remedy("batch", run=name, resume=True),
        409,
    )


def _request(visit: Visit, figures: Figures) -> ApproveRequest:
    return ApproveRequest(figures, although_sample=bool(visit.form.text("although_sample")))


def _check_digest(visit: Visit, digest: str) -> None:
    """Raise DeliveryError where the run is not what the visitor looked at."""
    if visit.form.text("digest") != digest:
        raise DeliveryError(_CHANGED, Remedy("approve", run=visit.form.text("run"), by=ASK))


def _address(run: str) -> str:
    return f"/review?{urlencode({'run': run})}"


PLACES = (
    Place("/review", "operator", show, look),
    Place("/review/yes", "approver", act=yes),
    Place("/review/picture", "operator", picture),
)
