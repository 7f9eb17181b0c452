"""What the exports say wrongly of a member, or do not say: first what would change, then a signed row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.actions.correct import (
    CorrectRequest,
    FieldsRequest,
    propose,
    propose_fields,
    write_correction,
    write_fields,
)
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.pages.member.asked import after_writing, page_of, record_of
from valuereport.desk.pages.member.names import Names
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RunError
from valuereport.model.correction import FIELDS
from valuereport.model.member_record import MemberRecord

_SHOWN: Final = {
    "address": ("street", "street2", "city", "region_line", "postcode", "country"),
    "reached": ("email", "phone"),
    "called": ("name", "salutation", "job_title", "employer"),
}
"""The fields that stand in the form with what they hold now, in its groups."""
_WISHES: Final = ("no_email", "no_post", "on_hold", "no_scoring")
_ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "engagement": ("engagement", "date", "quantity", "title", "amount", "reference"),
    "fee": ("fee", "date", "reference"),
    "confirm": ("confirm",),
}
"""What is asked of a row that is missing or waits, by the kind of correction."""


def show(visit: Visit) -> Answer:
    """Show what can be corrected, with what it is now."""
    record, what = record_of(visit), visit.form.text("what")
    names = Names(visit.words, visit.workspace.settings)
    shown = {name for group in _SHOWN.values() for name in group}
    waiting = [use for one in record.history for use in one.uses if use.waits]
    data = {
        "record": record,
        "names": names,
        "what": what if what in _ROWS and (waiting or what != "confirm") else "fields",
        "now": _now(record),
        "groups": _SHOWN,
        "wishes": _WISHES,
        "others": [(one, names.field(one)) for one in FIELDS if one not in shown and one not in _WISHES],
        "waiting": waiting,
        "link": page_of,
    }
    title = visit.words.gettext("Correct {name}").format(name=record.listed.name)
    return Page("member/correct", title, data, Remedy("correct", member=record.member.member_id))


def act(visit: Visit) -> Answer:
    """Show what would change; with `write`, write it."""
    record = record_of(visit)
    member_id, why, what = record.member.member_id, visit.form.text("why"), visit.form.text("what")
    if what in _ROWS:
        try:
            one = propose(visit.workspace, CorrectRequest(member_id, _cells(visit, what), why), visit.today)
        except RunError as error:  # the field is called like the kind of correction
            raise FormError({what: str(error)}) from None
        if "write" in visit.form:
            write_correction(visit.workspace, one)
            return _written(visit, record)
        return _proposed(visit, record, one)
    several = propose_fields(visit.workspace, FieldsRequest(member_id, _changed(visit, record), why), visit.today)
    if "write" in visit.form:
        write_fields(visit.workspace, several)
        return _written(visit, record)
    return _proposed(visit, record, several)


def _cells(visit: Visit, what: str) -> dict[str, str]:
    given = {name: visit.form.text(name) for name in _ROWS[what]}
    cells = {name: given.get(name, "") for name in ("date", "quantity", "title", "amount", "reference")}
    cells["amount"] = given.get("fee") or given.get("confirm") or cells["amount"]
    return {**cells, "what": what, "activity": given.get("engagement", "")}


def _changed(visit: Visit, record: MemberRecord) -> dict[str, str]:
    """Return the fields that were changed. Raises FormError where there is none."""
    form, now = visit.form, _now(record)
    found = {name: form.text(name) for name in now if form.text(name) and form.text(name) != now[name]}
    found |= {name: form.text(name) for name in _WISHES if form.text(name)}
    if form.text("other"):
        found[form.text("other")] = form.text("value")
    found |= dict.fromkeys((name for name in form.texts("empty") if name in now), "")
    if not found:
        text = visit.words.gettext("Nothing is other than it is now: change what is wrong, leave all else.")
        raise FormError({"street": text})
    return found


def _now(record: MemberRecord) -> dict[str, str]:
    """Return what the fields of the form hold now."""
    other = {"phone": record.phone, "employer": record.employer}
    names = (name for group in _SHOWN.values() for name in group)
    return {name: other[name] if name in other else str(getattr(record.member, name)) for name in names}


def _proposed(visit: Visit, record: MemberRecord, proposed: object) -> Page:
    names = Names(visit.words, visit.workspace.settings)
    sent = {name: values for name, values in visit.form.fields.items() if name != "look"}
    data = {"record": record, "names": names, "proposed": proposed, "sent": sent, "link": page_of, "to": visit.path}
    title = visit.words.gettext("What would change for {name}").format(name=record.listed.name)
    return Page("member/proposed", title, data, Remedy("correct", member=record.member.member_id))


def _written(visit: Visit, record: MemberRecord) -> SeeOther:
    said = visit.words.gettext("It is corrected, in your name. A statement that was sent before does not know it.")
    return SeeOther(after_writing(visit, record.member.member_id), said)


PLACES = (Place("/member/correct", "member-services", show, act),)
