"""The pages of the desk, one file a subject; each has its places."""

from typing import Final

from valuereport.desk.pages import (
    check,
    deliver,
    exports,
    home,
    language,
    member,
    members,
    returned,
    review,
    run,
    send,
)
from valuereport.desk.place import Place

PLACES: Final[tuple[Place, ...]] = (
    *home.PLACES,
    *members.PLACES,
    *member.PLACES,
    *check.PLACES,
    *exports.PLACES,
    *run.PLACES,
    *review.PLACES,
    *deliver.PLACES,
    *send.PLACES,
    *returned.PLACES,
    *language.PLACES,
)
