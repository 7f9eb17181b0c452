"""Writing back: what of a statement stands on a member's contact in another system.

    member -> find the contact -> read its fields -> write only what differs

Each system is one file here; a new one is a file, its line below, and its name in settings/connections.py.
"""

from __future__ import annotations

from typing import Final

from valuereport.connect.push.capsule import CAPSULE
from valuereport.connect.push.civicrm import CIVICRM
from valuereport.connect.push.hubspot import HUBSPOT
from valuereport.connect.push.kit import KIT
from valuereport.connect.push.system import PushSystem

PUSH_SYSTEMS: Final[tuple[PushSystem, ...]] = (CAPSULE, HUBSPOT, CIVICRM, KIT)
"""The systems that can be written to, in the order of the docs."""


def push_system_of(name: str) -> PushSystem:
    """Return a system by its name, which the settings have checked. Raises KeyError."""
    return {one.name: one for one in PUSH_SYSTEMS}[name]
