"""The member area's log: templates, guidance, standards, forum and mentoring; the longest export by far."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import Ints, Times, Words, addresses, draw_visits, texts
from valuereport.sample.exports.requests import devices, durations, paths_and_sizes, referrers, sessions
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import LANGUAGES, titles

FILE: Final = "website_downloads.csv"
_HEADINGS: Final = (
    *("Session", "Time", "CRM ID", "Login", "Type", "Title", "Language", "URL path", "File size (bytes)"),
    *("Duration (ms)", "Referrer", "Device", "Browser"),
)
_KINDS: Final[Mapping[str, tuple[str, float]]] = {
    "Template": ("template", 2.3),
    "Guidance note": ("guidance", 1.7),
    "Standard viewed": ("standard", 1.2),
    "Forum reply": ("forum", 0.5),
    "Mentoring session": ("mentoring", 0.12),
}
"""What the log calls a kind of page, its titles, and how often a year a usual member visits one."""


@dataclass(frozen=True, slots=True)
class _Log:
    """The visits in the order of time; each array has one position a row."""

    who: Ints
    time: Times
    label: Words
    title: Words


def write(scene: Scene, folder: Path) -> Written:
    """Write the log and return its number of rows."""
    rng, actors = scene.stream("member-area"), scene.actors
    log = _draw(scene, rng)
    crm, login = actors.crm_id[log.who], addresses(rng, actors, log.who)
    crm[rng.random(len(crm)) < 0.12] = ""  # signed in without the link to the CRM
    stranger = rng.random(len(crm)) < 0.005
    crm[stranger], login[stranger] = "", "former.colleague@old-firm.example"
    label = np.where(rng.random(len(crm)) < 0.003, "Newsletter archive", log.label)  # in no taxonomy
    language = np.array(LANGUAGES, dtype=np.object_)[actors.language[log.who]]
    seen = (column.tolist() for column in (crm, login, label, log.title, language))
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        report = csv.writer(stream, lineterminator="\n")
        report.writerow(_HEADINGS)
        report.writerows(zip(sessions(log.who, log.time), _stamps(scene, log), *seen, *_noted(scene, log), strict=True))
    return Written(len(crm))


def _draw(scene: Scene, rng: np.random.Generator) -> _Log:
    """Return all visits, one row in 140 twice: a page that was sent twice."""
    parts: list[_Log] = []
    for label, (kind, rate) in _KINDS.items():
        visits = draw_visits(rng, scene.actors, rate * scene.member_area)
        names = np.array(titles(kind), dtype=np.object_)
        title = names[rng.integers(len(names), size=len(visits)), scene.actors.language[visits.actor]]
        parts.append(_Log(visits.actor, visits.time, np.full(len(visits), label, dtype=np.object_), title))
    time = np.concatenate([part.time for part in parts])
    times_sent = np.ones(len(time), dtype=np.int64)
    times_sent[29::140] = 2
    order = np.repeat(np.argsort(time, kind="stable"), times_sent)
    return _Log(
        np.concatenate([part.who for part in parts])[order],
        time[order],
        np.concatenate([part.label for part in parts])[order],
        np.concatenate([part.title for part in parts])[order],
    )


def _noted(scene: Scene, log: _Log) -> Iterator[Sequence[object]]:
    """Return the further columns of the web server, from path to browser."""
    rng = scene.stream("member-area-requests")
    language = np.array(LANGUAGES, dtype=np.object_)[scene.actors.language[log.who]]
    paths, sizes = paths_and_sizes(rng, log.label, log.title, language)
    yield paths
    yield sizes.tolist()
    yield durations(rng, sizes).tolist()
    yield referrers(rng, len(paths))
    found = devices(rng, log.who)
    yield [device for device, _ in found]
    yield [browser for _, browser in found]


def _stamps(scene: Scene, log: _Log) -> list[str]:
    """Return the times as text; a few were never set, and a few lie before the member joined."""
    stamps = texts(log.time)
    for row in range(61, len(stamps), 900):
        stamps[row] = "0000-00-00 00:00:00"
    joined_later = np.flatnonzero(scene.actors.since[log.who] >= np.datetime64("2026-01-10"))
    for row in joined_later[::90].tolist():
        stamps[row] = "2026-01-04 10:12:00"  # on trial
    return stamps
