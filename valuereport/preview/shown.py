"""One statement of a preview."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.errors import Problem


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement, why it is shown, and what a person should look at; `pdf` is empty where none could be made."""

    member_id: str
    locale: str
    edition: str
    reasons: tuple[str, ...]
    pdf: bytes
    html: str
    problems: tuple[Problem, ...]
