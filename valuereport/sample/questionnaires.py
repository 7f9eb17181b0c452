"""The surveys of the sample as its surveys.toml has them, for an organisation of any size."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from valuereport.settings.surveys import Asks, Question, Surveys

_FILE: Final = Path(__file__).parent / "judgement" / "surveys.toml"
_OF_MEMBERS: Final = 240
"""The file says how many were invited in an organisation of this size."""


@dataclass(frozen=True, slots=True)
class Round:
    """One wave of a survey: the day on which it was sent, and to how many members (0: to no fixed number)."""

    survey: str
    wave: str
    sent: date
    invited: int


def surveys_text(members: int) -> str:
    """Return surveys.toml of an organisation of `members` members."""
    text = _FILE.read_text(encoding="utf-8")
    return re.sub(r"(?m)^invited = (\d+)$", lambda found: f"invited = {_invited(int(found[1]), members)}", text)


def round_of(survey: str, wave: str, members: int) -> Round:
    """Return one wave. Raises KeyError where there is none, or where it was sent on no fixed day."""
    for each in _surveys().wave:
        if (each.survey, each.id) == (survey, wave) and each.sent is not None:
            return Round(survey, wave, each.sent, _invited(each.invited or 0, members))
    raise KeyError(survey, wave)


def questions(survey: str, *asks: Asks) -> tuple[Question, ...]:
    """Return the questions of a survey that ask this, in the order of the file."""
    return tuple(each for each in _surveys().question if each.survey == survey and each.asks in asks)


def label_of(feature: str) -> str:
    """Return what a feature is called in English."""
    return next(each.label["en"] for each in _surveys().feature if each.id == feature)


def launch_of(feature: str) -> date | None:
    """Return the day on which a feature was launched; None of what has been there for long, or is proposed."""
    return next(each.launched for each in _surveys().feature if each.id == feature)


def _invited(count: int, members: int) -> int:
    return max(1, round(count * members / _OF_MEMBERS)) if count else 0


@cache
def _surveys() -> Surveys:
    return Surveys.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
