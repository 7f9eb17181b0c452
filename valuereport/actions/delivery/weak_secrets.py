"""Secrets of encrypted statements that somebody else could find out: said before a run is approved, never shown."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.combine import combine
from valuereport.deliver.email.weak_secrets import SHORTEST, weakness
from valuereport.errors import Problem
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.run import ManifestRow
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.settings import Settings


def weak_secrets(history: History, settings: Settings) -> list[Problem]:
    """Return a warning for each member with a weak secret, where statements are encrypted."""
    if not settings.workspace.email.encrypt:
        return []
    found = []
    columns = history.members[["member_id", "secret", "emails", "file", "row"]]
    for member_id, secret, emails, file, row in columns.itertuples(index=False, name=None):
        # No secret at all is another matter: such a member gets no email.
        reason = weakness(str(secret), (str(member_id), *str(emails).split(KEY_SEPARATOR))) if secret else ""
        if reason:
            action = f"it is used all the same; give members a secret of {SHORTEST} characters or more that is no date"
            found.append(
                Problem("deliver", "warning", reason, action, str(file), int(row), "secret", member_id=str(member_id))
            )
    return found


def weak_secrets_of(rows: Sequence[ManifestRow], settings: Settings) -> list[tuple[str, str]]:
    """Return the members of a run with a weak secret, and why it is weak. Raises SourceError.

    The exports are read as they are now, as a sending does; only where statements are encrypted.
    """
    if not settings.workspace.email.encrypt:
        return []
    rendered = {row.member_id for row in rows if row.status == "rendered"}
    weak = weak_secrets(combine(load(settings), settings), settings)
    return [(one.member_id, one.reason) for one in weak if one.member_id in rendered]
