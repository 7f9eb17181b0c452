"""A member is erased: first all that goes, then the id typed to confirm it."""

from __future__ import annotations

from valuereport.actions.forget import ForgetRequest, forget, to_forget
from valuereport.desk.answers import Answer, Page
from valuereport.desk.form import FormError
from valuereport.desk.pages.member.asked import id_of, page_of, record_of
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RunError


def show(visit: Visit) -> Answer:
    """Show all that would go, and what stays."""
    found = to_forget(visit.workspace, id_of(visit))
    try:
        name = record_of(visit).listed.name
    except RunError:  # the exports do not list the member any more
        name = ""
    title = visit.words.gettext("Forget member {id}").format(id=found.ids[0])
    data = {"found": found, "name": name, "link": page_of}
    return Page("member/forget", title, data, Remedy("forget", member=found.ids[0]))


def act(visit: Visit) -> Answer:
    """Erase the member whose id was typed."""
    found = to_forget(visit.workspace, id_of(visit))
    if visit.form.text("typed") != found.ids[0]:
        text = visit.words.gettext("Type {id} here, exactly so, to erase this member for good.")
        raise FormError({"typed": text.format(id=found.ids[0])})
    done = forget(visit.workspace, ForgetRequest(found.ids))
    visit.workplace.clear()
    title = visit.words.gettext("Member {id} is forgotten").format(id=found.ids[0])
    return Page("member/forgotten", title, {"forgotten": done}, Remedy("forget", member=found.ids[0]))


PLACES = (Place("/member/forget", "operator", show, act),)
