"""What the words of a status mean, by language: of memberships, payments and attendance."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from valuereport.notation.headings import plain

Subject = Literal["membership", "payment", "attendance"]

_FILE = Path(__file__).with_name("statuses.toml")


@cache
def statuses(subject: Subject) -> Mapping[str, tuple[str, str]]:
    """Return the meaning and the language of each word, by the word in the form in which headings are compared.

    Of memberships: current, ended, died, waiting. Of payments: paid, unpaid, void, refunded. Of attendance: attended,
    not_attended, refunded. A word that means several things means the one that gives a member less: it stands last.
    """
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        plain(word): (meaning, language)
        for meaning, words in data[subject].items()
        for language, forms in words.items()
        for word in forms
    }
