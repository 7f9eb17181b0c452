"""The archive of the member system that was replaced in October 2025: a row a member, kind of use and day.

It holds what everybody used in the five years until then. An account that was closed went into it as a whole, so that
of those who left at the end of 2025 the last months are in it, too; of other members these are in the new exports.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.earlier_uses import draw_earlier_uses
from valuereport.sample.exports.membership_log import numbers_of
from valuereport.sample.scene import Scene, Written
from valuereport.sample.truth import DECOY

FILE: Final = "engagement_archive.csv"
_HEADINGS: Final = ("Member No", "Activity", "Date", "Title", "Quantity")
_HOURS: Final[Mapping[str, int]] = {DECOY: 6, "cpd-course": 2}
"""What is counted in hours and is longer than one."""


def write(scene: Scene, folder: Path) -> Written:
    """Write the archive and return its number of rows."""
    rng, todays = scene.stream("engagement-archive"), len(scene.organisation.memberships)
    uses = draw_earlier_uses(rng, scene.careers, scene.terms, todays=todays, member_area=scene.member_area)
    labels, label = np.unique(uses.label.astype(str), return_inverse=True)
    key = (uses.day.astype(np.int64) * len(scene.careers) + uses.career) * len(labels) + label
    _, first, times = np.unique(key, return_index=True, return_counts=True)
    number = numbers_of(scene.organisation, scene.careers)[uses.career[first]].tolist()
    names = uses.label[first].tolist()
    days = np.datetime_as_string(uses.day[first], unit="D").tolist()
    titles = [f"Annual conference {day[:4]}" if name == DECOY else "" for name, day in zip(names, days, strict=True)]
    quantities = [_HOURS.get(name, 1) * count for name, count in zip(names, times.tolist(), strict=True)]
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        archive = csv.writer(stream, lineterminator="\n")
        archive.writerow(_HEADINGS)
        archive.writerows(zip(number, names, days, titles, quantities, strict=True))
    return Written(0, earlier=len(first))
