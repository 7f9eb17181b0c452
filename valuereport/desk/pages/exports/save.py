"""What would come of the answers, what saving would change, and the workspace itself."""

from __future__ import annotations

from typing import Final

from valuereport.actions.in_hand import HowFar
from valuereport.actions.map import files_to_write, write_workspace
from valuereport.actions.map_changes import map_changes
from valuereport.actions.map_folder import signature
from valuereport.actions.map_trial import Trial, try_out
from valuereport.desk.answers import Answer, Page, Part, SeeOther
from valuereport.desk.pages.exports import words as names
from valuereport.desk.pages.exports.looked import ASKED, LOOK, Asked, asked, asked_patiently, command, reading_page
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit

_TRIAL: Final = "trial"
_SOON: Final = 2.0  # seconds that the page waits before it says how far it is


def show_trial(visit: Visit) -> Answer:
    """Show what would come of the answers."""
    found = asked(visit)
    if isinstance(found, HowFar):
        return reading_page(visit, found)
    if found.open:
        return SeeOther("/exports/question")
    trial = _trial(visit, found, _SOON)
    title = visit.words.pgettext("desk", "What would come of it")
    if isinstance(trial, HowFar):
        return Page("exports/trying", title, {"how_far": trial}, command(visit))
    sources = [
        (
            one.source,
            names.tables(visit.words).get(one.table, one.table),
            one.read,
            one.counted + one.merged,
            one.unmatched,
            one.rejected,
            one.filtered + one.footers + one.duplicate + one.outside,
        )
        for one in trial.tallies
    ]
    return Page("exports/trial", title, {"trial": trial, "sources": sources}, command(visit))


def progress(visit: Visit) -> Answer:
    """Return how far the trial is."""
    found = asked(visit)
    trial = found if isinstance(found, HowFar) else _trial(visit, found, 0.0)
    ended = not isinstance(trial, HowFar)
    return Part("exports/progress", {"how_far": HowFar() if ended else trial, "ended": ended})


def _trial(visit: Visit, found: Asked, wait: float) -> Trial | HowFar:
    texts = files_to_write(found.mapped, found.given).texts
    key = signature(found.mapped.request.paths), tuple(texts.items())
    return visit.workplace.in_hand.ask(
        _TRIAL, key, lambda events: try_out(visit.person, found.mapped, found.given, events), wait
    )


def look(visit: Visit) -> Answer:
    """Show which files saving would write, change and keep."""
    found = asked(visit)
    if isinstance(found, HowFar):
        return reading_page(visit, found)
    if found.open:
        return SeeOther("/exports/question")
    proposed = files_to_write(found.mapped, found.given)
    data = {"changes": map_changes(proposed), "unused": proposed.unused, "folder": str(visit.workplace.folder)}
    return Page("exports/save", visit.words.pgettext("desk", "Save the workspace"), data, command(visit))


def save(visit: Visit) -> Answer:
    """Write the workspace, and lead on to what is wrong with the exports."""
    found = asked_patiently(visit)
    if found.open:
        return SeeOther("/exports/question")
    written = write_workspace(visit.person, found.mapped, found.given)
    for name in (LOOK, _TRIAL):  # their memory is needed for what follows
        visit.workplace.in_hand.forget(name)
    visit.workplace.kept.forget(ASKED)
    text = visit.words.pgettext("desk", "The workspace is saved in {folder}. Now see what is wrong with the exports.")
    return SeeOther("/check", done=text.format(folder=written.settings.parent))


PLACES: Final = (
    Place("/exports/trial", "operator", show_trial),
    Place("/exports/trial/progress", "operator", progress),
    Place("/exports/save", "operator", look, save),
)
