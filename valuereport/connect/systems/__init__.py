"""The systems that can be pulled from, one file each; a new one is a file here and its line."""

from __future__ import annotations

from typing import Final

from valuereport.connect.system import System
from valuereport.connect.systems.capsule import CAPSULE
from valuereport.connect.systems.civicrm import CIVICRM
from valuereport.connect.systems.hubspot import HUBSPOT
from valuereport.connect.systems.salesforce import SALESFORCE

SYSTEMS: Final[tuple[System, ...]] = (
    CAPSULE,
    HUBSPOT,
    CIVICRM,
    SALESFORCE,
)
"""Every system, in the order of the docs."""


def system_of(name: str) -> System:
    """Return a system by its name, which the settings have checked. Raises KeyError."""
    return {one.name: one for one in SYSTEMS}[name]
