"""The cover notes whose text and page are kept as files: of each edition, from the left, the right, and twofold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.cover_notes import notes_for, rendered
from tests.sheets import MEMBER
from tests.valuations import first_year_example, light_use_example, ranged_example
from valuereport.model.member import Member
from valuereport.model.valuation import Valuation

FOLDER = Path(__file__).parent / "cover_notes"
CASES: Mapping[str, tuple[str, Callable[[Member], Valuation]]] = {
    "standard-en-GB": ("en-GB", ranged_example),
    "first-year-ar-EG": ("ar-EG", first_year_example),
    "light-use-cy-GB-and-en-GB": ("cy-GB+en-GB", light_use_example),
}


def made(name: str) -> dict[str, bytes]:
    """Return the files of a case by their endings: the text and the page."""
    locale, make = CASES[name]
    found = rendered(*notes_for(make(MEMBER), locale))
    return {".txt": f"{found.subject}\n\n{found.text}".encode(), ".html": found.html.encode()}
