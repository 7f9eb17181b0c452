"""Which role a change of the settings needs: what gives rights, or opens files of the machine, takes an approver.

A desk may run on another machine than its users: who may name any file as an export can read what the desk's user can
read there. Files in the workspace's folder are its operators' anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from valuereport.model.person import Role
from valuereport.settings import OF_A_PULL
from valuereport.settings.desk import DESK_USERS
from valuereport.settings.edit import Place, value_at

_RIGHTS: Final[tuple[Place, ...]] = (("desk",), ("approval",), ("files", "group"))
"""What says who may do what."""
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)


def needed_role(before: Mapping[str, Any], after: Mapping[str, Any], folder: Path) -> Role:
    """Return the role that may write `after` in place of `before`: valuereport.toml as data, in its folder.

    What is the same as before, or is only taken away, was decided by whoever wrote it.
    """
    gives_rights = any(value_at(before, place) != value_at(after, place) for place in _RIGHTS)
    opens = set(_opened(after, folder)) - set(_opened(before, folder))
    return "approver" if gives_rights or opens else "operator"


def _opened(data: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield the databases with what they are asked, where connections send their tokens, and files outside."""
    sources = data.get("source", ())
    for source in sources if isinstance(sources, list) else ():
        if isinstance(source, Mapping) and (source.get("database") or source.get("query")):
            yield str(source.get("database")), str(source.get("query"))
    connections = data.get("connection", ())
    for one in connections if isinstance(connections, list) else ():
        if isinstance(one, Mapping):
            yield tuple(f"{key}={one.get(key)}" for key in ("name", "system", "base_url", "private_network", "options"))
    yield from ((name,) for name in _named(data) if _is_outside(folder, name))


def _named(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files that the settings name; those of [brand] are held inside the folder by whoever reads them."""
    sources, files = data.get("source", ()), data.get("files", {})
    found = [source.get("file") for source in (sources if isinstance(sources, list) else ()) if source]
    found += files.values() if isinstance(files, Mapping) else ()
    found.append(value_at(data, ("stories", "consents")))
    stop_lists = value_at(data, ("email", "do_not_email"))
    named = stop_lists if isinstance(stop_lists, list) else [stop_lists]
    found += [one for one in named if not str(one).startswith(OF_A_PULL)]
    yield from (name for name in found if isinstance(name, str) and name)


def _is_outside(folder: Path, name: str) -> bool:
    home = folder.resolve()
    try:
        path = (home / name).resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links, or a character that no path can have
        return True
    return bool(_ADDRESS.match(name)) or not path.is_relative_to(home) or path.name == DESK_USERS
