"""One request as a page sees it: who asks, in which language, for which workspace, with which fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from valuereport.actions.workspace import Workspace
from valuereport.desk.form import Form
from valuereport.desk.workplace import Workplace
from valuereport.model.person import Person, Role
from valuereport.wording import Wording


@dataclass(frozen=True)
class Visit:
    """A request. `errors`: what is wrong with the fields that were entered, where the page is shown again."""

    workplace: Workplace
    person: Person
    words: Wording
    path: str
    address: str  # with the question of its form
    form: Form = field(default_factory=Form)
    errors: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def workspace(self) -> Workspace:
        """Return the workspace as its files are now. Raises NoWorkspaceError, SettingsError."""
        return self.workplace.workspace(self.person)

    def may(self, role: Role) -> bool:
        """Return whether the visitor may do what somebody in a role may."""
        return self.person.may(role)

    @property
    def today(self) -> date:
        """Return the day on the clerk's wall."""
        return datetime.now(UTC).astimezone().date()
