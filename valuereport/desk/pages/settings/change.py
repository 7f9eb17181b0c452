"""What would change in the settings, before it is saved; and the saving, for every page that changes settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args
from urllib.parse import quote

from valuereport.actions.edit_settings import ProposedSettings, SettingsRequest, propose_settings, write_settings
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.place import Place
from valuereport.desk.setting_names import name_of, place_of
from valuereport.desk.visit import Visit
from valuereport.errors import RequestError
from valuereport.settings.edit import FileName
from valuereport.settings.edit import Place as SettingPlace

_SET: Final = "set:"
_OUT: Final = "out:"


def change_page(visit: Visit, proposed: ProposedSettings, *, back: str, blank: tuple[str, ...] = ()) -> Page:
    """Return the page that shows what would change, with the button that saves it."""
    if proposed.faults:
        raise proposed.faults[0].error
    data = {
        "proposed": proposed,
        "fields": hidden_changes(proposed),
        "back": back,
        "blank": blank,
        "file": proposed.file.name,
    }
    return Page("settings_change", visit.words.gettext("What would change"), data)


def hidden_changes(proposed: ProposedSettings) -> Mapping[str, str]:
    """Return what a form must hand on to save, or to show, a change."""
    changes = {(_OUT if one.after is None else _SET) + name_of(one.place): one.after or "" for one in proposed.changed}
    return {"name": proposed.name, "digest": proposed.digest, **changes}


def handed_on(visit: Visit) -> SettingsRequest:
    """Return the change that a form hands on. Raises RequestError where it is none."""
    name = next((one for one in get_args(FileName) if one == visit.form.text("name")), None)
    if name is None:
        raise RequestError("name", visit.form.text("name"), f"one of {', '.join(get_args(FileName))}")
    changes: dict[SettingPlace, str | None] = {}
    try:
        changes |= {place_of(one): text for one, text in visit.form.named(_SET).items()}
        changes |= {place_of(one): None for one in visit.form.named(_OUT)}
    except ValueError:
        raise RequestError("changes", "a field", "the fields of this desk's own forms") from None
    return SettingsRequest(name, changes, digest=visit.form.text("digest"))


def look(visit: Visit) -> Answer:
    """Show what a change would do that another page hands on."""
    return change_page(visit, propose_settings(visit.workspace, handed_on(visit)), back=_inside(visit))


def save(visit: Visit) -> Answer:
    """Save what was looked at."""
    proposed = propose_settings(visit.workspace, handed_on(visit))
    file = write_settings(visit.workspace, proposed)
    words = visit.words
    done = words.ngettext("Saved in {file}: one change.", "Saved in {file}: {n} changes.", len(proposed.changed))
    said = done.format(file=file.name, n=words.number(len(proposed.changed), 0))
    if proposed.changes_statements:
        said += " " + words.gettext("Statements that are made from now on have it; make a new run for all members.")
    return SeeOther(_inside(visit), said)


def _inside(visit: Visit) -> str:
    """Return the page that the change came from: of settings, an assumption or the preview."""
    back = visit.form.text("back")
    own = ("/settings", "/assumptions", "/preview")
    return quote(back, safe="/?&=~.%") if back.startswith(own) else "/settings"


PLACES = (Place("/settings/change", "operator", act=look), Place("/settings/save", "operator", act=save))
