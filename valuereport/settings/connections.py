"""[[connection]]: one account of a system's API, and what the sources want to read of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, Field

from valuereport.presets import presets
from valuereport.settings.fields import Strict
from valuereport.settings.known_keys import did_you_mean

if TYPE_CHECKING:
    from valuereport.settings.read import Settings
    from valuereport.settings.workspace import Source, Workspace

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


def connections_of(workspace: Workspace) -> tuple[Connection, ...]:
    """Return the connections that are named, and those that a source or a list names by a system alone."""
    named = {one.name: one for one in workspace.connection}
    implied = [name for name in _pulled(workspace) if name not in named and name in systems()]
    return (*named.values(), *(Connection(name=name) for name in dict.fromkeys(implied)))


def _pulled(workspace: Workspace) -> Iterable[str]:
    yield from (source.connection for source in workspace.source if source.pull)


def asked_of(workspace: Workspace, connection: str) -> Mapping[str, frozenset[str]]:
    """Return what a connection is asked for: by records, the headings that sources read of them."""
    found: dict[str, frozenset[str]] = {}
    for source in workspace.source:
        if source.connection == connection:
            found[source.records] = found.get(source.records, frozenset()) | headings_of(source)
    return found


def headings_of(source: Source) -> frozenset[str]:
    """Return every heading that a source may read, those of its preset among them."""
    headings = {heading for mapping in source.columns.values() for heading in mapping.headings}
    headings |= {*source.where, *source.where_not, source.group_by}
    if source.preset:
        for name, origins in presets()[source.preset].columns.items():
            if not source.names(name):
                headings |= {heading for origin in origins for heading in (*origin.column, origin.less or "")}
    return frozenset(headings - {""})


def pulls_folder(settings: Settings) -> Path:
    """Return where all pulls stand."""
    return settings.folder / settings.workspace.files.pulls
