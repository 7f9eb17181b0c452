"""Find a member by what a caller says."""

from __future__ import annotations

from valuereport.actions.find import FindRequest, find
from valuereport.desk.answers import Answer, Page
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy


def show(visit: Visit) -> Answer:
    """Show the field to search with, and whom it finds."""
    text = visit.form.text("text")
    search = find(visit.workspace, FindRequest(text)) if text else None
    title = visit.words.pgettext("desk", "Members")
    return Page("members", title, {"text": text, "search": search}, Remedy("find", text=text or ASK))


PLACES = (Place("/members", "member-services", show),)
