"""Writing an output of stories: the tables, the JSON files, and the rendered pages and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from valuereport.model.story import Stories
from valuereport.output_folder import locked_folder, replace_folder
from valuereport.settings.stories import StoriesRules
from valuereport.stories.published import PUBLISHED, published_json, published_output, read_published, stories_json
from valuereport.stories.tables import claims_csv, disclosure_csv, stories_csv


def write_stories(stories: Stories, folder: Path, extra: Mapping[str, bytes], rules: StoriesRules) -> tuple[Path, ...]:
    """Replace the earlier output and return the files; `extra`: pages and pictures by path.

    After a crash at any moment `folder` has the complete earlier output or this one. Raises RunError if it has files
    that no earlier output wrote, if another command is writing it, or if it cannot be written.
    """
    with locked_folder(folder):
        files = {
            "stories.csv": stories_csv(stories.cells, stories.by),
            "stories.json": stories_json(stories, rules),
            "disclosure.csv": disclosure_csv(stories.disclosures, stories.by),
            "claims.csv": claims_csv(stories.claims),
            PUBLISHED: published_json((*read_published(folder), published_output(stories, rules))),
        }
        conflicts = sorted(files.keys() & extra.keys())
        if conflicts:
            raise ValueError(f"stories writes these files itself: {', '.join(conflicts)}")
        return replace_folder(folder, {**files, **extra})
