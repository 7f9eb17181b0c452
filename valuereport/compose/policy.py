"""The policy wins that apply to the member."""

from __future__ import annotations

from valuereport.compose.context import StatementContext
from valuereport.model.statement import Detail, Win, Wins

_WINS = 3


def _worth(context: StatementContext, value: float) -> str:
    return context.money(value) if context.shows_money else ""


def wins(context: StatementContext) -> Wins | None:
    """Return the most valuable policy wins; None if none applies."""
    lines = context.policy_lines
    if not lines:
        return None
    words, texts = context.words, context.texts
    rows = []
    for line in lines[:_WINS]:
        win = texts.wins[line.activity]
        since = words.gettext("In force since {date}").format(date=words.date(win.in_force))
        rows.append(Win(texts.text(win.title), texts.text(win.text), since, _worth(context, line.value.central)))
    others = len(lines) - len(rows)
    if not others or not context.shows_money:
        return Wins(tuple(rows), None)
    value = context.money(sum(line.value.central for line in lines[_WINS:]))
    # Translators: the sum of money that they come to stands beside it.
    message = words.ngettext("and {n} other win, worth", "and {n} other wins, worth", others)
    return Wins(tuple(rows), Detail(message.format(n=words.number(others)), value))
