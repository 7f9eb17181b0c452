"""[[connection]]: one account of a system's API."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from valuereport.presets import Preset, presets
from valuereport.settings.fields import Strict
from valuereport.settings.known_keys import did_you_mean

NAME: Final = r"^[a-z0-9][a-z0-9-]*$"
PUSHABLE: Final = ("capsule", "hubspot", "civicrm", "kit")
"""The systems that figures can be written back to."""

Pushed = Literal["headline", "low", "currency", "ratio", "link", "date", "period"]
"""What of a statement can be written to a contact: docs/export.md."""


def _known_system(name: str) -> str:
    if name and name not in systems():
        raise ValueError(f"a system: {', '.join(systems())} (not {name}){did_you_mean(name, systems())}")
    return name


def _address(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise ValueError("an address that begins with https://")
    return text.rstrip("/")


def systems() -> tuple[str, ...]:
    """Return the systems whose API records are known."""
    return tuple(dict.fromkeys(one.system_name for one in presets().values() if one.records))


_Field = Annotated[str, Field(min_length=1, max_length=200)]


class PushRules(Strict):
    """What is written to the contacts of a system, and where; nothing unless it is named."""

    fields: Mapping[Pushed, _Field] = {}  # what of the statement -> the field there
    member_id: Annotated[str, Field(max_length=200)] = ""  # the field there that holds the member's id; "id": its own
    note: bool = False  # a note on the contact, for a system without fields for it
    tag: Annotated[str, Field(max_length=200)] = ""  # that each contact gets

    @model_validator(mode="after")
    def _fields_are_apart(self) -> Self:
        names = [*self.fields.values(), *([self.member_id] if self.member_id else [])]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"a field of its own for each (twice: {twice})")
        return self

    @property
    def is_on(self) -> bool:
        """Return whether anything is written."""
        return bool(self.fields or self.note or self.tag)


@cache
def opt_outs_of(system: str) -> Mapping[str, Preset]:
    """Return the records of a system's API that say who gets no mail, each with its preset."""
    said = (one for one in presets().values() if one.system_name == system and one.table == "opt_outs")
    return {one.records: one for one in said if one.records}


class Connection(Strict):
    """An account of a system; its secrets are in the environment: VALUEREPORT_<NAME>_TOKEN and others."""

    name: Annotated[str, Field(pattern=NAME)]
    system: Annotated[str, AfterValidator(_known_system)] = ""  # empty: as the name
    base_url: Annotated[str, AfterValidator(_address)] = ""  # where the organisation has the system on its own server
    private_network: bool = False  # the server may have an address of a private network
    options: Mapping[str, str] = {}  # what the system needs besides: an account, a form
    keep: Annotated[int, Field(ge=1, le=100)] = 3  # pulls, and those that they add to
    push: PushRules = PushRules()  # nothing is written unless it is named

    @model_validator(mode="after")
    def _can_be_pushed_to(self) -> Self:
        if self.push.is_on and self.system_name not in PUSHABLE:
            raise ValueError(f"push for one of {', '.join(PUSHABLE)} (not {self.system_name})")
        if self.push.tag and self.system_name != "kit":
            raise ValueError(f"tag for kit alone (not {self.system_name})")
        if self.push.note and self.system_name not in ("capsule", "civicrm"):
            raise ValueError(f"note for capsule or civicrm (not {self.system_name}, which has fields)")
        return self

    @property
    def system_name(self) -> str:
        """Return the system that it is an account of."""
        return self.system or self.name
