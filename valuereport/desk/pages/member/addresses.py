"""No more email to one of a member's addresses, whatever the exports say; and email again."""

from __future__ import annotations

from valuereport.actions.ledger.suppressions import AllowRequest, SuppressRequest, allow, suppress
from valuereport.actions.rights import allowed
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.pages.member.asked import page_of, record_of
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy
from valuereport.model.member_record import MemberRecord
from valuereport.notation.addresses import normalised


def show(visit: Visit) -> Answer:
    """Show the addresses, and which of them get email."""
    return _page(visit, record_of(visit))


def _page(visit: Visit, record: MemberRecord, asked: tuple[str, str] | None = None) -> Page:
    stopped = {one.address: one for one in record.consent.suppressions}
    data = {
        "record": record,
        "addresses": [(one, stopped.get(normalised(one))) for one in _addresses(record)],
        "may_allow": allowed(visit.person, allow),
        "asked": asked,
        "note": visit.form.text("note"),
        "link": page_of,
    }
    title = visit.words.gettext("Email addresses of {name}").format(name=record.listed.name)
    return Page("member/addresses", title, data, Remedy("ledger suppress", address=ASK))


def act(visit: Visit) -> Answer:
    """Show what would change for one address; with `write`, write it."""
    record, form = record_of(visit), visit.form
    change, address, note = form.text("change"), form.text("address"), form.text("note")
    words = visit.words
    if address not in _addresses(record) or change not in ("stop", "allow"):
        raise FormError({"address": words.gettext("Choose one of the addresses.")})
    if change == "allow" and not note:
        raise FormError({"note": words.gettext("Say who wants email again, and when that was said.")})
    if "write" not in form:
        return _page(visit, record, (change, address))
    if change == "stop":
        suppress(visit.workspace, SuppressRequest((address,), note=note))
        done = words.gettext("No more email goes to {address}.").format(address=address)
    else:
        allow(visit.workspace, AllowRequest(address, "", note))
        done = words.gettext("Email may go to {address} again.").format(address=address)
    return SeeOther(page_of(record.member.member_id), done)


def _addresses(record: MemberRecord) -> tuple[str, ...]:
    """Return the addresses of the member and of those who act for it, each once."""
    contacts = (address for one in record.listed.contacts for address in one.emails)
    return tuple(dict.fromkeys((*record.listed.emails, *contacts)))


PLACES = (Place("/member/addresses", "member-services", show, act),)
