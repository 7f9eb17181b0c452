"""Find a member by what a caller says. What was said stands in no address: a browser would remember it."""

from __future__ import annotations

from valuereport.actions.find import FindRequest, Search, find
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.pages.member.asked import page_of
from valuereport.desk.pages.member.names import Names
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy


def show(visit: Visit) -> Answer:
    """Show the field to search with."""
    return _page(visit, None)


def look(visit: Visit) -> Answer:
    """Show whom it finds; the one member that is found is shown at once. `alias`: rows whose member is looked for."""
    if visit.form.text("alias") and not visit.form.text("text"):
        return _page(visit, None)
    search = find(visit.workspace, FindRequest(visit.form.text("text")))
    alone = len(search.found) == 1 and not search.unmatched and not visit.form.text("alias")
    return SeeOther(page_of(search.found[0].member.member_id)) if alone else _page(visit, search)


def _page(visit: Visit, search: Search | None) -> Page:
    title, text = visit.words.pgettext("desk", "Members"), visit.form.text("text")
    names = Names(visit.words, visit.workspace.settings)
    data = {"text": text, "search": search, "alias": visit.form.text("alias"), "link": page_of, "names": names}
    return Page("members", title, data, Remedy("find", text=text or ASK))


PLACES = (Place("/members", "member-services", show, look),)
