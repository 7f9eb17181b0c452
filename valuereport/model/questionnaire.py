"""A questionnaire in one language, on paper or on a page: every text finished in its locale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from valuereport.errors import Problem
from valuereport.model.statement import Direction

Answering = Literal["choice", "scale", "text"]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be chosen: what is recorded, and how it reads."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `heading` says the same without what stands around it: a survey tool's column is called so."""

    id: str  # in surveys.toml
    text: str
    heading: str
    answering: Answering
    choices: tuple[Choice, ...] = ()
    lowest: str = ""  # what the first number of a scale means
    highest: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """The questions about one feature, or about nothing in particular."""

    id: str  # of the feature, or of the question
    heading: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions in the order in which they are asked."""

    locale: str
    direction: Direction
    title: str  # the document's
    organisation: str
    heading: str
    introduction: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """The files, what is asked in its order, how many responses are needed, and what a person should look at."""

    files: tuple[Path, ...]
    features: tuple[str, ...]
    questions: int
    locales: tuple[str, ...]
    seed: int
    needed: Mapping[int, int]  # points either way -> responses
    problems: tuple[Problem, ...]
