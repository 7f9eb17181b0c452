"""Send and print: the page before, the work in a process of its own, how far it is, and what goes to the mail house."""

from __future__ import annotations

from valuereport.actions import background
from valuereport.actions.at_work import request_stop
from valuereport.actions.print import PrintRequest, hand_over, print_files
from valuereport.actions.runs import named_run
from valuereport.actions.sending_progress import sending_progress
from valuereport.desk.answers import Answer, File, Page, Part, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.pages.deliver import address_of, plan_of
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ArgumentValue, Remedy, RequestError


def email(visit: Visit) -> Answer:
    """Show what a sending does: how many messages, from whom, and who gets none."""
    name = named_run(visit.workspace, visit.form.text("run"))
    title = visit.words.gettext("Send the run {name} by email?").format(name=name)
    return Page("send_email", title, {"found": plan_of(visit, name)}, _email(visit, name))


def start_email(visit: Visit) -> Answer:
    """Send the messages of a run that wait."""
    name = named_run(visit.workspace, visit.form.text("run"))
    if plan_of(visit, name).fewer_opt_outs and not visit.form.text("accept_fewer_opt_outs"):
        raise FormError({"accept_fewer_opt_outs": visit.words.gettext("Say why so few have opted out.")})
    background.start(visit.workspace, _email(visit, name))
    return SeeOther(address_of(name, "/deliver/progress"), visit.words.gettext("The messages are being sent."))


def _email(visit: Visit, run: str) -> Remedy:
    accepted = visit.form.text("accept_fewer_opt_outs")
    more: dict[str, ArgumentValue] = {"accept_fewer_opt_outs": accepted} if accepted else {}
    return Remedy("email", run=run, **more)


def letters(visit: Visit) -> Answer:
    """Show what a print file holds, and the one that there is."""
    name = named_run(visit.workspace, visit.form.text("run"))
    data = {"found": plan_of(visit, name), "files": print_files(visit.workspace, name)}
    return Page(
        "send_print", visit.words.gettext("Letters of {name}").format(name=name), data, Remedy("print", run=name)
    )


def start_print(visit: Visit) -> Answer:
    """Write the print file of all who wait for a letter."""
    name = named_run(visit.workspace, visit.form.text("run"))
    background.start(visit.workspace, Remedy("print", run=name))
    return SeeOther(address_of(name, "/deliver/progress"), visit.words.gettext("The print file is being written."))


def print_file(visit: Visit) -> Answer:
    """Hand out a part of the print file, or the table of its sheets."""
    name, wanted = named_run(visit.workspace, visit.form.text("run")), visit.form.text("name")
    made = print_files(visit.workspace, name)
    if made and wanted == made.table.name:
        return File(made.table, "text/csv", f"{name}-{wanted}")
    file = next((one for one in made.files if one.name == wanted), None) if made else None
    if file is None:
        raise RequestError("name", wanted, "a file of the print file")
    return File(file, "application/pdf", f"{name}-{wanted}")


def ask_handed_over(visit: Visit) -> Answer:
    """Show what is counted as sent when the mail house has the print file."""
    name = named_run(visit.workspace, visit.form.text("run"))
    title = visit.words.gettext("Does the mail house have the letters of the run {name}?").format(name=name)
    data = {"run": name, "files": print_files(visit.workspace, name)}
    return Page("send_handed_over", title, data, Remedy("print", run=name, handed_over=True))


def handed_over(visit: Visit) -> Answer:
    """Note that the mail house has the print file."""
    name = named_run(visit.workspace, visit.form.text("run"))
    done = hand_over(visit.workspace, PrintRequest(name))
    text = visit.words.ngettext(
        "One letter is with the mail house.", "{n} letters are with the mail house.", len(done.sent)
    )
    return SeeOther(address_of(name), text.format(n=len(done.sent)))


def progress(visit: Visit) -> Answer:
    """Show how far a sending or a print file is."""
    name = named_run(visit.workspace, visit.form.text("run"))
    found = sending_progress(visit.workspace, name)
    title = visit.words.gettext("Sending the run {name}").format(name=name)
    return Page(
        "send_progress", title, {"run": name, "found": found}, Remedy(found.work if found else "email", run=name)
    )


def part(visit: Visit) -> Answer:
    """Show the same, for the page to follow."""
    name = named_run(visit.workspace, visit.form.text("run"))
    return Part("send_progress_part", {"run": name, "found": sending_progress(visit.workspace, name)})


def stop(visit: Visit) -> Answer:
    """Ask a sending to stop after the message in hand."""
    name = named_run(visit.workspace, visit.form.text("run"))
    found = sending_progress(visit.workspace, name)
    if found and found.job:
        background.stop(visit.workspace, found.job.id)
    elif found and found.at_work:
        request_stop(visit.workspace, found.at_work.id)
    return SeeOther(
        address_of(name, "/deliver/progress"), visit.words.gettext("It was asked to stop; what is done is kept.")
    )


PLACES = (
    Place("/deliver/email", "operator", email, start_email),
    Place("/deliver/print", "operator", letters, start_print),
    Place("/deliver/print/file", "operator", print_file),
    Place("/deliver/print/handed-over", "operator", ask_handed_over, handed_over),
    Place("/deliver/progress", "operator", progress),
    Place("/deliver/progress/part", "operator", part),
    Place("/deliver/stop", "operator", act=stop),
)
