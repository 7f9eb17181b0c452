"""Where a page is: its path, who may see it, what it shows, and what it does with a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from valuereport.desk.answers import Answer
from valuereport.desk.visit import Visit
from valuereport.model.person import Role

FORM_BYTES = 1_000_000  # of a form without files
UPLOAD_BYTES = 500_000_000  # of one with files

Answering = Callable[[Visit], Answer]


@dataclass(frozen=True, slots=True)
class Place:
    """One address of the desk.

    `show` answers a GET and changes nothing; `act` answers a form, whose name is its button's: a page that lists what
    would change has `look` as one, and the page after it does it. `role`: the least that sees it; what somebody may do
    is decided by the actions, and this only keeps from offering what they refuse.
    """

    path: str
    role: Role
    show: Answering | None = None
    act: Answering | None = None
    most: int = FORM_BYTES  # bytes of what is sent
