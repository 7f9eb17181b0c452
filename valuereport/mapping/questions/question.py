"""One answer that is wanted from a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "number", "day", "period", "figure", "address", "page", "unsubscribe", "locale", "currency"]
NONE: Final = "none"
YES_NO: Final = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is wanted.

    `choices`: the words that are allowed, none where any text is. `default`: "" is none.
    """

    id: str
    about: str
    choices: tuple[str, ...] = ()
    default: str = ""
    optional: bool = False  # an empty answer is one
    file: str = ""  # that it is about
    kind: Kind = "text"  # of an answer that is no choice
    hint: str = ""  # how the answer is typed where it is one line of text

    @property
    def asked(self) -> str:
        """Return the question as somebody is asked who answers with a line of text."""
        return self.about + self.hint

    @property
    def group(self) -> str:
        """Return the group that the question is asked in."""
        first = self.id.partition(".")[0]
        return {"date": "dates", "date_order": "dates", "decimal": "dates", "day_numbers": "dates"}.get(first, first)
