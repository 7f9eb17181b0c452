"""Files: what is needed, new ones, which one stays where two have one name, and one that should not be there."""

from __future__ import annotations

from typing import Final

from valuereport.actions.exports import (
    KINDS,
    Choice,
    Incoming,
    Received,
    decide,
    exports,
    receive,
    remove,
    waiting,
)
from valuereport.actions.init import InitRequest, init
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.pages.exports.looked import command
from valuereport.desk.place import UPLOAD_BYTES, Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RequestError, RunError

_CHOICES: Final[dict[str, Choice]] = {"replace": "replace", "both": "both", "leave": "leave"}


def first_page(visit: Visit) -> Page:
    """Return the page of a folder without exports: what is needed, and how it comes here."""
    title = visit.words.pgettext("desk", "Bring your exports")
    data = {"kinds": ",".join(KINDS), "most": UPLOAD_BYTES, "folder": str(visit.workplace.folder)}
    return Page("exports/bring", title, data, command(visit))


def bring(visit: Visit) -> Answer:
    """Store the files that were sent; none replaces another before somebody says so."""
    words = visit.words
    if not visit.form.uploads:
        raise FormError({"files": words.pgettext("desk", "Choose at least one file first.")})
    got = receive(visit.person, visit.workplace.folder, [Incoming(one.name, one.content) for one in visit.form.uploads])
    if got.refused and not (got.stored or got.same or got.waiting):
        raise FormError({"files": _refused(got)})
    done = [_told(visit, got)]
    done += [words.pgettext("desk", "Not taken: {files}").format(files=_refused(got))] if got.refused else []
    return SeeOther("/exports/replace" if got.waiting else "/exports", done=" ".join(filter(None, done)))


def _told(visit: Visit, got: Received) -> str:
    words = visit.words
    told = []
    if got.stored:
        number = len(got.stored)
        told.append(words.ngettext("One file is here now.", "{n} files are here now.", number).format(n=number))
    if got.same:
        number = len(got.same)
        text = words.ngettext(
            "One was here already, with the same content.", "{n} were here already, with the same content.", number
        )
        told.append(text.format(n=number))
    return " ".join(told)


def _refused(got: Received) -> str:
    return "; ".join(f"{name}: {why}" for name, why in got.refused)


def undecided(visit: Visit) -> Answer:
    """Show the files that have the name of another one."""
    found = waiting(visit.person, visit.workplace.folder)
    if not found:
        return SeeOther("/exports")
    title = visit.words.pgettext("desk", "Which file stays?")
    return Page("exports/replace", title, {"waiting": found}, None)


def replaced(visit: Visit) -> Answer:
    """Do with each of these files what was said."""
    wanted = dict(zip(visit.form.texts("file"), _numbered(visit), strict=False))
    chosen = {name: _CHOICES[choice] for name, choice in wanted.items() if choice in _CHOICES}
    decide(visit.person, visit.workplace.folder, chosen)
    done = visit.words.pgettext("desk", "Done as you said.") if chosen else ""
    return SeeOther("/exports/replace" if waiting(visit.person, visit.workplace.folder) else "/exports", done=done)


def _numbered(visit: Visit) -> list[str]:
    return [visit.form.text(f"choice-{number}") for number in range(len(visit.form.texts("file")))]


def unwanted(visit: Visit) -> Answer:
    """Show which file would be removed."""
    name = visit.form.text("file")
    found = next((one for one in exports(visit.person, visit.workplace.folder) if one.name == name), None)
    if found is None:
        raise RequestError("file", name, "an export that is listed")
    return Page("exports/remove", visit.words.pgettext("desk", "Remove a file"), {"file": found}, None)


def removed(visit: Visit) -> Answer:
    """Remove a file."""
    name = visit.form.text("file")
    remove(visit.person, visit.workplace.folder, name)
    return SeeOther("/exports", done=visit.words.pgettext("desk", "{file} is removed.").format(file=name))


def sample(visit: Visit) -> Answer:
    """Show what starting with the sample organisation does."""
    title = visit.words.pgettext("desk", "Look around with a sample organisation")
    possible = not visit.workplace.has_workspace and not exports(visit.person, visit.workplace.folder)
    data = {"folder": str(visit.workplace.folder), "possible": possible}
    return Page("exports/sample", title, data, Remedy("init", folder="."))


def sampled(visit: Visit) -> Answer:
    """Make the folder a workspace of the sample organisation. Raises RunError."""
    if visit.workplace.has_workspace:
        raise RunError("there is a workspace in this folder already")
    init(visit.person, InitRequest(visit.workplace.folder))
    return SeeOther("/", done=visit.words.pgettext("desk", "The sample organisation is here: look around."))


PLACES: Final = (
    Place("/exports/replace", "operator", undecided, replaced),
    Place("/exports/remove", "operator", unwanted, removed),
    Place("/exports/sample", "operator", sample, sampled),
)
