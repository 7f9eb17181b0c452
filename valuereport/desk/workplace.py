"""What one desk is about: a folder with a workspace, or one that will have it; and what is kept between requests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from valuereport.actions.in_hand import InHand
from valuereport.actions.kept import Kept
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.desk.drawn import Drawn
from valuereport.errors import ValuereportError
from valuereport.model.person import Person

SETTINGS: Final = "valuereport.toml"


class NoWorkspaceError(ValuereportError):
    """The folder has no settings yet: the first thing to do is to bring exports."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A folder, and where its settings and its output are or will be."""

    settings: Path
    output: Path | None = None
    kept: Kept = field(default_factory=Kept, compare=False, repr=False)
    in_hand: InHand = field(default_factory=InHand, compare=False, repr=False)
    drawn: Drawn = field(default_factory=Drawn, compare=False, repr=False)

    @property
    def folder(self) -> Path:
        """Return the folder of the workspace."""
        return self.settings.parent

    @property
    def private(self) -> Path:
        """Return the folder of what the desk itself keeps; only its own user may read it."""
        return self.folder / ".desk"

    @property
    def has_workspace(self) -> bool:
        """Return whether there are settings already."""
        return self.settings.is_file()

    @property
    def organisation(self) -> str:
        """Return the organisation's name; "" where there are no settings that can be read."""
        return self._organisation()[0]

    @property
    def locale(self) -> str:
        """Return the organisation's locale; "" where there are no settings that can be read."""
        return self._organisation()[1]

    def _organisation(self) -> tuple[str, str]:
        try:
            found = tomllib.loads(self.settings.read_text(encoding="utf-8"))["organisation"]
            return str(found["name"]), str(found["locale"])
        except (OSError, ValueError, KeyError, TypeError):
            return "", ""

    def clear(self) -> None:
        """Forget what is kept in memory: a member was erased."""
        self.kept.clear()
        self.in_hand.clear()
        self.drawn.clear()

    def workspace(self, person: Person) -> Workspace:
        """Open the workspace for somebody, as its files are now. Raises NoWorkspaceError, SettingsError."""
        if not self.has_workspace:
            raise NoWorkspaceError(f"{self.folder} has no {SETTINGS} yet")
        return replace(open_workspace(self.settings, self.output), person=person, kept=self.kept, own_runs=True)
