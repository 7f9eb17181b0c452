"""The member area's log: templates, guidance, standards, forum and mentoring; the longest export by far."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import Ints, Times, Words, addresses, draw_visits, texts
from valuereport.sample.scene import Scene
from valuereport.sample.words import titles

FILE: Final = "website_downloads.csv"
_HEADINGS: Final = ("Time", "CRM ID", "Login", "Type", "Title", "Language")
_LANGUAGE: Final = np.array(["en", "de", "fr"], dtype=np.object_)
_JOINED_LATER: Final = np.datetime64("2026-01-10")
_KINDS: Final[Mapping[str, tuple[str, float]]] = {
    "Template": ("template", 2.3),
    "Guidance note": ("guidance", 1.7),
    "Standard viewed": ("standard", 1.2),
    "Forum reply": ("forum", 0.5),
    "Mentoring session": ("mentoring", 0.12),
}


def write(scene: Scene, folder: Path) -> int:
    """Write the log and return its number of rows."""
    rng, actors = scene.stream("member-area"), scene.actors
    whos: list[Ints] = []
    times: list[Times] = []
    kinds: list[Words] = []
    named: list[Words] = []
    for label, (kind, rate) in _KINDS.items():
        visits = draw_visits(rng, actors, rate * scene.member_area)
        names = np.array(titles(kind), dtype=np.object_)
        whos.append(visits.actor)
        times.append(visits.time)
        kinds.append(np.full(len(visits), label, dtype=np.object_))
        named.append(names[rng.integers(len(names), size=len(visits)), actors.language[visits.actor]])
    who, time = np.concatenate(whos), np.concatenate(times)
    kind_of, title = np.concatenate(kinds), np.concatenate(named)
    order = _with_repeats(np.argsort(time, kind="stable"))
    who, time, kind_of, title = who[order], time[order], kind_of[order], title[order]

    crm = actors.crm_id[who]
    crm[rng.random(len(who)) < 0.12] = ""  # signed in without the link to the CRM
    login = addresses(rng, actors, who)
    stranger = rng.random(len(who)) < 0.005
    crm[stranger], login[stranger] = "", "former.colleague@old-firm.example"
    kind_of[rng.random(len(who)) < 0.003] = "Newsletter archive"  # in no taxonomy
    stamps = texts(time)
    for row in range(61, len(stamps), 900):
        stamps[row] = "0000-00-00 00:00:00"
    joined_later = np.flatnonzero(actors.since[who] >= _JOINED_LATER)
    for row in joined_later[::90].tolist():
        stamps[row] = "2026-01-04 10:12:00"  # on trial, before joining
    language = _LANGUAGE[actors.language[who]]
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        log = csv.writer(stream, lineterminator="\n")
        log.writerow(_HEADINGS)
        log.writerows(
            zip(stamps, crm.tolist(), login.tolist(), kind_of.tolist(), title.tolist(), language.tolist(), strict=True)
        )
    return len(stamps)


def _with_repeats(order: Ints) -> Ints:
    """Return the positions with one in 140 twice in a row: a page that was sent twice."""
    counts = np.ones(len(order), dtype=np.int64)
    counts[29::140] = 2
    return np.repeat(order, counts)
