"""Where a connection's system is, and whether the connection says all that the system needs."""

from __future__ import annotations

import contextlib

from valuereport.connect.auth import secrets_of
from valuereport.connect.system import System
from valuereport.errors import SettingsError
from valuereport.settings import Connection


def base_url_of(connection: Connection, system: System, settings_file: str) -> str:
    """Return the address of a connection's API. Raises SettingsError where it is not known."""
    key = f"connection.{connection.name}"
    for name in connection.options:
        if name not in system.options:
            known = ", ".join(f"{one} ({said})" for one, said in system.options.items())
            allowed = f"for {system.title}: {known}" if known else f"no options for {system.title}"
            raise SettingsError(settings_file, f"{key}.options.{name}", connection.options[name], allowed)
    for name in system.options:
        if name not in connection.options and name not in system.optional:
            raise SettingsError(settings_file, f"{key}.options.{name}", "nothing", system.options[name])
    url = connection.base_url or system.base_url
    if not url and system.base_url_of_key:
        url = system.base_url_of_key(secrets_of(connection.name))
    if url:
        with contextlib.suppress(KeyError):
            return url.format_map(system.options_of(connection.options))
    raise SettingsError(settings_file, f"{key}.base_url", "nothing", f"the address of your {system.title}: https://…")
