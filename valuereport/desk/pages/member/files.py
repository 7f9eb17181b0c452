"""A member's statement as pictures and as a file, as it would be now or as a run has it; and the workbook."""

from __future__ import annotations

from typing import Final

from valuereport.actions.compare import newest_run
from valuereport.actions.explain import explanation_workbook
from valuereport.actions.shown_statement import ShownStatement, page_picture, statement_in_run, statement_now
from valuereport.desk.answers import Answer, File, Page
from valuereport.desk.pages.member.asked import id_of, page_of, record_of, run_of
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import DeliveryError, Remedy, RequestError, RunError
from valuereport.files import safe_name

_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH: Final = 1100  # pixels of a page


def show(visit: Visit) -> Answer:
    """Show the pages of the statement, as it would be now and as a run has it."""
    record, run = record_of(visit), run_of(visit)
    member_id = record.member.member_id
    runs = tuple(dict.fromkeys(one.run for one in record.sent if one.file))
    run = run or next(iter(runs), "") or newest_run(visit.workspace, member_id)
    now = None if record.obstacle else statement_now(visit.workspace, member_id)
    try:
        then, gone = (statement_in_run(visit.workspace, member_id, run) if run else None), ""
    except (RunError, DeliveryError) as error:  # the other side is there all the same
        then, gone = None, str(error)
    data = {"record": record, "now": now, "then": then, "gone": gone, "run": run, "runs": runs, "link": page_of}
    title = visit.words.gettext("Statement of {name}").format(name=record.listed.name)
    return Page("member/statement", title, data, Remedy("statement", member=member_id))


def page(visit: Visit) -> Answer:
    """Return one page as a picture."""
    number = visit.form.text("page") or "1"
    if not number.isdecimal():
        raise RequestError("page", number, "a number")
    return File(page_picture(_shown(visit), int(number), _WIDTH), "image/png", f"page-{number}.png")


def pdf(visit: Visit) -> Answer:
    """Return the statement as a file."""
    shown = _shown(visit)
    return File(shown.pdf, "application/pdf", shown.name)


def workbook(visit: Visit) -> Answer:
    """Return the workbook in which each figure is a formula of its assumptions."""
    member_id = id_of(visit)
    return File(explanation_workbook(visit.workspace, member_id), _WORKBOOK, f"{safe_name(member_id)}.xlsx")


def _shown(visit: Visit) -> ShownStatement:
    member_id, run = id_of(visit), run_of(visit)
    return statement_in_run(visit.workspace, member_id, run) if run else statement_now(visit.workspace, member_id)


PLACES = (
    Place("/member/statement", "member-services", show),
    Place("/member/page", "member-services", page),
    Place("/member/pdf", "member-services", pdf),
    Place("/member/workbook", "member-services", workbook),
)
