"""[feedback]: where members answer what their statement asks; and suggestions.toml: what became of what they said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from valuereport.settings.delivery import SecureAddress
from valuereport.settings.fields import Strict, Texts

TOKEN: Final = "{token}"  # noqa: S105 - a placeholder
LANGUAGE: Final = "{language}"
Place = Literal["statements", "stories"]
SuggestionState = Literal["open", "planned", "done", "declined"]


class Feedback(Strict):
    """The form lies on the organisation's own site; nothing of it is on a statement before `page` says where."""

    page: SecureAddress = ""  # of the form; {token} and {language} may stand in it; else the token follows a "?"
    post_to: SecureAddress = ""  # where the form sends the answers; the page's own address where not given
    survey: str = "statement"  # the id in surveys.toml that answers are counted as
    days: Annotated[int, Field(ge=1, le=1830)] = 365  # after the period that a link counts
    suggestions: tuple[Place, ...] = ()  # where it stands what became of suggestions

    def address_of(self, token: str, language: str, answer: str = "") -> str:
        """Return a member's link; `answer`: the part of the page that it leads to."""
        address = self.page.replace(LANGUAGE, language)
        if TOKEN in address:
            address = address.replace(TOKEN, token)
        else:
            address += f"{'&' if '?' in address else '?'}token={token}"
        return f"{address}#{answer}" if answer else address


class MemberSuggestion(Strict):
    """[[suggestion]]: what members suggested, and what became of it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    said: Texts  # in the organisation's words; it names nobody
    state: SuggestionState = "open"
    answer: Texts | None = None  # what was done or will be, or why not
    on: date | None = None  # since when it is in this state
    owner: str = ""

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if self.state in ("done", "declined") and not (self.answer and self.on):
            raise ValueError(f'answer and on where state is "{self.state}": what was done or why not, and when')
        return self


def answered(suggestions: Iterable[MemberSuggestion], rules: Feedback, place: Place) -> tuple[MemberSuggestion, ...]:
    """Return the suggestions that have an answer, the newest first; none where they are not to stand in a place."""
    found = [one for one in suggestions if one.answer and one.state != "open" and place in rules.suggestions]
    return tuple(sorted(found, key=lambda one: (-(one.on or date.min).toordinal(), one.id)))


class SuggestionsFile(Strict):
    """The whole of suggestions.toml."""

    suggestion: tuple[MemberSuggestion, ...] = ()
