"""Tables whose rows can be laid out one by one, each below its table's head as it stands there among others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

CONTINUED: Final = "continued"
"""The id of the body of a table whose head, and the rows before, stand elsewhere."""
Columns = Sequence[tuple[str, str]]
"""The class and the heading of each column."""
_SHAPES: Final = 256  # that are remembered


def table(
    region: str,
    kind: str,
    columns: Columns,
    rows: Sequence[str],
    foot: str = "",
    after: str = "",
) -> Markup:
    """Return a table of a class `kind`: a head, rows, the rows of its foot, and what stands `after` the table.

    All but its headings is finished HTML.
    """
    opened = f'<table class="{kind}"><thead>{_headings(tuple(columns))}</thead><tbody>'
    return Markup("".join([opened, *rows, foot, "</tbody></table>", after]))  # noqa: S704 - see above


def piece_of_table(region: str, kind: str, columns: Columns, rows: str, after: str = "") -> str:
    """Return rows as they stand in the table of a region, and what stands `after` it, with the head left out."""
    return f"{_opened(region, kind, tuple(columns))}{rows}</tbody></table>{after}</div>"


@lru_cache(maxsize=_SHAPES)
def _opened(region: str, kind: str, columns: tuple[tuple[str, str], ...]) -> str:
    head = f'<thead style="visibility: hidden">{_headings(tuple((name, "") for name, _ in columns))}</thead>'
    return f'<div class="{region}"><table class="{kind}">{head}<tbody id="{CONTINUED}">'


@lru_cache(maxsize=_SHAPES)
def _headings(columns: tuple[tuple[str, str], ...]) -> str:
    cells = "".join(f'<th scope="col" class="{name}">{escape(heading)}</th>' for name, heading in columns)
    return f"<tr>{cells}</tr>"
