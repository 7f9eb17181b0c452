"""What the workspace pulls: its connections, and what of each its sources and its lists of opt-outs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from valuereport.presets import Preset, presets
from valuereport.settings.connections import Connection, opt_outs_of, systems
from valuereport.settings.read import Settings
from valuereport.settings.workspace import Source, Workspace


@dataclass(frozen=True, slots=True)
class PulledList:
    """Records of a connection that say who gets no email; `preset` says which of them."""

    connection: str
    records: str
    preset: Preset

    @property
    def headings(self) -> frozenset[str]:
        """Return every heading that is read of them."""
        return frozenset({*_headings_in(self.preset, self.preset.columns), *self.preset.where, *self.preset.where_not})


def pulled_lists(workspace: Workspace) -> tuple[PulledList, ...]:
    """Return the records that do_not_email names, each once."""
    system_of = {one.name: one.system_name for one in connections_of(workspace)}
    found = {
        (name, each): PulledList(name, each, preset)
        for name, records in workspace.email.stop_pulls
        for each, preset in opt_outs_of(system_of[name]).items()
        if not records or each == records
    }
    return tuple(found.values())


def connections_of(workspace: Workspace) -> tuple[Connection, ...]:
    """Return the connections that are named, and those that a source or a list names by a system alone."""
    named = {one.name: one for one in workspace.connection}
    implied = [name for name in _pulled(workspace) if name not in named and name in systems()]
    return (*named.values(), *(Connection(name=name) for name in dict.fromkeys(implied)))


def _pulled(workspace: Workspace) -> Iterable[str]:
    yield from (source.connection for source in workspace.source if source.pull)
    yield from (name for name, _ in workspace.email.stop_pulls)


def asked_of(workspace: Workspace, connection: str) -> Mapping[str, frozenset[str]]:
    """Return what a connection is asked for: by records, the headings that are read of them."""
    found: dict[str, frozenset[str]] = {}
    for source in workspace.source:
        if source.connection == connection:
            found[source.records] = found.get(source.records, frozenset()) | headings_of(source)
    for one in pulled_lists(workspace):
        if one.connection == connection:
            found[one.records] = found.get(one.records, frozenset()) | one.headings
    return found


def has_own_ids(workspace: Workspace, connection: str) -> bool:
    """Return whether all members' ids are those of a connection's own contacts.

    Not where another source lists members, too: the number of one of these may be that of somebody else's contact.
    """
    those = [source for source in workspace.source if source.table == "members"]
    return all(one.connection == connection and "id" in _headings_for(one, "member_id") for one in those)


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
        preset = presets()[source.preset]
        headings |= _headings_in(preset, [name for name in preset.columns if not source.names(name)])
    return frozenset(headings - {""})


def _headings_in(preset: Preset, columns: Iterable[str]) -> set[str]:
    origins = (origin for name in columns for origin in preset.columns[name])
    return {heading for origin in origins for heading in (*origin.column, origin.less or "")} - {""}


def pulls_folder(settings: Settings) -> Path:
    """Return where all pulls stand."""
    return settings.folder / settings.workspace.files.pulls
