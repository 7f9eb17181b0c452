"""Check: what is wrong with the exports, by kind, and what mends it."""

from __future__ import annotations

from valuereport.actions.check import check
from valuereport.desk.answers import Answer, Page
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy


def show(visit: Visit) -> Answer:
    """Ask whether to look: it takes seconds, and writes problems.csv."""
    return Page("check", visit.words.pgettext("desk", "Check"), {"checked": None}, Remedy("check"))


def look(visit: Visit) -> Answer:
    """Show what is wrong."""
    return Page("check", visit.words.pgettext("desk", "Check"), {"checked": check(visit.workspace)}, Remedy("check"))


PLACES = (Place("/check", "operator", show, look),)
