"""The list of the mentoring scheme, a pilot: who was found a mentor, and on which days the two met."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import EXPORT_END, Ints, Visits
from valuereport.sample.questionnaires import launch_of
from valuereport.sample.scene import Scene, Written
from valuereport.sample.truth import ADOPTED, PILOT

FILE: Final = "mentoring_scheme.csv"
_HEADINGS: Final = ("Member No", "Mentor No", "Date", "How")
_FIRST: Final = (7, 175)  # days after the launch: the first meeting
_APART: Final = 30  # days between two meetings, and ...
_JITTER: Final = 6  # ... so many more or fewer
_MORE: Final = 1.8  # meetings after the first one, on average


def write(scene: Scene, folder: Path) -> Written:
    """Write the list and return its number of rows."""
    rng, actors, met = scene.stream("mentoring-scheme-list"), scene.actors, draw_meetings(scene)
    mentors = _of_grade(scene, "Fellow")
    mentor = rng.choice(mentors, size=len(actors)) if len(mentors) else np.full(len(actors), -1)
    numbers = [*actors.member_no.tolist(), ""]
    online = rng.random(len(met)) < 0.6
    days = met.time.astype("datetime64[D]").tolist()
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(_HEADINGS)
        for who, day, far in zip(met.actor.tolist(), days, online.tolist(), strict=True):
            table.writerow([numbers[who], numbers[mentor[who]], f"{day:%d/%m/%Y}", "Online" if far else "In person"])
    return Written(len(met))


def draw_meetings(scene: Scene) -> Visits:
    """Return the meetings of those who were found a mentor, in the order of time: none before the launch."""
    rng, actors = scene.stream("mentoring-scheme"), scene.actors
    launch = np.datetime64(launch_of(PILOT), "D")
    who = np.concatenate([_mentored(rng, scene, launch, grade, share) for grade, share in ADOPTED.items()])
    first, times = rng.integers(*_FIRST, size=len(who)), 1 + rng.poisson(_MORE, len(who))
    actor = np.repeat(who, times)
    nth = np.arange(len(actor)) - np.repeat(np.cumsum(times) - times, times)
    jitter = np.where(nth > 0, rng.integers(-_JITTER, _JITTER + 1, size=len(actor)), 0)
    day = launch + np.repeat(first, times) + _APART * nth + jitter
    kept = np.flatnonzero(day < np.minimum(actors.until[actor], np.datetime64(EXPORT_END)))
    order = kept[np.lexsort((actor[kept], day[kept]))]
    return Visits(actor[order], day[order])


def _mentored(rng: np.random.Generator, scene: Scene, launch: np.datetime64, grade: str, share: float) -> Ints:
    """Return this share of those of a grade who are members on the day of the launch; keen ones more often."""
    actors, held = scene.actors, _of_grade(scene, grade)
    there = held[(actors.since[held] <= launch) & (launch < actors.until[held])]
    likely = np.sqrt(actors.level[there])
    count = round(share * len(there))
    return rng.choice(there, size=count, replace=False, p=likely / likely.sum()) if count else there[:0]


def _of_grade(scene: Scene, grade: str) -> Ints:
    """Return the positions of the persons of a grade."""
    return np.flatnonzero([one.membership.grade == grade for one in scene.organisation.individuals])
