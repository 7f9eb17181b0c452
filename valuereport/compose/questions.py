"""The questions that surveys ask, in words: what the settings say, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.model.histories import KANO_ANSWERS
from valuereport.model.questionnaire import Asked, Choice
from valuereport.presets.scales import end_wordings, kano_wordings, satisfaction_wordings
from valuereport.settings.surveys import Asks, Feature, Question
from valuereport.wording import Wording

_SCALES: Final[Mapping[Asks, range]] = {
    "importance": range(1, 10),
    "satisfaction": range(5, 0, -1),
    "csat": range(5, 0, -1),
    "nps": range(11),
}
_MOST: Final = 12  # choices
KANO: Final[tuple[Asks, ...]] = ("functional", "dysfunctional", "importance")
"""What is asked about each feature, in this order: the pair, and how important it is."""


def asked(question: Question, feature: Feature | None, texts: OrganisationTexts) -> Asked:
    """Return a question in the language of `texts`; its heading begins with the feature's name."""
    words = texts.words
    text = texts.text(question.text) if question.text else _text(question.asks, words)
    heading = words.labelled(texts.text(feature.label), text) if feature else text
    lowest, highest = _ends(question.asks, words)
    if question.points and question.asks not in ("functional", "dysfunctional", "removal"):
        numbers = range(11) if question.points == 11 else range(1, question.points + 1)
        choices = tuple(Choice(str(one), words.number(one)) for one in numbers)
        return Asked(question.id, text, heading, "scale", choices, lowest, highest)
    choices = _live(texts) if question.asks == "useful" else answers(question.asks, words)
    if not choices:
        return Asked(question.id, text, heading, "text")
    scale = question.asks in ("importance", "nps")
    return Asked(question.id, text, heading, "scale" if scale else "choice", choices, lowest, highest)


def answers(asks: Asks, words: Wording) -> tuple[Choice, ...]:
    """Return what can be answered to a question; nothing where it is answered in own words."""
    if asks in ("functional", "dysfunctional", "removal"):
        feelings = kano_wordings(words.language)
        return tuple(Choice(one, feelings[one]) for one in KANO_ANSWERS)
    if asks == "correct":
        # Translators: answers to whether a statement is right.
        return Choice("yes", words.gettext("Yes, it is right")), Choice("no", words.gettext("No, something is wrong"))
    if asks in ("csat", "satisfaction"):
        return tuple(map(Choice, map(str, _SCALES[asks]), satisfaction_wordings(words.language)))
    return tuple(Choice(str(one), words.number(one)) for one in _SCALES.get(asks, ()))


def _live(texts: OrganisationTexts) -> tuple[Choice, ...]:
    """Return the features that members have, to choose from; nothing where there are none, or too many to read."""
    live = [one for one in texts.settings.surveys.feature if one.stage in ("pilot", "live") and not one.part_of]
    return tuple(Choice(one.id, texts.text(one.label)) for one in live) if len(live) <= _MOST else ()


def _ends(asks: Asks, words: Wording) -> tuple[str, str]:
    if asks in ("importance", "nps"):
        return end_wordings(asks, words.language)
    if asks in ("csat", "satisfaction"):
        best, *_, worst = satisfaction_wordings(words.language)
        return worst, best
    return "", ""


def _text(asks: Asks, words: Wording) -> str:
    match asks:
        case "functional":
            # Translators: of a benefit whose name stands above the question.
            return words.gettext("If we offer this, how do you feel?")
        case "dysfunctional":
            return words.gettext("If we do not offer this, how do you feel?")
        case "importance":
            return words.gettext("How important is this to you?")
        case "satisfaction" | "csat":
            return words.gettext("How satisfied are you with this?")
        case "removal":
            return words.gettext("If we no longer offered this, how would you feel?")
        case "nps":
            return words.gettext("How likely are you to recommend us to a colleague?")
        case "heard-from":
            return words.gettext("Where did you first hear of us?")
        case "useful":
            return words.gettext("What was most useful to you?")
        case "correct":
            return words.gettext("Is your statement right?")
        case "correction":
            return words.gettext("What is wrong, and what should it be?")
        case "suggestion":
            return words.gettext("What should we do better?")
        case "text":
            return words.gettext("What else would you like to tell us?")
