"""One page of settings: its fields, its lists of entries; what was entered becomes a change to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from valuereport.actions.edit_settings import (
    SettingsForm,
    SettingsRequest,
    propose_settings,
    settings_form,
    write_pictures,
)
from valuereport.desk.answers import Answer, Page
from valuereport.desk.form import FormError
from valuereport.desk.pages.settings.change import change_page
from valuereport.desk.pages.settings.parts import PARTS, Part, groups_of, names_of
from valuereport.desk.place import Place
from valuereport.desk.setting_form import entered, pictures_in, raise_at_fields, shown_section
from valuereport.desk.setting_names import label_of, name_of
from valuereport.desk.visit import Visit
from valuereport.errors import RequestError
from valuereport.settings.edit import SettingSection

_MOST: Final = 20_000_000  # bytes of a form with pictures


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of entries: each with its name and the name of its place.

    `new`: where one more would be; "" where it is brought on a page of its own.
    """

    title: str
    entries: tuple[tuple[str, str], ...]
    new: str


def parts(visit: Visit) -> Answer:
    """Show what can be set, as a list of pages."""
    names = names_of(visit.words)
    groups = [
        (heading, [(one.key, names[one.key]) for one in PARTS.values() if one.group == group and visit.may(one.role)])
        for group, heading in groups_of(visit.words).items()
    ]
    workspace = visit.workspace
    data = {"groups": groups, "file": str(workspace.settings.path), "is_sample": workspace.is_sample}
    return Page("settings", visit.words.pgettext("desk", "Settings"), data)


def show(visit: Visit) -> Answer:
    """Show one page of settings, or one entry of a list."""
    part, form, sections = _asked(visit)
    entry = visit.form.text("entry")
    words = visit.words
    title = names_of(words)[part.key]
    if entry:
        first = sections[0]
        title = first.entry if first.is_there else words.gettext("{title}: a new one").format(title=title)
    languages, single = _languages(visit, form), bool(entry) or len(sections) == 1
    data = {
        "part": part,
        "entry": entry,
        "name": names_of(words)[part.key],
        "is_there": not entry or sections[0].is_there,
        "sections": [
            shown_section(
                words,
                one,
                languages,
                title=not (one is sections[0] and single),
                fold=bool(entry) and sections[0].is_there,
            )
            for one in sections
        ],
        "lists": [] if entry else _lists(part, form),
        "pictures": "brand" in part.tables,
        "digest": form.digest,
        "file": form.file.name,
    }
    return Page("settings_part", title, data)


def look(visit: Visit) -> Answer:
    """Show what would change by what was entered."""
    part, _, sections = _asked(visit)
    entry = visit.form.text("entry")
    if entry and visit.form.text("do") == "remove":
        request = SettingsRequest(part.name, {sections[0].place: None}, digest=visit.form.text("digest"))
        return change_page(visit, propose_settings(visit.workspace, request), back="/settings/part?part=" + part.key)
    found = entered(visit.words, visit.form, sections)
    pictures, uploaded = pictures_in(visit.form) if "brand" in part.tables else ({}, {})
    if not found.changes and not pictures:
        told = visit.words.gettext("Nothing was entered that changes anything.")
        if found.blank:
            told += " " + visit.words.gettext("What is left blank stays as it is; to take it out, tick it below.")
        raise FormError({"digest": told})
    request = SettingsRequest(part.name, found.changes, pictures, visit.form.text("digest"))
    proposed = propose_settings(visit.workspace, request)
    raise_at_fields(visit.form, proposed.faults, {**found.fields, **uploaded})
    write_pictures(visit.workspace, proposed)
    here = f"/settings/part?part={part.key}" + (f"&entry={entry}" if entry and sections[0].is_there else "")
    return change_page(visit, proposed, back=here, blank=found.blank)


def _asked(visit: Visit) -> tuple[Part, SettingsForm, tuple[SettingSection, ...]]:
    """Return the part that is asked for, its file, and the sections of the page. Raises RequestError."""
    key, entry = visit.form.text("part"), visit.form.text("entry")
    part = PARTS.get(key)
    if not part or not visit.may(part.role):
        raise RequestError("part", key, f"one of {', '.join(PARTS)}")
    form = settings_form(visit.workspace, part.name)
    ours = sorted((one for one in form.sections if part.has(one)), key=part.order)
    if not entry:
        return part, form, tuple(one for one in ours if not _is_entry(one))
    sections = tuple(one for one in ours if name_of(one.place[:2]) == entry and _is_entry(one))
    if not sections:
        raise RequestError("entry", entry, "an entry of the list; it may have been taken out meanwhile")
    return part, form, sections


def _is_entry(section: SettingSection) -> bool:
    return len(section.place) > 1 and isinstance(section.place[1], int)


def _lists(part: Part, form: SettingsForm) -> list[Listed]:
    found = []
    for table in part.tables:
        entries = [one for one in form.sections if one.place[:1] == (table,) and len(one.place) == 2 and _is_entry(one)]
        if entries:
            there = tuple((one.entry, name_of(one.place)) for one in entries if one.is_there)
            found.append(Listed(label_of(table), there, "" if table == "source" else name_of(entries[-1].place)))
    return found


def _languages(visit: Visit, form: SettingsForm) -> tuple[str, ...]:
    """Return the languages in which texts are asked for: the organisation's, and those that the file has."""
    own = visit.workspace.settings.workspace.organisation.locale.split("-")[0]
    used = (word for section in form.sections for one in section.fields if one.by_language for word in one.entries)
    return tuple(dict.fromkeys((own, *used)))


PLACES = (
    Place("/settings", "operator", parts),
    Place("/settings/part", "operator", show, look, _MOST),
)
