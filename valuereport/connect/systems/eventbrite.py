"""Eventbrite, API v3: the events of all organisations of a private token, and who was checked in.

2,000 calls an hour; pages follow one another by a token in the body (continuation). Whoever cancelled or got the money
back stays in the list, with `cancelled` or `refunded`; an event may be `live` though its sales were called off: who was
there is told by `checked_in` alone. Where an order did not name its attendees, the address is the text "Info
Requested". A removed event leaves with the next pull that reads everything.
"""

from __future__ import annotations

from typing import Final

from valuereport.connect.auth import Bearer
from valuereport.connect.changes import Changes, param_since
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import ADay, Window
from valuereport.connect.pages import BodyCursor
from valuereport.connect.parents import Parents
from valuereport.connect.system import System

_PAGES: Final = BodyCursor("continuation", cursor="pagination.continuation", more="pagination.has_more_items")
_OF_EVENTS: Final = ("description", "summary", "logo")
_OF_ATTENDEES: Final = (
    *("answers", "barcodes", "addresses", "assigned_unit", "survey"),
    *("home_phone", "cell_phone", "work_phone", "gender", "age", "birth_date"),
)

EVENTBRITE: Final = System(
    name="eventbrite",
    title="Eventbrite",
    base_url="https://www.eventbriteapi.com/v3",
    auth=Bearer(),
    limits=(Window(2000, 3600), ADay(48_000)),
    endpoints=(
        Endpoint(name="organizations", path="users/me/organizations", records="organizations", pages=_PAGES),
        Endpoint(
            name="events",
            path="organizations/{organization}/events",
            records="events",
            changed="changed",
            pages=_PAGES,
            parents=Parents(of="organizations", context={"organization": "id"}),
            without=_OF_EVENTS,
        ),
        Endpoint(
            name="attendees",
            path="events/{event}/attendees",
            records="attendees",
            changed="changed",
            pages=_PAGES,
            parents=Parents(
                of="events",
                context={
                    "event": "id",
                    "event.name": "name.text",
                    "event.start": "start.local",
                    "event.end": "end.local",
                },
                only=lambda event: event.get("status") != "draft",
            ),
            changes=Changes(since=param_since("changed_since")),
            without=_OF_ATTENDEES,
        ),
    ),
    unverified=(
        "the limits (2,000 calls an hour, 48,000 a day); whether the list of events holds those of every status, and "
        "of the past; whether checking somebody in counts as a change that changed_since sees; what stands where an "
        "attendee's data was never given besides the text Info Requested"
    ),
)
