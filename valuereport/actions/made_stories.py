"""The stories that were made of a run, to be shown again: aggregates alone, for whoever may see the desk."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from valuereport.actions.kept_output import KeptOutput, below, kept_output
from valuereport.actions.rights import needs
from valuereport.actions.runs_to_publish import STORIES, chosen_folder
from valuereport.actions.standing.times import written
from valuereport.actions.workspace import Workspace
from valuereport.answers.page import page_file, read_page
from valuereport.errors import RequestError
from valuereport.files import cell_as_given
from valuereport.model.story import Rule
from valuereport.model.story_page import StoryPage
from valuereport.output_folder import LISTING

Whom = Literal["everybody", "you"]
_TABLES: Final[dict[str, Whom]] = {
    "stories.csv": "everybody",
    "stories.json": "everybody",
    "claims.csv": "you",
    "disclosure.csv": "you",
}
"""For whom a file of the output is, beside pages, pictures and sentences, which are for everybody."""


@dataclass(frozen=True, slots=True)
class Post:
    """A picture of the stories for a social post: its texts, and its files by their paths in the output."""

    name: str  # of the picture; several shapes have one
    title: str
    alternative: str
    svg: str
    png: str


@dataclass(frozen=True, slots=True)
class MadeStories:
    """The stories of a run in one language.

    `page`: None where another version made them. `hidden`: how many figures are hidden, by rule. `to_publish`: what may
    be handed on; nothing of a draft. `for_proof`: what you keep, and show to whoever asks how a figure was made.
    """

    run: str
    made: datetime | None
    locale: str
    locales: tuple[str, ...]
    page: StoryPage | None
    draft: bool
    smallest_group: int
    round_members: int
    shown: int
    hidden: tuple[tuple[Rule, int], ...]
    posts: tuple[Post, ...]
    to_publish: tuple[str, ...]
    for_proof: tuple[str, ...]


@needs("viewer")
def made_stories(workspace: Workspace, run: str, language: str = "") -> MadeStories | None:
    """Return the stories that were made of a run; None where there are none. Raises RequestError, RunError.

    `language`: the wanted one, where they were made in it; else the organisation's, or what there is.
    """
    kept = kept_output(chosen_folder(workspace, run) / STORIES)
    if "stories.json" not in kept.files:
        return None
    data = json.loads(kept.read("stories.json"))
    locale = kept.locale(language, workspace.settings.workspace.organisation.locale)
    page = read_page(StoryPage, kept.read(page_file(locale))) if locale else None
    hidden = Counter[Rule](cell["rule"] for cell in data["cells"] if cell["value"] is None)
    return MadeStories(
        run=run,
        made=written(kept.folder / LISTING),
        locale=locale,
        locales=kept.locales,
        page=page,
        draft=data["draft"],
        smallest_group=data["rules"]["smallest_group"],
        round_members=data["rules"]["round_members"],
        shown=sum(cell["value"] is not None for cell in data["cells"]),
        hidden=tuple(hidden.most_common()),
        posts=_posts(kept, locale),
        to_publish=() if data["draft"] else _to_publish(kept),
        for_proof=tuple(name for name, whom in _TABLES.items() if whom == "you" and name in kept.files),
    )


@needs("viewer")
def story_file(workspace: Workspace, run: str, name: str) -> bytes:
    """Return a file of a run's stories as it lies there. Raises RequestError, RunError."""
    kept = kept_output(chosen_folder(workspace, run) / STORIES)
    if name not in (*_to_publish(kept), *_TABLES):
        raise RequestError("file", name, "a page, a picture or a table of the stories")
    return kept.read(name)


@needs("viewer")
def stories_to_publish(workspace: Workspace, run: str) -> bytes:
    """Return a ZIP archive of what may be handed on; of a draft, of what it would be. Raises RequestError, RunError."""
    kept = kept_output(chosen_folder(workspace, run) / STORIES)
    if not kept.files:
        raise RequestError("run", run, "a run that has stories: make them first")
    return kept.packed(_to_publish(kept))


def _to_publish(kept: KeptOutput) -> tuple[str, ...]:
    """Return the pages, pictures, sentences and tables that are for everybody."""
    public = {name for name, whom in _TABLES.items() if whom == "everybody"}
    pages = {name for name in kept.files if name.startswith(("story-", "sentences-"))}
    return tuple(name for name in kept.files if name in {*public, *pages, *below(kept.files, "pictures")})


def _posts(kept: KeptOutput, locale: str) -> tuple[Post, ...]:
    folder = f"pictures/{locale}"
    if f"{folder}/pictures.csv" not in kept.files:
        return ()
    rows = csv.DictReader(kept.read(f"{folder}/pictures.csv").decode("utf-8-sig").splitlines())
    cells = ({name: cell_as_given(cell) for name, cell in row.items()} for row in rows)
    return tuple(
        Post(
            row["file"],
            row["title"],
            row["alternative"],
            f"{folder}/{row['file']}.svg",
            f"{folder}/{row['file']}.png",
        )
        for row in cells
    )
