"""The policy wins that apply to the member."""

from __future__ import annotations

from valuereport.compose.subject import Subject
from valuereport.model.statement import Detail, Win, Wins

_WINS = 3


def wins(subject: Subject) -> Wins | None:
    """Return the most valuable policy wins; None where none applies."""
    lines = subject.policy
    if not lines:
        return None
    words, voice = subject.words, subject.voice
    found = []
    for line in lines[:_WINS]:
        win = voice.wins[line.activity]
        since = words.gettext("In force since {date}").format(date=words.date(win.in_force))
        found.append(Win(voice.pick(win.title), voice.pick(win.text), since, subject.money(line.value.central)))
    others = len(lines) - len(found)
    if not others:
        return Wins(tuple(found), None)
    value = subject.money(sum(line.value.central for line in lines[_WINS:]))
    # Translators: the sum of money that they come to stands beside it.
    message = words.ngettext("and {n} other win, worth", "and {n} other wins, worth", others)
    return Wins(tuple(found), Detail(message.format(n=words.number(others)), value))
