"""Replies: corrections that members propose, accepted or declined by a person; and what members suggest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.actions.feedback.proposals import (
    AcceptRequest,
    DeclineRequest,
    accept,
    decline,
    proposals,
    write_accepted,
    written_suggestions,
)
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy, RequestError
from valuereport.model.correction import FIELDS
from valuereport.model.proposal import Proposed
from valuereport.model.reply import ProposedCorrection

_PATH: Final = "/replies"
_LISTED: Final = 50
_OFTEN: Final = ("name", "email", "phone", "job_title", "employer", "street", "street2", "city", "postcode", "country")
"""What members say is wrong most often; they stand first."""


def show(visit: Visit) -> Answer:
    """Show the corrections that wait for a person, those that are decided, and the suggestions."""
    found = proposals(visit.workspace)
    suggested = written_suggestions(visit.workspace)
    data = {
        "open": [one for one in found if one.state == "open"],
        "decided": [one for one in reversed(found) if one.state != "open"],
        "suggestions": suggested[:_LISTED],
        "suggested": len(suggested),
        "answered": [
            (_text(visit, one.said), one.state, _text(visit, one.answer or {}))
            for one in visit.workspace.settings.suggestions
        ],
        "most": _LISTED,
    }
    return Page("replies", visit.words.pgettext("desk", "Replies"), data, Remedy("feedback list"))


def reply(visit: Visit) -> Answer:
    """Show what a member says is wrong, and what can be done about it."""
    return _page(visit, _one(visit), None)


def act(visit: Visit) -> Answer:
    """Show what a correction would change; write it; accept what was corrected elsewhere; or decline."""
    form, words = visit.form, visit.words
    one = _one(visit)
    if "decline" in form:
        if not form.text("reason"):
            raise FormError({"reason": words.gettext("Say in a few words why nothing is corrected.")})
        decline(visit.workspace, DeclineRequest(one.id, form.text("reason")), visit.today)
        return SeeOther(_PATH, words.gettext("The proposal of {name} is declined.").format(name=one.name))
    if "elsewhere" in form:
        if not form.text("note"):
            raise FormError({"note": words.gettext("Say in a few words where it was corrected.")})
        request = AcceptRequest(one.id, note=form.text("note"))
    else:
        if form.text("field") not in FIELDS:
            raise FormError({"field": words.gettext("Choose what is wrong.")})
        value = form.text("value")
        if not value and form.text("empty") != "yes":
            raise FormError({"value": words.gettext("Enter the new value, or tick “Leave the field empty”.")})
        request = AcceptRequest(one.id, {"what": "field", "field": form.text("field"), "value": value})
    one, proposed = accept(visit.workspace, request, visit.today)
    if "look" in form:
        return _page(visit, one, proposed)
    write_accepted(visit.workspace, one, proposed, request, visit.today)
    return SeeOther(_PATH, words.gettext("The proposal of {name} is accepted.").format(name=one.name))


def _text(visit: Visit, texts: Mapping[str, str]) -> str:
    """Return a text in the desk's language, else the first one there is."""
    return texts.get(visit.words.tag) or texts.get(visit.words.language) or next(iter(texts.values()), "")


def _one(visit: Visit) -> ProposedCorrection:
    wanted = visit.form.text("id")
    found = next((one for one in proposals(visit.workspace) if one.id == wanted), None)
    if found is None:
        raise RequestError("id", wanted, "a proposal of the list")
    return found


def _page(visit: Visit, one: ProposedCorrection, proposed: Proposed | None) -> Page:
    fields = (*_OFTEN, *(name for name in FIELDS if name not in _OFTEN))
    data = {"one": one, "proposed": proposed, "fields": fields}
    title = visit.words.gettext("What {name} says is wrong").format(name=one.name)
    return Page("reply", title, data, Remedy("feedback accept", id=one.id, field=ASK, value=ASK))


PLACES = (Place(_PATH, "operator", show), Place(f"{_PATH}/one", "operator", reply, act))
