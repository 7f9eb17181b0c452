"""The form that an organisation puts on its own site: every text finished in its locale."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.model.questionnaire import Asked
from valuereport.model.statement import Direction


@dataclass(frozen=True, slots=True)
class FormField:
    """A question of the form, and what its column is called in the export of the answers."""

    name: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class ChosenAnswer:
    """What a link shows as chosen: following it sends nothing, the button does. `more`: what to add to this answer."""

    anchor: str  # the part of the address behind "#"
    name: str
    value: str
    text: str
    more: FormField | None = None


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """One language's form."""

    locale: str
    direction: Direction
    language: str
    title: str  # the document's
    organisation: str
    heading: str
    introduction: str
    chosen_heading: str
    chosen: tuple[ChosenAnswer, ...]
    all_questions: str  # the heading of the whole form
    fields: tuple[FormField, ...]
    send: str
    privacy: str
    address: str  # that it posts to; empty: the address of the page itself, which holds the token
    token_label: str
    token_hint: str
