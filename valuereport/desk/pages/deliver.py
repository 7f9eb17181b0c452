"""Deliver: who gets what of a run by which way, and why not; messages to look at, and a test to oneself."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from valuereport.actions.calculated import calculated
from valuereport.actions.deliverable import (
    GROUPS,
    Deliverable,
    DeliverableRequest,
    Group,
    chosen,
    deliverable,
    members_csv,
)
from valuereport.actions.email import EmailTestRequest, email_test
from valuereport.actions.export import SYSTEMS, ExportRequest, export, exported_file
from valuereport.actions.ledger.deliveries import in_doubt
from valuereport.actions.print import print_files
from valuereport.actions.rehearse import MessageToLookAt, messages_to_look_at
from valuereport.actions.runs import named_run, run_choices
from valuereport.actions.sending_progress import sending_progress
from valuereport.desk.answers import Answer, File, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy, RequestError, RunError
from valuereport.model.delivery import CHANNELS, Channel

_LISTED: Final = 200  # members on a page


def show(visit: Visit) -> Answer:
    """Show who gets the statements of a run by which way, and what can be done."""
    workspace, choices = visit.workspace, run_choices(visit.workspace)
    title = visit.words.pgettext("desk", "Deliver")
    if not choices:
        return Page("review_none", title, {})
    name = named_run(workspace, visit.form.text("run"))
    found = plan_of(visit, name)
    data = {
        "found": found,
        "choices": choices,
        "in_doubt": in_doubt(workspace, name),
        "sending": sending_progress(workspace, name),
        "print_files": None if _is_in_a_store(found) else print_files(workspace, name),
    }
    title = visit.words.gettext("Deliver the run {name}").format(name=name)
    return Page("deliver", title, data, Remedy("email", run=name))


def plan_of(visit: Visit, run: str) -> Deliverable:
    """Return who gets what of a run, by the exports as they are now."""
    return deliverable(visit.workspace, DeliverableRequest(run), calculated(visit.workspace))


def _is_in_a_store(found: Deliverable) -> bool:
    return any(one.code == "in-a-store" for one in found.in_the_way)


def members(visit: Visit) -> Answer:
    """List the members of one group, such as those who get no email."""
    name, group, channel = _group(visit)
    those = chosen(plan_of(visit, name), group, channel)
    data = {"run": name, "group": group, "channel": channel, "those": those, "most": _LISTED}
    return Page("deliver_members", visit.words.gettext("Members of the run {name}").format(name=name), data)


def table(visit: Visit) -> Answer:
    """Hand out the same as a table; of all members where no group is named."""
    name, group, channel = _group(visit)
    found = plan_of(visit, name)
    those = chosen(found, group, channel) if "group" in visit.form else found.members
    return File(members_csv(those), "text/csv", f"{name}-delivery.csv")


def messages(visit: Visit) -> Answer:
    """Show messages of a run as they would be sent."""
    name, wanted = named_run(visit.workspace, visit.form.text("run")), visit.form.text("member")
    found: tuple[MessageToLookAt, ...] = ()
    unknown = ""
    try:
        found = messages_to_look_at(visit.workspace, name, (wanted,) if wanted else ())
    except RunError as error:  # of a member who is not in the run
        unknown = str(error)
    title = visit.words.gettext("Messages of {name}").format(name=name)
    command = Remedy("email", run=name, to_folder=ASK, **({"member": (wanted,)} if wanted else {}))
    return Page("deliver_messages", title, {"run": name, "found": found, "member": wanted, "unknown": unknown}, command)


def message(visit: Visit) -> Answer:
    """Show one message as a mail program does, or hand it out as a file."""
    name, wanted = named_run(visit.workspace, visit.form.text("run")), visit.form.text("member")
    found = messages_to_look_at(visit.workspace, name, (wanted,))[0] if wanted else None
    if found is None or not found.data:
        raise RequestError("member", wanted, "a member who gets a message of this run")
    if visit.form.text("as") == "file":
        return File(found.data, "message/rfc822", f"{wanted}.eml")
    return File(found.html.encode(), "text/html", f"{wanted}.html")


def test(visit: Visit) -> Answer:
    """Ask for the address of a test, and say what it would get."""
    name = named_run(visit.workspace, visit.form.text("run"))
    title = visit.words.gettext("Send a test of {name}").format(name=name)
    data = {"run": name, "messages": messages_to_look_at(visit.workspace, name)}
    return Page("deliver_test", title, data, Remedy("email", run=name, to_test=visit.form.text("address") or ASK))


def send_test(visit: Visit) -> Answer:
    """Send the messages of a test; the ledger does not know of them."""
    name, address = named_run(visit.workspace, visit.form.text("run")), visit.form.text("address")
    if "@" not in address:
        raise FormError({"address": visit.words.gettext("This is no email address.")})
    taken = email_test(visit.workspace, EmailTestRequest(name, address))
    done = visit.words.ngettext("One message went to {address}.", "{n} messages went to {address}.", len(taken))
    return SeeOther(address_of(name), done.format(n=len(taken), address=address))


def exports(visit: Visit) -> Answer:
    """Show for which systems the figures of a run can be written."""
    name = named_run(visit.workspace, visit.form.text("run"))
    title = visit.words.gettext("Figures of {name} for other systems").format(name=name)
    data = {"run": name, "systems": SYSTEMS, "written": None, "to": ""}
    return Page("deliver_export", title, data, Remedy("export", run=name, to=ASK))


def write_export(visit: Visit) -> Answer:
    """Write the figures of a run for one system, and say who is not in it."""
    name, to = named_run(visit.workspace, visit.form.text("run")), visit.form.text("to")
    if to not in SYSTEMS:
        raise FormError({"to": visit.words.gettext("Choose a system.")})
    written = export(visit.workspace, ExportRequest(name, to))
    title = visit.words.gettext("Figures of {name} for other systems").format(name=name)
    data = {"run": name, "systems": SYSTEMS, "written": written, "to": to, "most": _LISTED}
    return Page("deliver_export", title, data, Remedy("export", run=name, to=to))


def export_file(visit: Visit) -> Answer:
    """Hand out a file that was written for another system."""
    name, to = named_run(visit.workspace, visit.form.text("run")), visit.form.text("to")
    return File(exported_file(visit.workspace, ExportRequest(name, to)), "text/csv", f"{name}-{to}.csv")


def address_of(run: str, place: str = "/deliver") -> str:
    """Return the address of a page about a run."""
    return f"{place}?{urlencode({'run': run})}"


def _group(visit: Visit) -> tuple[str, Group, Channel | None]:
    form = visit.form
    name = named_run(visit.workspace, form.text("run"))
    group: Group = next((one for one in GROUPS if one == form.text("group")), "not")
    return name, group, next((one for one in CHANNELS if one == form.text("channel")), None)


PLACES = (
    Place("/deliver", "operator", show),
    Place("/deliver/members", "operator", members),
    Place("/deliver/members.csv", "operator", table),
    Place("/deliver/messages", "operator", messages),
    Place("/deliver/message", "operator", message),
    Place("/deliver/test", "operator", test, send_test),
    Place("/deliver/export", "operator", exports, write_export),
    Place("/deliver/export.csv", "operator", export_file),
)
