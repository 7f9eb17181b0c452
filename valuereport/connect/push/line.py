"""The line to the contacts of one account, with a token of its own for writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from valuereport.connect.auth import secrets_of
from valuereport.connect.client import Client
from valuereport.connect.clock import Clock
from valuereport.connect.hosts import host_of
from valuereport.connect.limits import Budget, Limiter
from valuereport.connect.push.system import Contacts, PushSystem
from valuereport.errors import SettingsError
from valuereport.settings import Connection

_PATIENCE: Final = 300.0  # seconds that one call waits; longer, and the push is interrupted


@contextmanager
def contacts_of(
    connection: Connection, system: PushSystem, names: Sequence[str], folder: Path, clock: Clock, settings_file: str
) -> Iterator[Contacts]:
    """Open the line and close it afterwards. `names`: of the fields; `folder`: where the calls of a day are counted.

    Raises SettingsError where the address or the token is missing.
    """
    base_url = connection.base_url or system.base_url
    if not base_url:
        key, allowed = f"connection.{connection.name}.base_url", f"the address of your {system.title}: https://…"
        raise SettingsError(settings_file, key, "nothing", allowed)
    secrets = secrets_of(connection.name)
    _ = secrets["PUSH_TOKEN"]  # that of the pulls, which may only read, never writes
    client = Client(
        connection.name,
        base_url,
        system.auth,
        secrets,
        connection.options,
        {host_of(base_url)},
        Limiter(system.limits, Budget(folder, clock), clock, _PATIENCE),
        system.judge,
        clock,
        private_network=connection.private_network,
    )
    try:
        yield system.contacts(client, connection.push, names)
    finally:
        client.close()
