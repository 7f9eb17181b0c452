"""Stories: what was made of a run, what may be published of it and what not, and the files to download."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from valuereport.actions.made_stories import MadeStories, made_stories, stories_to_publish, story_file
from valuereport.actions.runs_to_publish import runs_to_publish
from valuereport.desk.answers import Answer, File, Kind, Page
from valuereport.desk.pages.job import last_job
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy, RequestError

PATH: Final = "/stories"
_KINDS: Final[dict[str, Kind]] = {
    "csv": "text/csv",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
}


def show(visit: Visit) -> Answer:
    """Show the stories of a run, of the newest one that has any where none is named."""
    runs = runs_to_publish(visit.workspace)
    made = [one.name for one in runs if one.stories]
    run = visit.form.text("run") or next(iter(made), "")
    language = visit.form.text("locale") or visit.words.tag
    found = made_stories(visit.workspace, run, language) if run else None
    data = {
        "found": found,
        "runs": list(dict.fromkeys([*made, *([run] if run else [])])),
        "run": run,
        "finished": bool(runs),
        **last_job(visit, "stories"),
        "address": f"{PATH}?{urlencode({'run': run})}" if run else PATH,
        "file": lambda name: f"{PATH}/file?{urlencode({'run': run, 'name': name})}",
        "shape": lambda name, shape: _shape(found, name, shape) if found else "",
    }
    return Page("stories", visit.words.pgettext("desk", "Stories"), data, Remedy("stories", run=run or None))


def file(visit: Visit) -> Answer:
    """Return a file of the stories: pictures for the page, all else to be saved."""
    name = visit.form.text("name")
    kind = _KINDS.get(name.rpartition(".")[2])
    if kind is None:
        raise RequestError("name", name, "a table, a PDF or a picture of the stories")
    return File(story_file(visit.workspace, visit.form.text("run"), name), kind, name.rpartition("/")[2])


def download(visit: Visit) -> Answer:
    """Hand out all that may be published, in one file."""
    run = visit.form.text("run")
    return File(stories_to_publish(visit.workspace, run), "application/zip", f"stories-{run}.zip")


def _shape(found: MadeStories, name: str, shape: str) -> str:
    """Return the address of a picture in one of its shapes."""
    name = f"pictures/{found.locale}/{name}-{shape}.svg"
    return f"{PATH}/file?{urlencode({'run': found.run, 'name': name})}"


PLACES = (
    Place(PATH, "viewer", show),
    Place(f"{PATH}/file", "viewer", file),
    Place(f"{PATH}/download", "viewer", download),
)
