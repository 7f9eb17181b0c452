"""The pages of the desk, one file a subject; each has its places."""

from typing import Final

from valuereport.desk.pages import (
    alerts,
    assumptions,
    check,
    consents,
    deliver,
    exports,
    home,
    insights,
    job,
    language,
    make_insights,
    make_stories,
    member,
    members,
    preview,
    replies,
    returned,
    review,
    run,
    send,
    settings,
    stories,
)
from valuereport.desk.place import Place

PLACES: Final[tuple[Place, ...]] = (
    *home.PLACES,
    *members.PLACES,
    *member.PLACES,
    *exports.PLACES,
    *check.PLACES,
    *assumptions.PLACES,
    *preview.PLACES,
    *run.PLACES,
    *review.PLACES,
    *deliver.PLACES,
    *send.PLACES,
    *returned.PLACES,
    *stories.PLACES,
    *make_stories.PLACES,
    *consents.PLACES,
    *insights.PLACES,
    *make_insights.PLACES,
    *alerts.PLACES,
    *replies.PLACES,
    *settings.PLACES,
    *job.PLACES,
    *language.PLACES,
)
