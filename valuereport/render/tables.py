"""Tables whose rows can be laid out one by one, each below its table's head as it stands there among others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

CONTINUED: Final = "continued"
"""The id of the body of a table whose head, and the rows before, stand elsewhere."""
Columns = Sequence[tuple[str, str]]
"""The class and the heading of each column."""
_HEADING: Final = Markup('<th scope="col" class="{}">{}</th>')
_TABLE: Final = Markup('<table class="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}')
_PIECE: Final = Markup(
    '<div class="{}"><table class="{}"><thead style="visibility: hidden"><tr>{}</tr></thead>'
    '<tbody id="continued">{}</tbody></table>{}</div>'
)


def table(
    region: str,
    kind: str,
    columns: Columns,
    rows: Sequence[str],
    foot: str = "",
    after: str = "",
) -> Markup:
    """Return a table of a class `kind`: a head, rows, the rows of its foot, and what stands `after` the table."""
    return _table(kind, columns, Markup().join((*rows, foot)), after)


def head_of_table(kind: str, columns: Columns) -> Markup:
    """Return a table without rows."""
    return _table(kind, columns, "", "")


def piece_of_table(region: str, kind: str, columns: Columns, rows: str, after: str = "") -> Markup:
    """Return rows as they stand in the table of a region, and what stands `after` it, with the head left out."""
    return _PIECE.format(region, kind, _headings([(name, "") for name, _ in columns]), rows, after)


def _table(kind: str, columns: Columns, rows: str, after: str) -> Markup:
    return _TABLE.format(kind, _headings(columns), rows, after)


def _headings(columns: Columns) -> Markup:
    return Markup().join(_HEADING.format(name, heading) for name, heading in columns)
