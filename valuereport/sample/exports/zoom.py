"""One report a webinar, with several tables in a file, people who rejoined, and people who never came."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from valuereport.sample.activity import addresses, draw_attendance
from valuereport.sample.people import COUNTRIES, People
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import LANGUAGES, word_list

FOLDER: Final = "zoom"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HEADINGS: Final = (
    *("Attended", "User Name (Original Name)", "First Name", "Last Name", "Email", "Phone", "Registration Time"),
    *("Approval Status", "Join Time", "Leave Time", "Time in Session (minutes)", "Is Guest", "Country/Region Name"),
)
_CHANCE: Final[Mapping[str, float]] = {"en": 0.27, "de": 0.42, "fr": 0.42}
_LENGTH: Final = timedelta(minutes=75)
Cells = list[str]


def write(scene: Scene, folder: Path) -> Written:
    """Write the reports and return their number of attendee rows."""
    rng, actors = scene.stream("zoom"), scene.actors
    webinars: list[Mapping[str, Any]] = list(word_list("titles")["webinar"])
    chance = np.zeros((len(actors), len(webinars)))
    for column, webinar in enumerate(webinars):
        same = actors.language == LANGUAGES.index(webinar["lang"])
        chance[:, column] = np.where(same, _CHANCE[webinar["lang"]], 0.01)
    who, which = draw_attendance(rng, actors, [webinar["date"] for webinar in webinars], chance)
    emails = addresses(rng, actors, who)
    (folder / FOLDER).mkdir(exist_ok=True)
    people, count = People(rng), 0
    for number, webinar in enumerate(webinars):
        start = datetime.combine(webinar["date"], time(12, 0))
        here = np.flatnonzero(which == number)
        rows: list[Cells] = []
        for actor, email in zip(who[here].tolist(), emails[here].tolist(), strict=True):
            country = list(COUNTRIES.values())[actors.country[actor]]
            rows += _attendee(rng, start, actors.first[actor], actors.last[actor], email, country)
        for _ in range(len(here) // 30 + 1):  # guests who are no members
            guest = people.draw("GB", "guests.example")
            rows += _attendee(rng, start, guest.first, guest.last, guest.email, "")
        count += len(rows)
        _write_report(folder / FOLDER / f"webinar-{start:%Y-%m-%d}.csv", webinar["title"], start, rows)
    return Written(count, len(webinars))


def _attendee(
    rng: np.random.Generator, start: datetime, first: str, last: str, email: str, country: str
) -> list[Cells]:
    """Return one row a visit: mostly one, two for who lost the line, a short one for who never came."""
    name = f"{first} {last}"
    if rng.random() < 0.1:
        return [["No", name, email, "--", "--", "--"]]
    join = start + timedelta(seconds=int(rng.integers(-400, 900)))
    leave = start + _LENGTH - timedelta(seconds=int(rng.integers(-120, 1500)))
    visits = [(join, leave)]
    if rng.random() < 0.14:
        lost = join + (leave - join) * float(rng.uniform(0.2, 0.8))
        back = lost + timedelta(seconds=int(rng.integers(-90, 300)))  # a second device may overlap the first
        visits = [(join, lost), (back, leave)]
    registered = start - timedelta(days=int(rng.integers(1, 20)), minutes=int(rng.integers(600)))
    rows = []
    for begin, end in visits:
        minutes = str(round((end - begin).total_seconds() / 60))
        rows.append(
            [
                *("Yes", name, first, last, email, "", _stamp(registered), "approved"),
                *(_stamp(begin), _stamp(end), minutes, "Yes", country),
            ]
        )
    return rows


def _write_report(path: Path, topic: str, start: datetime, rows: list[Cells]) -> None:
    end = start + _LENGTH
    minutes = str(int(_LENGTH.total_seconds() // 60))
    host = [_stamp(start - timedelta(minutes=20)), _stamp(end), str(int(minutes) + 20), "No", "United Kingdom"]
    present = len({row[4] for row in rows if row[0] == "Yes"})
    staff = ["Attended", "User Name (Original Name)", "Email", *_HEADINGS[-5:]]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        report = csv.writer(stream, lineterminator="\n")
        report.writerow(["Attendee Report"])
        report.writerow(["Report Generated:", _stamp(end + timedelta(days=1))])
        report.writerow(
            [
                *("Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)", "# Registered"),
                *("# Cancelled", "Unique Viewers", "Total Users", "Max Concurrent Views"),
            ]
        )
        numbers = [str(len(rows) + 3), "1", str(present), str(len(rows)), str(present)]
        report.writerow([topic, "964 2210 7781", _stamp(start), minutes, *numbers])
        report.writerow(["Host Details"])
        report.writerow(staff)
        report.writerow(["Yes", "Institute of Building Aftercare", "events@building-aftercare.example", *host])
        report.writerow(["Panelist Details"])
        report.writerow(staff)
        report.writerow(["Yes", "Margaret Ellwood", "margaret.ellwood@building-aftercare.example", *host])
        report.writerow(["Attendee Details"])
        report.writerow(_HEADINGS)
        report.writerows(rows)
        report.writerow(["Other Attended"])
        report.writerow(["User Name", "Join Time", "Leave Time", "Time in Session (minutes)", "Country/Region Name"])
        report.writerow(["44117*****42", _stamp(start), _stamp(end), minutes, "United Kingdom"])


def _stamp(moment: datetime) -> str:
    """Return a time as `Mar 22, 2026 19:13:27`, whatever the locale of the machine."""
    return f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year} {moment:%H:%M:%S}"
