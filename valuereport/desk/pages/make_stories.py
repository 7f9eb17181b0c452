"""Stories anew: of which run, divided by what, for which use; first what they would say, then they are made."""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import urlencode

from valuereport.actions import background
from valuereport.actions.plan_stories import StoriesChoices, plan_stories, stories_choices, stories_remedy
from valuereport.actions.runs_to_publish import runs_to_publish
from valuereport.actions.stories import StoriesRequest
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy
from valuereport.model.dimensions import DIMENSIONS, Dimension

_PATH: Final = "/stories/make"
_SCOPES: Final = ("web", "print", "social")


def show(visit: Visit) -> Answer:
    """Ask what the stories shall be of."""
    runs = runs_to_publish(visit.workspace)
    run = visit.form.text("run") or next((one.name for one in runs), "")
    if not run:
        return SeeOther("/stories")
    data = {
        "runs": [one.name for one in runs],
        "choices": stories_choices(visit.workspace, run),
        "dimensions": DIMENSIONS,
        "scopes": _SCOPES,
        "plan": None,
    }
    return Page("make_stories", visit.words.pgettext("desk", "Make stories"), data, Remedy("stories", run=run))


def act(visit: Visit) -> Answer:
    """Show what the stories would say; then make them."""
    choices = stories_choices(visit.workspace, visit.form.text("run"))
    request = _request(visit, choices)
    remedy = stories_remedy(request)
    if "make" not in visit.form:
        plan = plan_stories(visit.workspace, request)
        data = {"choices": choices, "plan": plan, "asked": request, "again": _again(visit)}
        return Page("make_stories", visit.words.pgettext("desk", "Make stories"), data, remedy)
    background.start(visit.workspace, remedy)
    address = f"/stories?{urlencode({'run': choices.run.name})}"
    said = visit.words.gettext("The stories are being made. This page shows them when they are there.")
    return SeeOther(address, said)


def _again(visit: Visit) -> str:
    """Return the way back to the form, with what was chosen in it."""
    chosen = [(name, one) for name in ("run", "scope", "locale", "by", "earlier") for one in visit.form.texts(name)]
    return f"{_PATH}?{urlencode(chosen)}"


def _request(visit: Visit, choices: StoriesChoices) -> StoriesRequest:
    form, words, errors = visit.form, visit.words, {}
    scope = form.text("scope") or "web"
    offered = {"by": DIMENSIONS, "locale": choices.locales, "earlier": choices.earlier}
    for name, those in offered.items():
        if not set(form.texts(name)) <= set(those):
            errors[name] = words.gettext("Choose from what is listed.")
    if scope not in _SCOPES:
        errors["scope"] = words.gettext("Choose from what is listed.")
    if errors:
        raise FormError(errors)
    by = cast("tuple[Dimension, ...]", form.texts("by"))
    return StoriesRequest(
        choices.run.name,
        by,
        form.texts("locale"),
        form.texts("earlier"),
        scope,
        draft=choices.approval is None,
        although_below_fee=form.text("although_below_fee") == "yes",
    )


PLACES = (Place(_PATH, "operator", show, act),)
