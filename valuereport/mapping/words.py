"""What headings mean by themselves: an exact synonym of some language, never a similar word."""

from __future__ import annotations

from valuereport.notation.headings import plain
from valuereport.presets.synonyms import Synonym, synonyms

_TABLES = ("members", "contacts", "fees", "engagements", "responses", "opt_outs")


def meanings(table: str, heading: str) -> tuple[Synonym, ...]:
    """Return what a heading may mean in a table, the surest first; nothing where no language knows it."""
    return synonyms(table).get(plain(heading), ())


def is_known(heading: str) -> bool:
    """Return whether a heading means something in any table."""
    return any(meanings(table, heading) for table in _TABLES)
