"""What was found: what each file feeds and why, which are no source, and what is to be done next."""

from __future__ import annotations

from typing import Final

from valuereport.actions.exports import KINDS, exports, exports_read, waiting
from valuereport.actions.in_hand import HowFar
from valuereport.actions.map import files_to_write, known_of
from valuereport.actions.map_changes import map_changes
from valuereport.desk.answers import Answer, Page, Part, SeeOther
from valuereport.desk.pages.exports import words as names
from valuereport.desk.pages.exports.bring import bring, first_page
from valuereport.desk.pages.exports.looked import Asked, asked, command, looked, reading_page
from valuereport.desk.place import UPLOAD_BYTES, Place
from valuereport.desk.visit import Visit
from valuereport.errors import RequestError, ValuereportError

_EXAMPLES: Final = 3


def show(visit: Visit) -> Answer:
    """Show the files and what they are; of sources that somebody wrote by hand, the files alone."""
    folder = visit.workplace.folder
    files = exports(visit.person, folder)
    if not files:
        return first_page(visit)
    usual = {
        "kinds": ",".join(KINDS),
        "most": UPLOAD_BYTES,
        "files": {one.name: one for one in files},
        "waiting": waiting(visit.person, folder),
        "by_hand": known_of(folder).settings,
        "read": _read(visit),
    }
    title = visit.words.pgettext("desk", "Exports")
    if usual["by_hand"] and not visit.form.text("look"):
        return Page("exports/files", title, usual, command(visit))
    found = asked(visit)
    if isinstance(found, HowFar):
        return reading_page(visit, found)
    data = {**usual, "asked": found, "tables": names.tables(visit.words), "next": _next(found)}
    return Page("exports/found", title, data, command(visit))


def _read(visit: Visit) -> tuple[int, frozenset[str]] | None:
    """Return which files the settings read; None where no settings can be read: newer files may mend that."""
    try:
        return exports_read(visit.workspace)
    except ValuereportError:
        return None


def _next(found: Asked) -> str:
    """Return what is to be done next: members, questions, trial, or nothing where all is saved."""
    if not any(one.table == "members" for one in found.mapped.files):
        return "members"
    if found.open:
        return "questions"
    return "check" if map_changes(files_to_write(found.mapped, found.given)).nothing else "trial"


def progress(visit: Visit) -> Answer:
    """Return how far the reading is."""
    if not exports(visit.person, visit.workplace.folder):
        return SeeOther("/exports")
    found = looked(visit, 0.0)
    ended = not isinstance(found, HowFar)
    return Part("exports/progress", {"how_far": HowFar() if ended else found, "ended": ended})


def details(visit: Visit) -> Answer:
    """Show one file: where each of our columns comes from, and what of it is not used."""
    found, name = asked(visit), visit.form.text("name")
    if isinstance(found, HowFar):
        return reading_page(visit, found)
    one = next((each for each in found.mapped.files if each.found.file == name), None)
    if one is None:
        raise RequestError("name", name, "a file that is listed")
    rows = [
        (
            names.columns(visit.words).get(column, column),
            " + ".join(origin.headings) or origin.value or origin.above,
            ", ".join(one.profiles[origin.headings[0]].examples[:_EXAMPLES])
            if origin.headings and origin.headings[0] in one.profiles
            else "",
            origin.reason,
        )
        for column, origin in one.columns.items()
    ]
    used = {heading for origin in one.columns.values() for heading in origin.headings}
    used |= {*one.where, *one.where_not}
    left = [heading for heading in one.found.columns if heading not in used and heading not in one.never]
    data = {"one": one, "rows": rows, "left": left, "tables": names.tables(visit.words)}
    return Page("exports/file", name, data, command(visit))


PLACES: Final = (
    Place("/exports", "operator", show, bring, UPLOAD_BYTES),
    Place("/exports/progress", "operator", progress),
    Place("/exports/file", "operator", details),
)
