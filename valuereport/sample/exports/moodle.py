"""The learning platform's completion report: UTF-16 with tabs, a pair of columns for each module."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import EXPORT_END, draw_visits, texts
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import LANGUAGES, word_list

FILE: Final = "moodle_completion.csv"
_RATE: Final[Mapping[str, float]] = {"en": 0.3, "de": 0.4, "fr": 0.4}


def write(scene: Scene, folder: Path) -> Written:
    """Write the report and return how many completed modules it holds."""
    rng, actors = scene.stream("moodle"), scene.actors
    modules = word_list("titles")["modules"]
    done: dict[int, list[str]] = {}
    for column, module in enumerate(modules):
        spoken = actors.language == LANGUAGES.index(module["lang"])
        visits = draw_visits(rng, actors, np.where(spoken, _RATE[module["lang"]], 0.005))
        for actor, when in zip(visits.actor.tolist(), texts(visits.time), strict=True):
            done.setdefault(actor, [""] * len(modules))[column] = when
    enrolled = sorted(done | {actor: [] for actor in rng.permutation(len(actors))[: len(done) // 5].tolist()})
    headings = ["", "ID number", "Email address"]
    for module in modules:
        headings += [module["title"], ""]
    with (folder / FILE).open("w", encoding="utf-16-le", newline="") as stream:
        stream.write("\ufeff")
        report = csv.writer(stream, delimiter="\t", lineterminator="\r\n")
        report.writerow(headings)
        for actor in enrolled:
            row = [
                f"{actors.first[actor]} {actors.last[actor]}",
                *_identity(scene, actor, rng),
            ]
            for when in done.get(actor, [""] * len(modules)):
                row += ["Completed" if when else "Not completed", when]
            report.writerow(row)
        for number in range(len(enrolled) // 60 + 1):  # learners who are no members
            report.writerow(
                [f"Guest learner {number + 1}", "", f"learner{number + 1}@guests.example", "Completed"]
                + [f"{EXPORT_END.year}-04-1{number % 10} 11:00:00"]
                + ["Not completed", ""] * (len(modules) - 1)
            )
    return Written(sum(bool(when) for row in done.values() for when in row) + len(enrolled) // 60 + 1)


def _identity(scene: Scene, actor: int, rng: np.random.Generator) -> tuple[str, str]:
    """Return the member number, where the platform knows it, and the address for email."""
    actors = scene.actors
    number = "" if actors.for_firm[actor] or rng.random() < 0.3 else actors.member_no[actor]
    return number, actors.email[actor]
