"""What is to stand on a contact, by the names that its fields have there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.connect.push.system import NOTE, NOTE_MARK, TAG
from valuereport.settings import Pushed, PushRules

_IN_NOTE: Final[Mapping[Pushed, str]] = {
    "headline": "A cautious estimate",
    "ratio": "Times the fee",
    "period": "Period",
    "date": "Released",
    "link": "Statement",
}


def names_of(rules: PushRules) -> tuple[str, ...]:
    """Return the names of everything that is written."""
    return (*rules.fields.values(), *([NOTE] if rules.note else []), *([f"{TAG}{rules.tag}"] if rules.tag else []))


def wanted(rules: PushRules, told: Mapping[Pushed, str]) -> dict[str, str]:
    """Return what is to stand on a contact. `told`: of the statement, empty where it says nothing.

    What is empty is written, too: a figure of an earlier year must not stand beside the date of this one.
    """
    values = {name: told[what] for what, name in rules.fields.items()}
    if rules.note:
        lines = [f"{said}: {told[what]}" for what, said in _IN_NOTE.items() if told[what]]
        values[NOTE] = "\n".join(["Membership value statement", *lines, NOTE_MARK])
    if rules.tag:
        values[f"{TAG}{rules.tag}"] = rules.tag
    return values
