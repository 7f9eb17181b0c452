"""Where files are stored: on this machine, or in a store that many machines see (`s3://bucket/folder`)."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from valuereport.errors import Remedy, RunError

if TYPE_CHECKING:  # most runs stay on this machine, and then no driver of a store is loaded
    from valuereport.remote import RemotePath


def storage_path(name: str, folder: Path | None = None) -> Path:
    """Return the path for a name that a user wrote: a URL, or a path that starts from `folder`. Raises RunError.

    A path in a store has the methods of pathlib that runs need, so its type is Path, too.
    """
    if "://" not in name:
        return folder / name if folder else Path(name)
    url = urlsplit(name)
    if url.scheme == "file":
        return Path(unquote(url.path))
    if url.password or url.username:
        raise RunError(
            f"{url.scheme}://{url.hostname}: a URL with a name or a password is not used, as it would stand in files "
            "and logs: what opens the store comes from the environment, such as AWS_ACCESS_KEY_ID"
        )
    from valuereport.remote import path_from_url

    return cast("Path", path_from_url(name))


def remote_path(path: object) -> RemotePath | None:
    """Return a path as one in a store; None where it is on this machine."""
    return None if isinstance(path, PurePath) else cast("RemotePath", path)


def require_local(folder: Path, command: str) -> Path:
    """Return a run's folder. Raises RunError where it is in a store, for a command that works with files only."""
    if remote_path(folder):
        copy = f"aws s3 cp --recursive {folder} output/{folder.name}" if str(folder).startswith("s3") else "copy it"
        raise RunError(
            f"{folder} is in a store, and {command} needs the run on this machine: {copy}, and then",
            Remedy(command, run=f"output/{folder.name}"),
        )
    return folder
