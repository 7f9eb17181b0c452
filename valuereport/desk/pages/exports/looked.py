"""What was found in the exports, with the answers as they are now. They are read once, until a file changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from valuereport.actions.exports import exports_folder
from valuereport.actions.in_hand import HowFar
from valuereport.actions.map import (
    Mapped,
    MapRequest,
    Question,
    answered,
    answers_of,
    look,
    open_questions,
    sound_answers,
    with_request,
)
from valuereport.actions.map_folder import signature
from valuereport.desk.answers import Page
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy
from valuereport.events import Events

LOOK: Final = "look"
ASKED: Final = "asked about exports"
_SAYING: Final = ("answers.toml", "valuereport.toml", "taxonomy.toml", "surveys.toml")
_SOON: Final = 2.0  # seconds that a page waits before it says how far it is
_PATIENT: Final = 600.0  # for a form, which is answered when the files are read


@dataclass(frozen=True, slots=True)
class Asked:
    """The files with the answers that count; why the others do not; and the questions that are open."""

    mapped: Mapped
    given: Mapping[str, str]
    wrong: Mapping[str, str]
    open: tuple[Question, ...]

    def question(self, name: str) -> Question | None:
        """Return the question of an id, with what was answered as its default."""
        found = next((one for one in self.open if one.id == name), None)
        return found or next((one for one in self.mapped.questions if one.id == name), None)


def looked(visit: Visit, wait: float = _SOON) -> Mapped | HowFar:
    """Return what the files are, or how far the reading of them is. Raises SourceError where there are none."""
    folder, today = visit.workplace.folder, visit.today
    paths = (exports_folder(folder),)

    def make(events: Events) -> Mapped:
        return look(visit.person, MapRequest(paths, folder, today), events)

    return visit.workplace.in_hand.ask(LOOK, signature(paths), make, wait)


def asked(visit: Visit) -> Asked | HowFar:
    """Return what the files are with the answers of answers.toml. Raises SettingsError, SourceError."""
    found = looked(visit)
    return found if isinstance(found, HowFar) else with_answers(visit, found)


def asked_patiently(visit: Visit) -> Asked:
    """Return the same when it is there: a form waits. Raises TimeoutError, SettingsError, SourceError."""
    found = looked(visit, _PATIENT)
    if isinstance(found, HowFar):
        raise TimeoutError
    return with_answers(visit, found)


def with_answers(visit: Visit, found: Mapped) -> Asked:
    """Return the files with the answers of answers.toml; once, until one of the workspace's own files changes."""
    key = signature(found.request.paths), visit.today, _states(visit.workplace.folder)
    return visit.workplace.kept.get(ASKED, key, lambda: _with_answers(visit, found))


def _states(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells whether a file that says something about the exports has changed."""
    states = [(name, folder / name) for name in _SAYING]
    return tuple((name, one.stat().st_mtime_ns, one.stat().st_ino) for name, one in states if one.exists())


def _with_answers(visit: Visit, found: Mapped) -> Asked:
    folder = visit.workplace.folder
    known = answers_of(folder / "answers.toml", needed=False)
    mapped = with_request(found, MapRequest(found.request.paths, folder, visit.today, known))
    given, wrong = sound_answers(mapped, known.given)
    if wrong:
        mapped = answered(mapped, given)
    return Asked(mapped, given, wrong, open_questions(mapped, given))


def command(visit: Visit) -> Remedy:
    """Return what the same is in a terminal."""
    folder = visit.workplace.folder
    inside = exports_folder(folder).relative_to(folder)
    return Remedy("map", paths=inside.as_posix() if inside != Path() else ".")


def reading_page(visit: Visit, how_far: HowFar) -> Page:
    """Return the page that shows how far the reading of the files is."""
    title = visit.words.pgettext("desk", "Your exports are being read")
    return Page("exports/reading", title, {"how_far": how_far}, command(visit))
