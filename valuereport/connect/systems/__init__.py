"""The systems that can be pulled from, one file each; a new one is a file here and its line."""

from __future__ import annotations

from typing import Final

from valuereport.connect.system import System
from valuereport.connect.systems.amplemarket import AMPLEMARKET
from valuereport.connect.systems.capsule import CAPSULE
from valuereport.connect.systems.civicrm import CIVICRM
from valuereport.connect.systems.discourse import DISCOURSE
from valuereport.connect.systems.eventbrite import EVENTBRITE
from valuereport.connect.systems.hubspot import HUBSPOT
from valuereport.connect.systems.kit import KIT
from valuereport.connect.systems.mailchimp import MAILCHIMP
from valuereport.connect.systems.memberpress import MEMBERPRESS
from valuereport.connect.systems.moodle import MOODLE
from valuereport.connect.systems.salesforce import SALESFORCE
from valuereport.connect.systems.stripe import STRIPE
from valuereport.connect.systems.surveymonkey import SURVEYMONKEY
from valuereport.connect.systems.typeform import TYPEFORM
from valuereport.connect.systems.wild_apricot import WILD_APRICOT
from valuereport.connect.systems.zoom import ZOOM

SYSTEMS: Final[tuple[System, ...]] = (
    CAPSULE,
    HUBSPOT,
    CIVICRM,
    SALESFORCE,
    WILD_APRICOT,
    MEMBERPRESS,
    STRIPE,
    KIT,
    MAILCHIMP,
    AMPLEMARKET,
    EVENTBRITE,
    ZOOM,
    MOODLE,
    DISCOURSE,
    SURVEYMONKEY,
    TYPEFORM,
)
"""Every system, in the order of the docs."""


def system_of(name: str) -> System:
    """Return a system by its name, which the settings have checked. Raises KeyError."""
    return {one.name: one for one in SYSTEMS}[name]
