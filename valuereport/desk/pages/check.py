"""Check: what is wrong with the exports, by kind, what mends it, and whose the rows of nobody are."""

from __future__ import annotations

from valuereport.actions.check import check
from valuereport.actions.season import season
from valuereport.actions.unmatched import unmatched
from valuereport.desk.answers import Answer, File, Page
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RunError
from valuereport.problem_kinds import kinds

_FILE = "problems.csv"
_LISTED = 25  # keys of nobody on one page


def show(visit: Visit) -> Answer:
    """Show what the last check or run found; nothing is looked at anew."""
    found = season(visit.workspace, visit.today)
    return _page(
        visit, {"checked": None, "known": found.problems, "kinds": found.problems.kinds if found.problems else ()}
    )


def look(visit: Visit) -> Answer:
    """Look at the exports as they are now, and show what is wrong."""
    found = check(visit.workspace)
    return _page(visit, {"checked": found, "known": None, "kinds": kinds(found.problems)})


def _page(visit: Visit, data: dict[str, object]) -> Page:
    return Page("check", visit.words.pgettext("desk", "Check"), data, Remedy("check"))


def nobodys(visit: Visit) -> Answer:
    """Show the rows that are counted for nobody, and whom they look like."""
    found = unmatched(visit.workspace, _LISTED)
    title = visit.words.gettext("Rows of nobody")
    return Page("unmatched", title, {"found": found}, Remedy("check"))


def file(visit: Visit) -> Answer:
    """Return problems.csv as the last check wrote it."""
    path = visit.workspace.output / _FILE
    try:
        return File(path.read_bytes(), "text/csv", _FILE)
    except OSError:
        raise RunError("The exports were not checked yet", Remedy("check")) from None


PLACES = (
    Place("/check", "operator", show, look),
    Place("/check/nobodys", "operator", nobodys),
    Place("/check/problems", "operator", file),
)
