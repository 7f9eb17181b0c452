"""A member firm's table by contact: who used what, in the order of worth."""

from __future__ import annotations

from collections import defaultdict

from valuereport.compose.subject import Subject
from valuereport.model.statement import ContactRow

_ROWS = 5


def contacts(subject: Subject) -> tuple[ContactRow, ...]:
    """Return a row a contact, then one for what belongs to no single contact; empty for a person."""
    if subject.kind == "person":
        return ()
    words = subject.words
    times: dict[str, int] = defaultdict(int)
    worth: dict[str, float] = defaultdict(float)
    for line in subject.valuation.lines:
        for one in line.evidence:
            name = "" if line.benefit == "policy" else one.contact
            times[name] += line.benefit != "policy"
            worth[name] += one.value
    named = sorted((name for name in times if name), key=lambda name: (-worth[name], -times[name], name))
    if not named:
        return ()
    room = _ROWS - ("" in times)
    kept, rest = (named, []) if len(named) <= room else (named[: room - 1], named[room - 1 :])
    rows = [_row(subject, name, times[name], worth[name]) for name in kept]
    if rest:
        message = words.ngettext("{n} other contact", "{n} other contacts", len(rest))
        label = message.format(n=words.number(len(rest)))
        rows.append(_row(subject, label, sum(times[name] for name in rest), sum(worth[name] for name in rest)))
    if "" in times:
        # Translators: the last row of a table by person: policy wins, and what the firm did as a whole.
        rows.append(_row(subject, words.gettext("The firm as a whole"), times[""], worth[""]))
    return tuple(rows)


def _row(subject: Subject, name: str, times: int, value: float) -> ContactRow:
    return ContactRow(name, subject.words.times(times) if times else "", subject.money(value))
