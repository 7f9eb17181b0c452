"""The questions that only a person can answer, one at a time; each answer is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from valuereport.actions.in_hand import HowFar
from valuereport.actions.map import NONE, Question, answered, examples_of, keep_answers, open_questions, understood
from valuereport.desk.answers import Answer, Page, SeeOther
from valuereport.desk.form import FormError
from valuereport.desk.pages.exports import words as names
from valuereport.desk.pages.exports.looked import Asked, asked, asked_patiently, command, reading_page
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit

_OWN: Final = "own"  # figures of one's own, instead of a choice
_OF_HEADINGS: Final = frozenset({"columns", "renamed"})  # groups whose choices are words of the file
_FIGURES: Final = 3
_ADDRESS: Final = "organisation.address"  # lines of a letterhead


def ask(visit: Visit) -> Answer:
    """Show one question: the one that is named, else the first open one."""
    found, name = asked(visit), visit.form.text("id")
    if isinstance(found, HowFar):
        return reading_page(visit, found)
    order = [each.id for each in found.mapped.questions]
    one = found.question(name or _following(found, visit.form.text("after"), every=bool(visit.form.text("walk"))))
    if one is None:
        answered_all = not found.open and visit.form.text("after")
        return SeeOther("/exports", visit.words.pgettext("desk", "Every question is answered.") if answered_all else "")
    at = order.index(one.id)
    value = found.given.get(one.id, one.default)
    data = {
        "question": one,
        "about": _sentence(one),
        "value": value,
        "fields": _parts(one, value),
        "lines": [part.strip() for part in value.split(";")] if one.id == _ADDRESS else None,
        "group": names.groups(visit.words).get(one.group, one.group),
        "choices": [(choice, _meaning(visit, one, choice)) for choice in one.choices],
        "examples": examples_of(found.mapped, one),
        "why": found.wrong.get(one.id, ""),
        "before": order[at - 1] if at else "",
        "left": len(found.open),
        "of": len(order),
        "number": at + 1,
        "walk": visit.form.text("walk"),
        "alike": [each for each in found.open if each.group == one.group and (each.default or each.optional)],
    }
    title = visit.words.pgettext("desk", "Question {n} of {total}").format(n=at + 1, total=len(order))
    return Page("exports/question", title, data, command(visit))


def answer(visit: Visit) -> Answer:
    """Keep an answer, and go on to the next question."""
    found, walk = asked_patiently(visit), visit.form.text("walk")
    one = found.question(visit.form.text("id"))
    if one is None:
        return SeeOther("/exports/question")  # another answer has made it superfluous
    try:
        reply = understood(one, _reply(visit, one))
    except ValueError as error:
        raise FormError({"answer": _allowed(visit, one, str(error))}) from None
    keep_answers(visit.person, found.mapped, {**found.given, one.id: reply})
    if walk == "answers":
        return SeeOther("/exports/answers", done=visit.words.pgettext("desk", "The answer is changed."))
    return SeeOther(f"/exports/question?{urlencode({'after': one.id, **({'walk': walk} if walk else {})})}")


def _following(found: Asked, name: str, *, every: bool) -> str:
    """Return the next question behind one: of every question, or else the next open one, from the first again."""
    order = [each.id for each in found.mapped.questions]
    behind = order[order.index(name) + 1 :] if name in order else order
    left = {each.id: each for each in found.open}
    return next((each for each in behind if every or each in left), next(iter(left), ""))


def _allowed(visit: Visit, one: Question, text: str) -> str:
    """Return what is wrong with an answer, in the words of the fields that it has here."""
    words = visit.words
    if one.kind == "figure":
        return words.pgettext("desk", "Choose one; for other figures fill in all three, the least one first.")
    if one.kind == "period":
        return words.pgettext("desk", "Choose the first day and the last day, the last one after the first.")
    return words.pgettext("desk", "This cannot be used. Allowed: {allowed}").format(allowed=text)


def _reply(visit: Visit, one: Question) -> str:
    """Return what the fields of a question say, as the one text that it takes."""
    form = visit.form
    if one.kind == "period":
        return f"{form.text('first')}/{form.text('last')}"
    if one.kind == "figure":
        own = "/".join(form.text(name) for name in ("low", "central", "high"))
        return own if form.text("answer") == _OWN else form.text("answer")
    if one.id == _ADDRESS:
        return "; ".join(line.strip() for line in form.text("answer").splitlines() if line.strip())
    return form.text("answer")


def _parts(one: Question, value: str) -> Sequence[str]:
    """Return the parts of an answer that has several fields."""
    parts = value.split("/")
    if one.kind == "figure":
        return parts if len(parts) == _FIGURES else ("", "", "")
    return parts if one.kind == "period" and len(parts) == 2 else ("", "")


def _sentence(one: Question) -> str:
    """Return a question with a capital, unless it begins with a word of the files."""
    return one.about if one.file or one.group == "status" else one.about[:1].upper() + one.about[1:]


def _meaning(visit: Visit, one: Question, choice: str) -> str:
    """Return what a choice means; one that is a heading of the file speaks for itself."""
    known = names.choices(visit.words)
    if choice == NONE and "excluded" in one.choices:
        return known["no-tax"]
    return known.get(choice, choice) if one.group not in _OF_HEADINGS or choice == NONE else choice


def proposed(visit: Visit) -> Answer:
    """Show the answers that are proposed for open questions, of one group or of all."""
    found, group = asked(visit), visit.form.text("group")
    if isinstance(found, HowFar):
        return reading_page(visit, found)
    taken = _taken(found, group)
    if not taken:
        return SeeOther("/exports/question" if found.open else "/exports")
    rows = [(_sentence(one), _said(visit, one, one.default)) for one in taken]
    title = visit.words.pgettext("desk", "Take the proposed answers")
    data = {"rows": rows, "group": group, "ids": [one.id for one in taken]}
    return Page("exports/proposed", title, data, command(visit))


def take(visit: Visit) -> Answer:
    """Keep the proposed answers that were shown."""
    found = asked_patiently(visit)
    shown = visit.form.texts("id")
    taken = {one.id: one.default for one in _taken(found, visit.form.text("group")) if one.id in shown}
    given = {**found.given, **taken}
    mapped = answered(found.mapped, given)
    keep_answers(visit.person, mapped, given)
    number = len(taken)
    text = visit.words.ngettext("One answer is taken.", "{n} answers are taken.", number).format(n=number)
    return SeeOther("/exports/question" if open_questions(mapped, given) else "/exports", done=text)


def _taken(found: Asked, group: str) -> list[Question]:
    return [one for one in found.open if (one.default or one.optional) and group in ("", one.group)]


def answers(visit: Visit) -> Answer:
    """Show all answers, to change any of them."""
    found = asked(visit)
    if isinstance(found, HowFar):
        return reading_page(visit, found)
    titles = names.groups(visit.words)
    groups = [
        (titles.get(group, group), [(one.id, _sentence(one), _said_or_open(visit, found, one)) for one in those])
        for group, those in groupby(found.mapped.questions, key=lambda one: one.group)
    ]
    title = visit.words.pgettext("desk", "Your answers")
    data = {"groups": groups, "open": {one.id for one in found.open}, "first": next(iter(found.mapped.questions), None)}
    return Page("exports/answers", title, data, command(visit))


def _said_or_open(visit: Visit, found: Asked, one: Question) -> str:
    return _said(visit, one, found.given[one.id]) if one.id in found.given else ""


def _said(visit: Visit, one: Question, value: str) -> str:
    nothing = visit.words.pgettext("desk", "(left empty)")
    return _meaning(visit, one, value) if value else nothing


PLACES: Final = (
    Place("/exports/question", "operator", ask, answer),
    Place("/exports/proposed", "operator", proposed, take),
    Place("/exports/answers", "operator", answers),
)
