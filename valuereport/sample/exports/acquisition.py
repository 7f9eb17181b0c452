"""What it cost to win members, by channel and time, as the membership office writes it down.

Of one channel, the universities, nothing is written: what it costs cannot be had.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from valuereport.sample.scene import Scene, Written

FILE: Final = "acquisition.csv"
_HEADINGS: Final = ("channel", "year", "from", "until", "spend", "hours", "rewards")
_OF_MEMBERS: Final = 240
"""The amounts are those of an organisation of this size."""
_TIMES: Final = (("2025", "", ""), ("", "2026-01-01", "2026-06-30"), ("", "2026-07-01", "2026-12-31"))
_SPENT: Final[Mapping[str, tuple[tuple[int, int, int], ...]]] = {
    "Conference": ((2400, 70, 0), (1100, 30, 0), (1200, 32, 0)),
    "Web search": ((1500, 20, 0), (800, 10, 0), (750, 10, 0)),
    "Social media": ((600, 90, 0), (300, 48, 0), (320, 50, 0)),
    "Trade press": ((1800, 8, 0), (900, 4, 0), (850, 4, 0)),
    "Employer": ((0, 60, 0), (0, 35, 0), (0, 30, 0)),
    "referral": ((0, 16, 250), (0, 8, 150), (0, 8, 200)),
}
"""Of each time: spend in pounds, hours of staff, and rewards in pounds."""


def write(scene: Scene, folder: Path) -> Written:
    """Write the file; it holds no engagements."""
    rng, size = scene.stream("acquisition"), len(scene.organisation.memberships) / _OF_MEMBERS
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(_HEADINGS)
        for at, (year, first, last) in enumerate(_TIMES):
            for channel, times in _SPENT.items():
                factor = size * rng.uniform(0.95, 1.05)
                table.writerow([channel, year, first, last, *(round(amount * factor) for amount in times[at])])
    return Written(0)
