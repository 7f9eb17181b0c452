"""Assumptions: each figure with who answers for it and what it moves; a change shows its effect before it is saved."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from valuereport.actions.assumptions import AssumptionsRequest, assumption_list, assumptions
from valuereport.actions.edit_assumptions import (
    AssumptionRequest,
    ProposedAssumption,
    assumption_form,
    propose_assumption,
)
from valuereport.desk.answers import Answer, File, Page, Part
from valuereport.desk.form import FormError
from valuereport.desk.pages.settings.change import hidden_changes
from valuereport.desk.place import Place
from valuereport.desk.setting_form import entered, raise_at_fields, shown_section
from valuereport.desk.setting_names import name_of
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RequestError
from valuereport.settings.edit import SettingSection

_BOOK: Final = "assumptions.xlsx"
_SIGNATURE: Final = ("signed_by", "signed_on")
_COMMAND: Final = Remedy("assumptions")


def show(visit: Visit) -> Answer:
    """Show all assumptions; what each moves where that is known, or was asked for."""
    found = assumption_list(visit.workspace, wait=bool(visit.form.text("moved")))
    currency = visit.workspace.settings.workspace.organisation.currency
    title = visit.words.pgettext("desk", "Assumptions")
    return Page("assumptions", title, {"found": found, "currency": currency, "figure": _figure(visit)}, _COMMAND)


def moved(visit: Visit) -> Answer:
    """Work out what each moves, while the page waits for it."""
    found = assumption_list(visit.workspace)
    return Part("assumptions_moved", {"members": found.report.members if found.report else 0})


def book(visit: Visit) -> Answer:
    """Return a workbook of the totals as formulas of the assumptions."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _BOOK
        assumptions(visit.workspace, AssumptionsRequest(workbook=file))
        return File(file.read_bytes(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _BOOK)


def one(visit: Visit) -> Answer:
    """Show one assumption as a form."""
    name = _asked(visit)
    form = assumption_form(visit.workspace, name)
    section = SettingSection(("assumption", name), name, True, "", form.fields)
    language = visit.workspace.settings.workspace.organisation.locale.split("-")[0]
    drawn = shown_section(visit.words, section, (language,), title=False, fold=True)
    own = {name_of(("assumption", name, key)) for key in _SIGNATURE}
    data = {
        "id": name,
        "form": form,
        "assumption": visit.workspace.settings.judgement.assumptions[name],
        "known": next(one for one in assumption_list(visit.workspace, wait=False).listed if one.id == name),
        "settings": [each for each in drawn.settings if not each.names & own],
        "rest": [each for each in drawn.rest if not each.names & own],
        "signature": [each for each in (*drawn.settings, *drawn.rest) if each.names & own],
        "removable": drawn.removable,
        "figure": _figure(visit),
        "currency": visit.workspace.settings.workspace.organisation.currency,
    }
    return Page("assumption", name, data, _COMMAND)


def look(visit: Visit) -> Answer:
    """Show what a change would move."""
    name = _asked(visit)
    form = assumption_form(visit.workspace, name)
    found = entered(visit.words, visit.form, [SettingSection(("assumption", name), name, True, "", form.fields)])
    changes = {".".join(map(str, place[2:])): text for place, text in found.changes.items()}
    if visit.form.text("sign"):
        changes |= {"signed_by": visit.person.name, "signed_on": visit.today.isoformat()}
    if not changes:
        raise FormError({"digest": visit.words.gettext("Nothing was entered that changes anything.")})
    proposed = propose_assumption(visit.workspace, AssumptionRequest(name, changes, visit.form.text("digest")))
    raise_at_fields(visit.form, proposed.settings.faults, found.fields)
    return _change(visit, proposed, found.blank)


def _change(visit: Visit, proposed: ProposedAssumption, blank: tuple[str, ...]) -> Page:
    unsigned = proposed.proposed is not None and not proposed.proposed.signed_by and bool(proposed.assumption.signed_by)
    data = {
        "change": proposed,
        "fields": hidden_changes(proposed.settings),
        "back": f"/assumptions/one?id={proposed.id}",
        "blank": blank,
        "unsigned": unsigned,
    }
    title = visit.words.gettext("What would change: {name}").format(name=proposed.id)
    return Page("assumption_change", title, data)


def _asked(visit: Visit) -> str:
    name, known = visit.form.text("id"), visit.workspace.settings.judgement.assumptions
    if name not in known:
        raise RequestError("assumption", name, "one of the list of assumptions")
    return name


def _figure(visit: Visit) -> Callable[[float], str]:
    """Return how a figure is written: with the decimals that it has."""

    def text(value: float) -> str:
        decimals = next((number for number in range(6) if round(value, number) == value), 6)
        return visit.words.number(value, decimals)

    return text


PLACES = (
    Place("/assumptions", "operator", show),
    Place("/assumptions/moved", "operator", moved),
    Place("/assumptions/book", "operator", book),
    Place("/assumptions/one", "operator", one, look),
)
