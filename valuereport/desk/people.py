"""Who uses a desk: whoever started it, or whom the proxy in front of it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from valuereport.actions import people
from valuereport.actions.terminal import person_at_terminal
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.desk.workplace import Workplace
from valuereport.errors import ValuereportError
from valuereport.model.person import Person, Role

_LEAST: Final[Role] = "viewer"


@dataclass(frozen=True, slots=True)
class People:
    """The people of one desk. `read_only`: all of them only look on."""

    workplace: Workplace
    read_only: bool = False

    def here(self) -> Person:
        """Return who started the desk on this machine; a viewer where the settings cannot say more."""
        if self.workplace.has_workspace:
            try:
                return people.local_person(self._workspace(), read_only=self.read_only)
            except ValuereportError:  # the settings are wrong, and mending them is what the desk is for
                pass
        person = person_at_terminal()
        return replace(person, role=_LEAST) if self.read_only else person

    def behind(self) -> tuple[str, str]:
        """Return the address under which browsers reach the desk behind a proxy, and the header that names the user.

        Raises SettingsError where one is not set, or desk-users.toml lets nobody in.
        """
        workspace = self._workspace()
        people.desk_users(workspace)
        return people.desk_address(workspace), people.user_header(workspace)

    def _workspace(self) -> Workspace:
        return open_workspace(self.workplace.settings, self.workplace.output)

    def named(self, name: str) -> Person:
        """Return whom a proxy names. Raises NotAllowedError, SettingsError."""
        return people.desk_person(self._workspace(), name, read_only=self.read_only)
