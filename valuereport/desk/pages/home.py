"""Home: where the season stands, and the next thing to do."""

from __future__ import annotations

from valuereport.desk.answers import Answer, Page
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit


def show(visit: Visit) -> Answer:
    """Show where the season stands."""
    return Page("home", visit.words.pgettext("desk", "Home"), {})


PLACES = (Place("/", "viewer", show),)
