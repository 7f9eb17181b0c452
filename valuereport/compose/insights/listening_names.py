"""The words for the codes of surveys and of the flywheel: classes, actions, stages, tiers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.names import SYMBOLS, verdict_words
from valuereport.model.flywheel import Ask, Stage, Tier
from valuereport.model.listening import Action, Direction, KanoClass, Quadrant, WaveKind
from valuereport.wording import NO_BREAK, Wording


@lru_cache(maxsize=64)
def class_names(words: Wording) -> Mapping[KanoClass, str]:
    """Return what the classes of the Kano method are called, and what stands where none is named."""
    return {
        # Translators: the classes of the Kano method, headings: it is expected; the more the better; it delights;
        # it makes no difference; members would rather not have it.
        "basic": words.pgettext("Kano", "Basic"),
        "performance": words.pgettext("Kano", "Performance"),
        "attractive": words.pgettext("Kano", "Attractive"),
        "indifferent": words.pgettext("Kano", "Indifferent"),
        "reverse": words.pgettext("Kano", "Reverse"),
        # Translators: members see it in two ways, so that no class is named.
        "mixed": words.pgettext("Kano", "Mixed"),
        "too_few": too_few(words),
    }


def too_few(words: Wording) -> str:
    """Return that there are too few to say, with its symbol."""
    return f"{SYMBOLS['too_few']}{NO_BREAK}{verdict_words(words, 'too_few', None)}"


@lru_cache(maxsize=64)
def action_names(words: Wording) -> Mapping[Action, str]:
    """Return what to do, in a word or two."""
    return {
        # Translators: what to do about something that members are offered; they stand alone, in a table.
        "fix": words.pgettext("action", "Fix"),
        "invest": words.pgettext("action", "Invest"),
        # Translators: try it out with some members.
        "pilot": words.pgettext("action", "Try out"),
        "promote": words.pgettext("action", "Tell more members"),
        "keep": words.pgettext("action", "Keep as it is"),
        "stop": words.pgettext("action", "Stop"),
        "leave": words.pgettext("action", "Do not begin"),
        "ask": words.pgettext("action", "Ask more members"),
    }


@lru_cache(maxsize=64)
def quadrant_names(words: Wording) -> Mapping[Quadrant, str]:
    """Return what the short pair of questions hints at."""
    return {
        "keep": action_names(words)["keep"],
        # Translators: hints in a table: members would miss it, and are not satisfied with it.
        "fix_first": words.gettext("Fix first"),
        # Translators: members are satisfied with it, and would not miss it.
        "surplus": words.gettext("More than is needed"),
        # Translators: members are not satisfied with it, and would not miss it.
        "stop_candidate": words.gettext("Could be stopped"),
        # Translators: the answers do not say which.
        "unclear": words.gettext("unclear"),
        "too_few": too_few(words),
    }


@lru_cache(maxsize=64)
def direction_words(words: Wording) -> Mapping[Direction, str]:
    """Return how a feature moved between two waves of a survey."""
    return {
        # Translators: how something that members are offered moved between two surveys; lower case, in a table.
        "more_expected": words.gettext("expected more than before, and delights less"),
        "less_expected": words.gettext("expected less than before, and delights more"),
        "matters_more": words.gettext("matters more than before"),
        "matters_less": words.gettext("matters less than before"),
        "": words.gettext("no change that is more than chance"),
    }


@lru_cache(maxsize=64)
def stage_names(words: Wording) -> Mapping[Stage, str]:
    """Return what the stages from joining to recommending are called."""
    return {
        # Translators: stages of a membership, headings of columns with numbers of members: who joined; of whom used
        # something; of whom used something that delights; of whom brought a member or gave to others.
        "attract": words.pgettext("stage", "Joined"),
        "engage": words.pgettext("stage", "Used something"),
        "delight": words.pgettext("stage", "Was delighted"),
        "advocate": words.pgettext("stage", "Recommends or gives"),
    }


@lru_cache(maxsize=64)
def tier_names(words: Wording) -> Mapping[Tier, str]:
    """Return what the tiers of advocates are called."""
    return {
        # Translators: tiers of members who speak for the organisation, the lowest first; rows of a table.
        "passive": words.pgettext("tier", "No sign of it"),
        "satisfied": words.pgettext("tier", "Satisfied"),
        "promoter": words.pgettext("tier", "Would recommend us"),
        "referrer": words.pgettext("tier", "Brought a member"),
        "contributor": words.pgettext("tier", "Speaks or works for us"),
    }


@lru_cache(maxsize=64)
def ask_names(words: Wording) -> Mapping[Ask, str]:
    """Return what members of a tier are asked next."""
    return {
        # Translators: what members are asked for next; they stand alone, in a table.
        "what_is_missing": words.pgettext("ask", "What is missing"),
        "what_to_improve": words.pgettext("ask", "What to improve"),
        "referral": words.pgettext("ask", "To bring a colleague"),
        "contribution": words.pgettext("ask", "To contribute"),
        "story": words.pgettext("ask", "Their story"),
        "nothing": words.pgettext("ask", "Nothing: thank them"),
    }


def wave_name(context: InsightContext, survey: str, wave: str, kind: WaveKind = "members") -> str:
    """Return what a round of a survey is called."""
    found = context.found.surveys
    label = next((each.label for each in found.waves if each.survey == survey), None) if found else None
    name = f"{context.label(label) if label else survey} · {wave}"
    # Translators: a questionnaire that staff filled in as they think that members would.
    guess = context.words.gettext("guess by staff")
    return f"{name} · {guess}" if kind == "staff-guess" else name
