"""An output of stories as files: tables, JSON, and the pages and pictures that others made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from valuereport.model.story import Stories
from valuereport.settings.stories import StoriesRules
from valuereport.stories.folder import held, replace_folder
from valuereport.stories.published import PUBLISHED, issued, published_json, read_published, stories_json
from valuereport.stories.tables import claims_csv, disclosure_csv, stories_csv


def write_stories(stories: Stories, folder: Path, extra: Mapping[str, bytes], rules: StoriesRules) -> tuple[Path, ...]:
    """Write an output in place of the earlier one and return its files; `extra` are pages and pictures by path.

    After a crash at any moment `folder` holds the earlier output or this one, whole. Raises RunError where it holds
    files that no earlier output wrote, where another command is writing it, or where it cannot be written.
    """
    with held(folder):
        own = {
            "stories.csv": stories_csv(stories.cells, stories.by),
            "stories.json": stories_json(stories, rules),
            "disclosure.csv": disclosure_csv(stories.disclosures, stories.by),
            "claims.csv": claims_csv(stories.claims),
            PUBLISHED: published_json((*read_published(folder), issued(stories, rules))),
        }
        taken = sorted(own.keys() & extra.keys())
        if taken:
            raise ValueError(f"stories writes these files itself: {', '.join(taken)}")
        return replace_folder(folder, {**own, **extra})
