"""What the workspace pulls: its connections, and what of each its sources read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from valuereport.presets import presets
from valuereport.settings.connections import Connection, systems
from valuereport.settings.read import Settings
from valuereport.settings.workspace import Source, Workspace


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


def has_own_ids(workspace: Workspace, connection: str) -> bool:
    """Return whether the members' ids are those of a connection's own contacts: a source of members says so."""
    return any(
        source.connection == connection and source.table == "members" and "id" in _headings_for(source, "member_id")
        for source in workspace.source
    )


def _headings_for(source: Source, name: str) -> frozenset[str]:
    """Return the headings that a source reads a column from, those of its preset where it names none."""
    if source.names(name):
        return frozenset(source.columns[name].headings) if name in source.columns else frozenset()
    origins = presets()[source.preset].columns.get(name, ()) if source.preset else ()
    return frozenset(heading for origin in origins for heading in origin.column)


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
