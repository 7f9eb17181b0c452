"""A file of the settings as a form: its sections and keys, what they say, what is allowed, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from valuereport.settings.edit.edited import Place

FieldKind = Literal["text", "switch", "whole", "number", "day", "choice", "list", "texts", "value"]
"""What a form shows: `switch` is true or false, `day` 2026-12-31, `list` one entry a line, `texts` one text a language
(each a place of its own below the key), and `value` a text, or a list or a table as TOML writes it."""


@dataclass(frozen=True, slots=True)
class SettingField:
    """One key. All values are written as a form shows them."""

    place: Place  # ("email", "a_minute"); entries of a list of tables by number, from 0: ("alert", 0, "when")
    kind: FieldKind
    value: str | None  # what the file says, None where it says nothing
    default: str | None  # what counts where the file says nothing
    needed: bool  # the file has to say it
    choices: tuple[str, ...]  # all that is allowed, of the kind `choice`
    texts: Mapping[str, str]  # of the kind `texts`: what the file says, by language
    help: str  # what the sample's file says of it

    @property
    def name(self) -> str:
        """Return the key."""
        return str(self.place[-1])


@dataclass(frozen=True, slots=True)
class SettingSection:
    """One table of a file: a section, or one entry of a list of tables."""

    place: Place
    entry: str  # of an entry: its id or name, else its number; "" of a section
    is_there: bool  # whether the file has it; of each list of tables there is one more, for a new entry
    help: str
    fields: tuple[SettingField, ...]


def sections_of(model: type[BaseModel], data: Mapping[str, Any], notes: Mapping[Place, str]) -> tuple[SettingSection, ...]:
    """Return the sections of a file that holds `data`. `notes`: what the sample says, by place without numbers."""
    raise NotImplementedError
