"""What new members say when they are asked some weeks after they have joined: where they heard of the institute."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import EXPORT_END, EXPORT_START
from valuereport.sample.exports.expectations import FOLDER
from valuereport.sample.origins import draw_origins
from valuereport.sample.questionnaires import questions
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import LANGUAGES, word_list

FILE: Final = "welcome.csv"
_AFTER: Final = 28  # days
_ANSWERS: Final = 0.6


def write(scene: Scene, folder: Path) -> Written:
    """Write a row for each new member who has answered; it holds no engagements."""
    rng, origins = scene.stream("welcome"), draw_origins(scene)
    joined = scene.careers.joined[: len(origins)]
    asked = joined + _AFTER
    new = (joined >= np.datetime64(EXPORT_START)) & (asked < np.datetime64(EXPORT_END))
    who = np.flatnonzero(new & (rng.random(len(origins)) < _ANSWERS))
    days = asked[who] + rng.integers(0, 6, size=len(who))
    language = _languages(scene)[who]
    reasons = word_list("opinions")["joined"]
    which = rng.integers(len(reasons) + 1, size=len(who))  # the last one: nothing
    headings = [each.headings[0] for each in questions("welcome", "heard-from", "text")]
    (folder / FOLDER).mkdir(exist_ok=True)
    with (folder / FOLDER / FILE).open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["Date", "Member No", *headings])
        for at in np.argsort(days, kind="stable").tolist():
            number = scene.organisation.memberships[who[at]][0].member_no
            why = reasons[which[at]][LANGUAGES[language[at]]] if which[at] < len(reasons) else ""
            table.writerow([days[at], number, origins.heard[who[at]], why])
    return Written(0)


def _languages(scene: Scene) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the language of each member, of a firm that of its main contact: positions in LANGUAGES."""
    organisation = scene.organisation
    people = [one.person for one in organisation.individuals]
    people += [firm.contacts[0].person for firm in organisation.firms]
    return np.array([LANGUAGES.index(person.language) for person in people], dtype=np.int64)
