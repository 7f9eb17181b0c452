"""Consents: who may be quoted and where, whom to ask for a story, and the letter that asks."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from valuereport.actions.ask_for_story import (
    AskForStoryRequest,
    ask_for_story,
    story_letter,
    story_letters,
    whom_to_ask,
)
from valuereport.actions.consents import consents
from valuereport.actions.made_insights import insight_list_rows
from valuereport.actions.runs_to_publish import runs_to_publish
from valuereport.desk.answers import Answer, File, Page, SeeOther
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import ASK, Remedy, RequestError

_PATH: Final = "/stories/consents"
_ASK: Final = "/stories/ask"
_LISTED: Final = 25  # candidates on one page


def show(visit: Visit) -> Answer:
    """Show who may be quoted, which rows allow nothing, and whom to ask."""
    runs = runs_to_publish(visit.workspace)
    run = visit.form.text("run") or next((one.name for one in runs), "")
    if not run:
        return SeeOther("/stories")
    insights = next((one.name for one in runs if one.name == run and one.insights), "")
    candidates = insight_list_rows(visit.workspace, insights, "story_candidates") if insights else ()
    data = {
        "run": run,
        "runs": [one.name for one in runs],
        "found": consents(visit.workspace, run, visit.today),
        "has_insights": bool(insights),
        "candidates": candidates[:_LISTED],
        "number": len(candidates),
    }
    return Page("consents", visit.words.gettext("Who may be quoted"), data, Remedy("consents ask", member=ASK))


def ask(visit: Visit) -> Answer:
    """Show whom a letter would ask, before it is written; and the letter afterwards."""
    member = visit.form.text("member")
    if not member:
        raise RequestError("member", "", "a member’s number or address")
    letters = story_letters(visit.workspace, member) if "asked" in visit.form else ()
    asked = None if letters else whom_to_ask(visit.workspace, AskForStoryRequest(member, today=visit.today))
    data = {"asked": asked, "member": member, "letters": letters}
    title = visit.words.gettext("Ask for a story")
    return Page("ask_for_story", title, data, Remedy("consents ask", member=member))


def write(visit: Visit) -> Answer:
    """Write the letter, and the draft that allows nothing yet."""
    done = ask_for_story(visit.workspace, AskForStoryRequest(visit.form.text("member"), today=visit.today))
    address = f"{_ASK}?{urlencode({'member': done.member_id, 'asked': 'yes'})}"
    return SeeOther(address, visit.words.gettext("The letter to {name} is written.").format(name=done.name))


def letter(visit: Visit) -> Answer:
    """Hand out a letter."""
    member, locale = visit.form.text("member"), visit.form.text("locale")
    return File(story_letter(visit.workspace, member, locale), "application/pdf", f"{member}_letter-{locale}.pdf")


PLACES = (
    Place(_PATH, "operator", show),
    Place(_ASK, "operator", ask, write),
    Place("/stories/letter", "operator", letter),
)
