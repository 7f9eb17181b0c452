"""MemberPress, on an organisation's own WordPress site: members, transactions and subscriptions.

The key goes into a header of its own: firewalls of hosts take Authorization away. Numbered pages, bare lists; a header,
X-WP-TotalPages, says how many, and where a proxy takes it away a page without records is the last. What is not there
is 404: of a kind of record that the site has none of, it is normal; of the whole API it is not. Nothing can be asked
for by when it changed, so that everything is read each time. A membership for life ends at 0000-00-00 00:00:00. What
was given back is a transaction whose status says so, and no payment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from valuereport.connect.auth import HeaderKey
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import PageNumber
from valuereport.connect.record import Context, Record, flat, key_of
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.system import System
from valuereport.connect.verdicts import Absent, Refused, Verdict, by_status
from valuereport.pulls import Row

_PAGES: Final = PageNumber("page", size={"per_page": "100"}, last="X-WP-TotalPages")
_BEHIND_THE_LAST: Final = "rest_post_invalid_page_number"
_NO_API: Final = "rest_no_route"
_OTHERS: Final = ("member", "membership", "subscription")
_NOT_KEPT: Final = (
    *("recent_transactions", "recent_subscriptions", "first_txn", "latest_txn", "content", "excerpt", "url"),
    *("cc_last4", "cc_exp_month", "cc_exp_year", "address", "message", "login_count", "ip", "response"),
)


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status, and of 404 by the code of the error, too."""
    code = found_at(answer.data, "code")
    if answer.status == 404 and (not isinstance(code, str) or code == _NO_API):
        return Refused("404: the site has no such list; is base_url its address with /wp-json/mp/v1?")
    if answer.status == 404 or (answer.status == 400 and code == _BEHIND_THE_LAST):
        return Absent()
    return by_status(request, answer, now)


def _dated(record: Record, context: Context) -> Iterator[Row]:
    """Yield a transaction or subscription; whose it is, and of what, is an id alone or a whole record."""
    whole = {name: one if isinstance(one := record[name], dict) else {"id": one} for name in _OTHERS if name in record}
    yield Row(key_of(record, "id"), flat({**record, **whole}))


MEMBERPRESS: Final = System(
    name="memberpress",
    title="MemberPress",
    auth=HeaderKey("MEMBERPRESS-API-KEY"),
    limits=(Window(60, 60),),
    judge=_judge,
    endpoints=(
        Endpoint(name="members", path="members", pages=_PAGES, without=_NOT_KEPT),
        Endpoint(name="transactions", path="transactions", pages=_PAGES, without=_NOT_KEPT, rows=_dated),
        Endpoint(name="subscriptions", path="subscriptions", pages=_PAGES, without=_NOT_KEPT, rows=_dated),
    ),
    unverified=(
        "the names of the fields, which are not documented publicly; how many records the site gives in a page; "
        "which 404 means that there are none of a kind; in which zone its times are; refunds of a part of a payment"
    ),
)
