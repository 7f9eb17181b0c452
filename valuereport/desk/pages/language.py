"""The language of the desk, as one browser wants it."""

from __future__ import annotations

from valuereport.desk.answers import Answer, SeeOther
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit


def change(visit: Visit) -> Answer:
    """Keep the language that was chosen, and go back."""
    back = visit.form.text("back")
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    return SeeOther(back if inside else "/", language=visit.form.text("language"))


PLACES = (Place("/language", "viewer", act=change),)
