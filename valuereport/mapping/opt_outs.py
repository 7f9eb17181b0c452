"""Whether a file is a list of addresses that get no mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from valuereport.mapping.profile import Profile
from valuereport.mapping.table import Table
from valuereport.notation.headings import plain

_WORDS: Final = re.compile(
    r"unsub|opt(ed)? ?out|do not (e ?)?mail|do not contact|suppress|no mail|bounce|cleaned|blacklist|blocklist|robinson"
    r"|abgemeldet|abmeldung|widerspr|sperrliste|desabonn|désabonn|desinscr|désinscr|opposition|baja|excluid|cancellat"
    r"|disiscri|uitgeschreven|afgemeld|wypisan|descadastr|cancelad|datdanysgrif|配信停止|退订|إلغاء"
)
_ADDRESSES: Final = 0.8


def opt_out_column(table: Table, profiles: Mapping[str, Profile]) -> str:
    """Return the heading of the addresses of such a file, "" where it is none."""
    named = _WORDS.search(plain(table.file.rpartition("/")[2]))
    headed = any(_WORDS.search(plain(heading)) and _says_when(profiles[heading]) for heading in profiles)
    if not (named or headed):
        return ""
    likeliest = max(profiles, key=lambda heading: profiles[heading].addresses, default="")
    alone = len(profiles) == 1  # a list of lines may say more than addresses
    return likeliest if likeliest and profiles[likeliest].addresses >= (0.5 if alone else _ADDRESSES) else ""


def _says_when(profile: Profile) -> bool:
    """Return whether every row says that it opted out: a column of yes and no is one of members."""
    return profile.full >= _ADDRESSES and profile.distinct > 1
