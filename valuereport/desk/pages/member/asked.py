"""Which member and which run a page is asked about, and where its pages are."""

from __future__ import annotations

from urllib.parse import urlencode

from valuereport.actions.member import MemberRequest, member_record
from valuereport.actions.run_names import own_name
from valuereport.desk.visit import Visit
from valuereport.errors import RequestError
from valuereport.model.member_record import MemberRecord


def id_of(visit: Visit) -> str:
    """Return the member's id. Raises RequestError where none is given."""
    if found := visit.form.text("id"):
        return found
    raise RequestError("id", "", "a member's id: find the member first")


def record_of(visit: Visit) -> MemberRecord:
    """Return all that is known of the member. Raises what `member_record` raises."""
    return member_record(visit.workspace, MemberRequest(id_of(visit)))


def run_of(visit: Visit) -> str:
    """Return the name of a run; empty for none. Raises RequestError for what is a path."""
    name = visit.form.text("run")
    return own_name(name) if name else ""


def page_of(member_id: str, where: str = "", /, **fields: object) -> str:
    """Return the address of one of the member's pages; nothing of a member but its id stands in it."""
    return f"/member{where}?{urlencode({'id': member_id, **fields})}"


def after_writing(visit: Visit, member_id: str) -> str:
    """Return where a correction leads on to, by its button: the member, sending the statement, or one more."""
    match visit.form.text("write"):
        case "send":
            return page_of(member_id, "/send")
        case "another":
            return page_of(member_id, "/correct", what=visit.form.text("what"))
    return page_of(member_id)
