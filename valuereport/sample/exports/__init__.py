"""The exports of the sample organisation's systems, one file each, with the mess that such exports have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from valuereport.sample.exports import (
    acquisition,
    consents,
    crm,
    engagement_archive,
    events,
    expectations,
    fees,
    helpline,
    member_area,
    membership_log,
    mentoring_scheme,
    moodle,
    partners,
    referrals,
    satisfaction,
    welcome,
    zoom,
)
from valuereport.sample.scene import Scene, Written

EXPORTS: Final[tuple[Callable[[Scene, Path], Written], ...]] = (
    crm.write,
    fees.write,
    events.write,
    zoom.write,
    moodle.write,
    referrals.write,
    member_area.write,
    partners.write,
    helpline.write,
    consents.write,
    membership_log.write,
    engagement_archive.write,
    expectations.write,
    satisfaction.write,
    welcome.write,
    acquisition.write,
    mentoring_scheme.write,
)
"""Each writes its files into a folder and returns their size."""
