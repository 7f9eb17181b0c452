"""What `valuereport stories` says: how much is shown, what is hidden and by which rule, and where it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from valuereport.model.story import Stories


def stories_text(stories: Stories, files: Sequence[Path]) -> str:
    """Return the summary of an output."""
    shown = sum(cell.value is not None for cell in stories.cells)
    lines = [
        f"run {stories.run}, by {', '.join(stories.by) or 'nothing'}{', DRAFT' if stories.draft else ''}",
        f"figures    {shown:,} shown, {len(stories.cells) - shown:,} hidden",
    ]
    rules = Counter(cell.rule for cell in stories.cells if cell.value is None)
    lines += [f"{number:>17,} by the rule {rule}" for rule, number in rules.most_common()]
    lines.append(f"portraits  {len(stories.portraits):,} composed; named cases {len(stories.cases):,}")
    pages = [
        file for file in files if file.suffix in (".html", ".pdf", ".csv", ".json") and file.parent.name != "pictures"
    ]
    lines += ["", *(str(file) for file in pages if "pictures" not in file.parts)]
    pictures = sorted({file.parent for file in files if "pictures" in file.parts})
    lines += [f"{folder}  (pictures as SVG and PNG, and what they show in words)" for folder in pictures]
    return "\n".join(lines)
