"""[[connection]]: one account of a system's API."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from valuereport.presets import Preset, presets
from valuereport.settings.fields import Strict
from valuereport.settings.known_keys import did_you_mean

NAME: Final = r"^[a-z0-9][a-z0-9-]*$"


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

    @property
    def system_name(self) -> str:
        """Return the system that it is an account of."""
        return self.system or self.name
