"""The pages of the desk, one file a subject; each has its places."""

from typing import Final

from valuereport.desk.pages import assumptions, check, home, language, members, preview, settings
from valuereport.desk.place import Place

PLACES: Final[tuple[Place, ...]] = (
    *home.PLACES,
    *members.PLACES,
    *check.PLACES,
    *assumptions.PLACES,
    *preview.PLACES,
    *settings.PLACES,
    *language.PLACES,
)
