"""Whose a row is: an address, a name or a number that rows have, and that is this member's."""

from __future__ import annotations

from valuereport.actions.correct import AliasRequest, propose_alias, write_correction
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.pages.member.asked import after_writing, page_of, record_of
from valuereport.desk.pages.member.names import Names
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy


def show(visit: Visit) -> Answer:
    """Ask which rows are meant, and who said so."""
    record, key = record_of(visit), visit.form.text("alias")
    data = {
        "record": record,
        "key": key,
        "rows": [one for one in record.unmatched if not key or one.key == key],
        "link": page_of,
        "back": visit.form.text("back"),
    }
    title = visit.words.gettext("Rows of {name}").format(name=record.listed.name)
    remedy = Remedy("correct", member=record.member.member_id, alias=key or ASK, why=ASK)
    return Page("member/alias", title, data, remedy)


def act(visit: Visit) -> Answer:
    """Show the form, what would change, or write it, by the button."""
    form = visit.form
    if "look" not in form and "write" not in form:
        return show(visit)
    record, key, why = record_of(visit), form.text("alias"), form.text("why")
    proposed = propose_alias(visit.workspace, AliasRequest(record.member.member_id, key, why), visit.today)
    if "write" in form:
        write_correction(visit.workspace, proposed)
        text = visit.words.gettext("The rows of “{key}” are this member’s now, in your name.").format(key=key)
        to_list = form.text("back") == "nobodys" and form.text("write") != "send" and visit.may("operator")
        return SeeOther("/check/nobodys" if to_list else after_writing(visit, record.member.member_id), text)
    names = Names(visit.words, visit.workspace.settings)
    sent = {name: values for name, values in form.fields.items() if name != "look"}
    data = {"record": record, "names": names, "proposed": proposed, "sent": sent, "link": page_of, "to": visit.path}
    title = visit.words.gettext("What would change for {name}").format(name=record.listed.name)
    return Page("member/proposed", title, data, Remedy("correct", member=record.member.member_id, alias=key, why=why))


PLACES = (Place("/member/alias", "member-services", show, act),)
