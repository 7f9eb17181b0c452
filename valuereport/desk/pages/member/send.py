"""The statement again, by email: made, shown with its message, released by whoever looked at it; and the letter."""

from __future__ import annotations

from typing import Final

from valuereport.actions.statement import (
    StatementEmail,
    StatementRequest,
    made_ready,
    make_ready,
    ready_message,
    release_and_email,
)
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.pages.member.asked import page_of, record_of, run_of
from valuereport.desk.pages.member.names import Names
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, DeliveryError, Remedy

_NOT_HANDED: Final = ("planned", "failed", "skipped")


def show(visit: Visit) -> Answer:
    """Show where it would go, and what was sent before."""
    record = record_of(visit)
    names = Names(visit.words, visit.workspace.settings)
    before = [one for one in record.sent if one.channel == "email" and one.state not in _NOT_HANDED]
    data = {"record": record, "names": names, "before": before, "link": page_of}
    title = visit.words.gettext("Send {name} the statement").format(name=record.listed.name)
    return Page("member/send", title, data, _command(record.member.member_id, again=bool(before)))


def act(visit: Visit) -> Answer:
    """Make the statement and show its message; with `release`, send the one that was shown."""
    email = StatementEmail(reissue=visit.form.text("reissue"))
    return _released(visit, email) if "release" in visit.form else _ready(visit, email)


def _ready(visit: Visit, email: StatementEmail) -> Page:
    record = record_of(visit)
    member_id = record.member.member_id
    try:
        ready = make_ready(visit.workspace, StatementRequest(member_id), email)
    except DeliveryError as error:
        if any(name == "reissue" for one in error.remedies for name, _ in one.arguments):
            raise FormError({"reissue": str(error)}) from None
        raise
    data = {
        "record": record,
        "names": Names(visit.words, visit.workspace.settings),
        "ready": ready,
        "message": ready_message(visit.workspace, ready),
        "reissue": email.reissue,
        "by_another": visit.workspace.settings.workspace.approval.by_another,
        "link": page_of,
    }
    title = visit.words.gettext("Send this to {name}?").format(name=record.listed.name)
    return Page("member/ready", title, data, _command(member_id, again=bool(email.reissue)))


def _released(visit: Visit, email: StatementEmail) -> SeeOther:
    """Send the statement that was shown, and no other."""
    record, ready = record_of(visit), made_ready(visit.workspace, run_of(visit))
    member_id = record.member.member_id
    if ready.run.digest != visit.form.text("digest") or ready.member.member_id != member_id:
        raise DeliveryError("The statement is not the one that was shown. Nothing was sent; look at it again")
    sent = release_and_email(visit.workspace, ready, email).deliveries
    names = Names(visit.words, visit.workspace.settings)
    said = "; ".join(f"{one.address}: {names.state(one)} {one.reason}".strip() for one in sent)
    return SeeOther(page_of(member_id), said)


def letter(visit: Visit) -> Answer:
    """Show where a letter would go, whether one may, and the file to print."""
    record = record_of(visit)
    data = {
        "record": record,
        "names": Names(visit.words, visit.workspace.settings),
        "runs": tuple(dict.fromkeys(one.run for one in record.sent if one.file)),
        "letters": [one for one in record.sent if one.channel == "print"],
        "link": page_of,
    }
    title = visit.words.gettext("A letter to {name}").format(name=record.listed.name)
    return Page("member/letter", title, data, Remedy("statement", member=record.member.member_id))


def _command(member_id: str, *, again: bool) -> Remedy:
    return Remedy("statement", member=member_id, email=True, **({"reissue": ASK} if again else {}))


PLACES = (
    Place("/member/send", "member-services", show, act),
    Place("/member/letter", "member-services", letter),
)
