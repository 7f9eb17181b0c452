"""The page of an error: what it is, and what helps as buttons."""

from __future__ import annotations

from typing import Final

from valuereport.command_line import command_of
from valuereport.desk.answers import Page
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RequestError, SettingsError, ValuereportError

_PLACES: Final = {
    "": "",
    "alerts": "/alerts",
    "approve": "/review",
    "assumptions": "/assumptions",
    "batch": "/run",
    "check": "/check",
    "consents": "/stories/consents",
    "correct": "/member",
    "email": "/deliver",
    "feedback": "/replies",
    "find": "/members",
    "init": "/exports",
    "insights": "/insights",
    "map": "/exports",
    "preview": "/preview",
    "print": "/deliver",
    "pull": "/pulls",
    "stories": "/stories",
}
"""Where the desk does what a remedy names."""


def error_page(visit: Visit, error: ValuereportError | str | None, status: int = 409) -> Page:
    """Return the page of an error; of none: the visitor may not see the page."""
    words = visit.words
    if error is None:
        text = words.gettext("Your role does not allow this page. Ask whoever keeps the list of the desk's users.")
        return Page("error", words.gettext("Not allowed"), {"text": text, "remedies": (), "commands": ()}, None, status)
    remedies = error.remedies if isinstance(error, ValuereportError) else ()
    of_settings = isinstance(error, SettingsError)
    title = words.gettext("The settings need a look") if of_settings else words.gettext("This did not work")
    status = 400 if isinstance(error, RequestError) else status
    data = {"text": str(error), "remedies": [_button(one) for one in remedies if one.action], "commands": ()}
    return Page("error", title, data, None, status)


def _button(remedy: Remedy) -> tuple[str, str]:
    """Return a remedy as the command it stands for, and where the desk does it; "" where it does not."""
    return command_of(remedy), _PLACES.get(remedy.action.split()[0], "")
