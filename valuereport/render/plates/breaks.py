"""Where Pango lets a line or a word end, by WeasyPrint's own function."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_KEPT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Breaks:
    """Positions in a text, in ascending order: where the next line may begin, and where a word ends."""

    lines: tuple[int, ...]
    words: tuple[int, ...]


@lru_cache(maxsize=_KEPT)
def breaks(text: str, language: str) -> Breaks:
    """Return where a text without control characters may be broken or cut."""
    from weasyprint.text.line_break import get_log_attrs

    found = get_log_attrs(text, language)
    inside = range(1, len(text))
    return Breaks(
        tuple(at for at in inside if found[at].is_line_break),
        tuple(at for at in inside if found[at].is_word_end),
    )
