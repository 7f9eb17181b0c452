"""Assumptions by name, for readers from outside: an id such as hour-of-work says nothing to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from valuereport.compose.assumptions import role_label
from valuereport.compose.story.context import StoryContext
from valuereport.model.benefits import ACTIVITY_ROLES, DISCOUNTS

_OF_WINS = ("worth", "drop_off", *DISCOUNTS)


def assumption_names(context: StoryContext) -> Mapping[str, str]:
    """Return what each assumption of the settings is: its part in a formula, and the activities or policy wins."""
    parts: dict[str, dict[str, dict[str, None]]] = {}  # id -> part -> names of activities, each once
    for assumption, part, what in _uses(context):
        parts.setdefault(assumption, {}).setdefault(part, {})[what] = None
    list_of = context.words.list
    return {
        assumption: "; ".join(part.format(what=list_of(list(names))) for part, names in found.items())
        for assumption, found in parts.items()
    }


def _uses(context: StoryContext) -> Iterator[tuple[str, str, str]]:
    """Yield each use of an assumption: its id, its part with {what} in it, and of what."""
    words, texts, judgement = context.words, context.texts, context.settings.judgement
    for activity in judgement.taxonomy.activity:
        for role in (*ACTIVITY_ROLES, *DISCOUNTS):
            if assumption := getattr(activity, role, ""):
                yield assumption, role_label(words, role), texts.labels[activity.id]
    for win in judgement.policy_wins:
        for role in _OF_WINS:
            if assumption := getattr(win, role):
                yield assumption, role_label(words, role), texts.text(win.title)
    hourly = judgement.taxonomy.hourly_value
    yield hourly.default, words.gettext("An hour of a member’s time"), ""
    for grade, assumption in hourly.grade.items():
        # Translators: {what} is a grade of membership, or several.
        yield assumption, words.gettext("An hour of a member’s time: {what}"), texts.segment("grade", grade)
