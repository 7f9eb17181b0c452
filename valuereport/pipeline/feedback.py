"""The tokens of members' links, made by the parent alone: no worker knows the key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from valuereport.model.run import Planned
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.histories import as_at
from valuereport.settings import Settings
from valuereport.tokens import fingerprint, key_of, signed

_LENGTH: Final = 96  # of a token of a run with a short name


def feedback_tokens(valued: CalculatedMembers, run: str) -> Callable[[Planned], str]:
    """Return what makes the token of a member's statement, "" where the settings say of no page to answer at.

    It counts so many days after the period, or after the last day of which the exports tell, where that is later.
    Raises SettingsError where there is no key.
    """
    feedback = valued.settings.workspace.feedback
    if not feedback.page:
        return lambda planned: ""
    key, known, more = key_of(), as_at(valued), timedelta(days=feedback.days)

    def token(planned: Planned) -> str:
        period = valued.settings_of(planned.row).workspace.period
        return signed(key, "feedback", run, planned.member_id, max(period.end, known) + more)

    return token


def nobodys_token(settings: Settings) -> str:
    """Return what stands for a token where a statement is only looked at: as long, and of nobody."""
    return "x" * _LENGTH if settings.workspace.feedback.page else ""


def feedback_inputs(settings: Settings) -> dict[str, Any]:
    """Return what of the settings, and which key, changes statements; nothing where nothing does.

    Raises SettingsError where there is no key.
    """
    feedback = settings.workspace.feedback
    inputs: dict[str, Any] = {}
    if feedback.page:
        asked = settings.surveys.question_of(feedback.survey, "correct")
        inputs["feedback"] = {"page": feedback.page, "days": feedback.days, "question": asked.id if asked else ""}
        inputs["feedback"]["key"] = fingerprint(key_of())
    if "statements" in feedback.suggestions:
        inputs["suggestions"] = [one.model_dump(mode="json", exclude={"owner"}) for one in settings.suggestions]
    return inputs
