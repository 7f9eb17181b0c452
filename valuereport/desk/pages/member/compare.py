"""A member's statement in a run beside what it would say now."""

from __future__ import annotations

from valuereport.actions.compare import CompareRequest, compare
from valuereport.desk.answers import Answer, Page
from valuereport.desk.pages.member.asked import page_of, record_of, run_of
from valuereport.desk.pages.member.names import Names
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy


def show(visit: Visit) -> Answer:
    """Show both, and which lines are other than they were."""
    record, run = record_of(visit), run_of(visit)
    member_id = record.member.member_id
    found = compare(visit.workspace, CompareRequest(member_id, run))
    data = {
        "record": record,
        "found": found,
        "names": Names(visit.words, visit.workspace.settings),
        "runs": tuple(dict.fromkeys((found.run, *(one.run for one in record.sent)))),
        "link": page_of,
    }
    title = visit.words.gettext("{name}, then and now").format(name=record.listed.name)
    remedy = Remedy("statement", member=member_id, compare=True, run=found.run)
    return Page("member/compare", title, data, remedy)


PLACES = (Place("/member/compare", "member-services", show),)
