"""Who asks: the operating system's user, or a user whom a proxy names and desk-users.toml gives a role."""

from __future__ import annotations

from dataclasses import replace

from valuereport.actions.terminal import person_at_terminal
from valuereport.actions.workspace import Workspace
from valuereport.errors import NotAllowedError, SettingsError
from valuereport.model.person import Person
from valuereport.settings.desk import DESK_USERS, DeskUsers
from valuereport.settings.read import read_desk_users


def local_person(workspace: Workspace, *, read_only: bool = False) -> Person:
    """Return who uses a desk on one's own machine: the system's user, a viewer where the desk is read-only."""
    return _person(workspace, person_at_terminal(), read_only=read_only)


def desk_person(workspace: Workspace, name: str, *, read_only: bool = False) -> Person:
    """Return the user whom a proxy names; the file is read each time, so that a role taken away counts at once.

    Raises NotAllowedError for a name that is empty or that desk-users.toml has not, SettingsError for a wrong file.
    """
    user = desk_users(workspace).find(name) if name.strip() else None
    if user is None:
        raise NotAllowedError(name.strip() or "somebody without a name", "", "viewer")
    return _person(workspace, Person(user.name, user.role), read_only=read_only)


def desk_users(workspace: Workspace) -> DeskUsers:
    """Return who may use a desk behind a proxy. Raises SettingsError where nobody may."""
    path = workspace.settings.folder / DESK_USERS
    users = read_desk_users(path)
    if not users.user:
        raise SettingsError(str(path), "user", "nothing", "a [[user]] with name and role for each who may use the desk")
    return users


def desk_address(workspace: Workspace) -> str:
    """Return the address under which browsers reach the desk behind a proxy. Raises SettingsError for none."""
    settings = workspace.settings
    if not settings.workspace.desk.address:
        allowed = "the address under which browsers reach the desk, such as https://desk.example.org"
        raise SettingsError(str(settings.path), "desk.address", "nothing", allowed)
    return settings.workspace.desk.address


def user_header(workspace: Workspace) -> str:
    """Return the header in which the proxy names the user. Raises SettingsError where the settings name none."""
    settings = workspace.settings
    if not settings.workspace.desk.user_header:
        allowed = "the header in which the proxy names the user, such as X-Remote-User"
        raise SettingsError(str(settings.path), "desk.user_header", "nothing", allowed)
    return settings.workspace.desk.user_header


def _person(workspace: Workspace, person: Person, *, read_only: bool) -> Person:
    looks_only = read_only or workspace.settings.workspace.desk.read_only
    return replace(person, role="viewer") if looks_only else person
