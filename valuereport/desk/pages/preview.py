"""Preview: a statement side by side, also with colours, pictures and texts that are not saved yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from valuereport.actions.edit_settings import (
    ProposedSettings,
    SettingsForm,
    SettingsRequest,
    propose_settings,
    settings_form,
    write_pictures,
)
from valuereport.actions.find import FindRequest, find
from valuereport.actions.preview_one import DESIGN, OneRequest, SeenStatement, preview_one, typical_members
from valuereport.desk.answers import Answer, File, Page
from valuereport.desk.form import FormError
from valuereport.desk.frame import LANGUAGES
from valuereport.desk.pages.settings.change import hidden_changes
from valuereport.desk.place import Place
from valuereport.desk.setting_form import PICTURES, Input, entered, pictures_in, raise_at_fields, shown
from valuereport.desk.setting_names import label_of, name_of
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RequestError
from valuereport.files import safe_name

_MOST: Final = 20_000_000  # bytes of a form with pictures


@dataclass(frozen=True, slots=True)
class Design:
    """What may be tried: colours, and the texts of the edition that is seen, in its language."""

    colours: tuple[Input, ...]
    texts: tuple[Input, ...]


def show(visit: Visit) -> Answer:
    """Show a statement as the settings have it; or as they would, where a form that has faults is shown again."""
    return _page(visit, None)


def look(visit: Visit) -> Answer:
    """Show a statement with what was entered; nothing of it is saved but a new picture under a name of its own."""
    form = settings_form(visit.workspace)
    found = entered(visit.words, visit.form, [one for one in form.sections if one.place[0] in DESIGN])
    pictures, uploaded = pictures_in(visit.form)
    request = SettingsRequest("settings", found.changes, pictures, visit.form.text("digest"))
    proposed = propose_settings(visit.workspace, request)
    raise_at_fields(visit.form, proposed.faults, {**found.fields, **uploaded})
    if any(one.place[0] not in DESIGN for one in proposed.changed):
        raise FormError({"digest": visit.words.gettext("Only the look and the texts can be tried here.")})
    write_pictures(visit.workspace, proposed)
    return _page(visit, proposed)


def _page(visit: Visit, proposed: ProposedSettings | None) -> Page:
    typical, form = typical_members(visit.workspace), settings_form(visit.workspace)
    member = visit.form.text("member") or typical[0].member_id
    changed = proposed if proposed and proposed.changed else None
    seen = preview_one(visit.workspace, OneRequest(member, visit.form.text("locale"), changed))
    text = visit.form.text("find")
    data = {
        "seen": seen,
        "key": visit.workplace.drawn.keep(seen),
        "typical": typical,
        "asked": visit.form.text("locale"),
        "found": find(visit.workspace, FindRequest(text)).found if text else None,
        "text": text,
        "locales": (("", visit.words.pgettext("desk", "The member’s own language")), *LANGUAGES.items()),
        "language": " + ".join(LANGUAGES.get(one.split("-")[0], one) for one in seen.locale.split("+")),
        "design": _design(visit, form, seen, changed),
        "pictures": _pictures(changed),
        "changed": changed,
        "fields": hidden_changes(changed) if changed else {},
        "digest": form.digest,
        "back": f"/preview?member={member}",
    }
    return Page("preview", visit.words.pgettext("desk", "Preview"), data, Remedy("preview", members=(seen.member_id,)))


def _design(visit: Visit, form: SettingsForm, seen: SeenStatement, changed: ProposedSettings | None) -> Design:
    """Return the fields of what may be tried, with what was entered."""
    entered_already = {name_of(one.place): one.after or "" for one in (changed.changed if changed else ())}
    fields = {one.place: one for section in form.sections for one in section.fields if one.place[0] in DESIGN}

    def inputs(place: tuple[str, ...], language: str = "") -> Iterator[Input]:
        field = fields[place]
        wanted = next((one for one in field.entries if one in (seen.locale, language)), language)
        name = name_of((*place, wanted) if wanted else place)
        drawn = shown(visit.words, field, (wanted,) if wanted else ())
        for one in drawn.inputs:
            if one.name == name:
                yield replace(
                    one, value=entered_already.get(name, one.value), label=label_of(place[-1]), help=field.help
                )

    language = seen.locale.split("+")[0].split("-")[0]
    colours = [one for key in ("colour", "accent") for one in inputs(("brand", key))]
    texts = [one for key in ("thanks", "next", "more") for one in inputs(("texts", seen.edition, key), language)]
    return Design(tuple(colours), tuple(texts))


def _pictures(changed: ProposedSettings | None) -> dict[str, str]:
    """Return the new pictures, by the names of their fields: they are handed on to the next look."""
    places = [("brand", one) for one in PICTURES]
    return {name_of(one.place): one.after or "" for one in (changed.changed if changed else ()) if one.place in places}


def side(visit: Visit) -> Answer:
    """Return one side of a statement that was drawn a moment ago, as a picture."""
    seen, text = visit.workplace.drawn.get(visit.form.text("key")), visit.form.text("side")
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= len(seen.sides):
        raise RequestError("side", text, f"1 to {len(seen.sides)}")
    return File(seen.sides[number - 1], "image/png", f"{number}.png")


def pdf(visit: Visit) -> Answer:
    """Return a statement that was drawn a moment ago as a PDF."""
    seen = visit.workplace.drawn.get(visit.form.text("key"))
    return File(seen.pdf, "application/pdf", f"{safe_name(seen.member_id)}_{seen.locale}.pdf")


PLACES = (
    Place("/preview", "operator", show, look, _MOST),
    Place("/preview/side", "operator", side),
    Place("/preview/pdf", "operator", pdf),
)
