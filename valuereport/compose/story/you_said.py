"""What became of members' suggestions, as a part of the story page."""

from __future__ import annotations

from valuereport.compose.story.context import StoryContext
from valuereport.compose.you_said import heading, suggestions
from valuereport.model.story_page import Row, Section, Table


def you_said(context: StoryContext) -> Section | None:
    """Return the answered suggestions, the newest first; None where there are none, or stories are not to say them."""
    words, found = context.words, suggestions(context.texts, "stories")
    if not found:
        return None
    # Translators: headings of a table: what members suggested, and what the organisation did about it.
    headings = (words.gettext("What members suggested"), words.gettext("What became of it"))
    rows = tuple(Row(one.said, (one.answer,)) for one in found)
    return Section("you-said", heading(words), tables=(Table(heading(words), headings, rows, texts=1),))
