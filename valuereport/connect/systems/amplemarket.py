"""Amplemarket: the addresses and domains that nobody may write to.

500 calls a minute. The next page stands as a relative address in the body. Nothing tells what has changed or was taken
off, and an exclusion has no id but the address or the domain itself: both lists are read whole each time.
"""

from __future__ import annotations

from typing import Final

from valuereport.connect.auth import Bearer
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import BodyUrl
from valuereport.connect.system import System

_PAGES: Final = BodyUrl("_links.next.href")

AMPLEMARKET: Final = System(
    name="amplemarket",
    title="Amplemarket",
    base_url="https://api.amplemarket.com",
    auth=Bearer(),
    limits=(Window(500, 60),),
    endpoints=(
        Endpoint(
            name="excluded-emails",
            path="excluded-emails",
            records="excluded_emails",
            key="email",
            pages=_PAGES,
        ),
        Endpoint(
            name="excluded-domains",
            path="excluded-domains",
            records="excluded_domains",
            key="domain",
            pages=_PAGES,
        ),
    ),
    unverified=(
        "nothing of it was tried at the real service: how the pages of the two lists follow one another, how many "
        "calls it allows, and what it answers where they are too many; that a domain's subdomains are excluded with "
        "it is taken to be meant"
    ),
)
