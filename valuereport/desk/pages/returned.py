"""What came back: deliveries in doubt, returned mail, and the addresses that get no email any more."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from valuereport.actions.ledger.bounces import BouncesRequest, bounces
from valuereport.actions.ledger.deliveries import ResolveRequest, in_doubt, resolve, show
from valuereport.actions.ledger.suppressions import (
    AllowRequest,
    SuppressRequest,
    allow,
    suppress,
    suppressions_csv,
    suppressions_there,
)
from valuereport.desk.answers import Answer, File, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.place import UPLOAD_BYTES, Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy, RequestError
from valuereport.model.delivery import State
from valuereport.model.suppression import REASONS, SuppressionReason

_LISTED: Final = 200
_OUTCOMES: Final[tuple[State, ...]] = ("sent", "failed", "bounced")


def doubts(visit: Visit) -> Answer:
    """List the deliveries that may have been handed over."""
    title = visit.words.gettext("Did these messages leave?")
    return Page(
        "doubts", title, {"those": in_doubt(visit.workspace)[:_LISTED]}, Remedy("ledger list", state=("uncertain",))
    )


def doubt(visit: Visit) -> Answer:
    """Show one delivery with all that happened to it, and ask what became of it."""
    wanted = visit.form.text("delivery")
    found = show(visit.workspace, wanted) if wanted else ()
    if len(found) != 1 or found[0].delivery.id != wanted:
        raise RequestError("delivery", wanted, "a delivery that is in doubt")
    title = visit.words.gettext("Did the message of {member} leave?").format(member=found[0].delivery.member_id)
    command = Remedy("ledger resolve", delivery=wanted, **{"as": ASK}, note=ASK)
    return Page("doubt", title, {"one": found[0]}, command)


def say(visit: Visit) -> Answer:
    """Write what became of a delivery in doubt."""
    form, words = visit.form, visit.words
    state = next((one for one in _OUTCOMES if one == form.text("state")), None)
    wrong = {} if state else {"state": words.gettext("Say what became of it.")}
    wrong |= {} if form.text("note") else {"note": words.gettext("Say how you found out.")}
    if wrong or state is None:
        raise FormError(wrong)
    one = resolve(visit.workspace, ResolveRequest(form.text("delivery"), state, form.text("note")))
    return SeeOther("/deliver/doubts", words.gettext("Noted for {member}.").format(member=one.member_id))


def returned(visit: Visit) -> Answer:
    """Ask for returned mail."""
    return Page("returned", visit.words.gettext("Returned mail"), {"read": None}, Remedy("ledger bounces", files=ASK))


def read_returned(visit: Visit) -> Answer:
    """Read returned mail, and say what came of it."""
    if not visit.form.uploads:
        raise FormError({"files": visit.words.gettext("Choose files.")})
    visit.workplace.private.mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(dir=visit.workplace.private) as folder:
        files = []
        for number, upload in enumerate(visit.form.uploads):
            files.append(Path(folder) / f"{number + 1}.eml")
            with files[-1].open("wb") as stream:
                shutil.copyfileobj(upload.content, stream)
        read = bounces(visit.workspace, BouncesRequest(tuple(files)))
    names = {file.name: upload.name for file, upload in zip(files, visit.form.uploads, strict=True)}
    data = {"read": read, "names": names, "most": _LISTED}
    return Page("returned", visit.words.gettext("Returned mail"), data, Remedy("ledger bounces", files=ASK))


def stopped(visit: Visit) -> Answer:
    """List the addresses that get no email, and ask for further ones."""
    those = suppressions_there(visit.workspace)
    sought = visit.form.text("text").casefold()
    found = tuple(one for one in those if sought in one.address)
    data = {"those": found[:_LISTED], "number": len(found), "reasons": REASONS, "text": visit.form.text("text")}
    return Page("suppressions", visit.words.gettext("Who gets no email any more"), data, Remedy("ledger suppressions"))


def add(visit: Visit) -> Answer:
    """Let no email go any more to an address; shown first, then done."""
    form, words = visit.form, visit.words
    addresses = tuple(one.strip() for one in form.text("addresses").replace(",", "\n").splitlines() if one.strip())
    reason: SuppressionReason = next((one for one in REASONS if one == form.text("reason")), "manual")
    if not addresses:
        raise FormError({"addresses": words.gettext("Give an address or a member's number.")})
    if form.text("look"):
        given = {"addresses": "\n".join(addresses), "reason": reason, "note": form.text("note")}
        command = Remedy("ledger suppress", addresses=addresses, reason=reason)
        return Page(
            "suppress", words.gettext("No email to these any more?"), {"given": given, "those": addresses}, command
        )
    done = suppress(visit.workspace, SuppressRequest(addresses, (), reason, form.text("note")))
    unclear = [line for one in done.lists for line in one.lines_in_doubt]
    text = words.ngettext(
        "One address gets no email any more.", "{n} addresses get no email any more.", len(done.added)
    )
    return SeeOther("/deliver/suppressions", " ".join([text.format(n=len(done.added)), *unclear]))


def ask_allow(visit: Visit) -> Answer:
    """Show a suppressed address, and ask who allows it again and why."""
    address = visit.form.text("address")
    those = tuple(one for one in suppressions_there(visit.workspace) if one.address == address)
    if not those:
        raise RequestError("address", address, "an address that gets no email")
    command = Remedy("ledger allow", address=address, by=visit.person.name, note=ASK)
    return Page(
        "allow", visit.words.gettext("Email to {address} again?").format(address=address), {"those": those}, command
    )


def allow_again(visit: Visit) -> Answer:
    """Let a suppressed address get email again."""
    address, note = visit.form.text("address"), visit.form.text("note")
    if not note:
        raise FormError({"note": visit.words.gettext("Say why the address may be written to again.")})
    allow(visit.workspace, AllowRequest(address, visit.person.name, note))
    return SeeOther("/deliver/suppressions", visit.words.gettext("{address} gets email again.").format(address=address))


def suppressed_table(visit: Visit) -> Answer:
    """Hand out the addresses that get no email."""
    return File(suppressions_csv(suppressions_there(visit.workspace)), "text/csv", "suppressions.csv")


PLACES = (
    Place("/deliver/doubts", "operator", doubts),
    Place("/deliver/doubt", "operator", doubt, say),
    Place("/deliver/returned", "operator", returned, read_returned, UPLOAD_BYTES),
    Place("/deliver/suppressions", "operator", stopped, add),
    Place("/deliver/suppressions.csv", "operator", suppressed_table),
    Place("/deliver/allow", "operator", ask_allow, allow_again),
)
