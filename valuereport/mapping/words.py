"""What headings mean by themselves: an exact synonym of some language, never a similar word."""

from __future__ import annotations

import re
from typing import Final

from valuereport.notation.headings import plain
from valuereport.presets.synonyms import Synonym, synonyms

_APART: Final = re.compile(r"[/|\n]")
_TABLES = ("members", "contacts", "fees", "engagements", "memberships", "responses", "opt_outs")


def meanings(table: str, heading: str) -> tuple[Synonym, ...]:
    """Return what a heading may mean in a table, the surest first; nothing where no language knows it."""
    known = synonyms(table)
    if found := known.get(plain(heading)):
        return found
    return tuple(one for part in halves(heading) for one in known.get(plain(part), ()))


def halves(heading: str) -> tuple[str, ...]:
    """Return the parts of a heading that is written in two languages: `Rhif Aelod / Member No`."""
    parts = [part.strip() for part in _APART.split(heading)]
    return tuple(part for part in parts if part) if len(parts) > 1 else ()


def is_known(heading: str) -> bool:
    """Return whether a heading means something in any table."""
    return any(meanings(table, heading) for table in _TABLES)
