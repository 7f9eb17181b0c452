"""The folder for what is worked out once from the fonts and kept: static faces, fontconfig's file and its index."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from valuereport.errors import TemplateError


def cache_folder() -> Path:
    """Return a folder that only we write to: in the user's cache, else among temporary files. Raises TemplateError."""
    home = os.environ.get("XDG_CACHE_HOME")
    user = os.getuid() if hasattr(os, "getuid") else 0
    candidates = [Path(tempfile.gettempdir()) / f"valuereport-{user}"]
    if home or os.environ.get("HOME") or user:
        with suppress(RuntimeError):  # in a container, a user may have no home at all
            candidates.insert(0, (Path(home) if home else Path.home() / ".cache") / "valuereport")
    for folder in candidates:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # In a temporary folder that all share, somebody else may have taken the name.
            ours = not hasattr(os, "getuid") or folder.stat(follow_symlinks=False).st_uid == user
        except (OSError, RuntimeError):
            continue
        if ours and os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise TemplateError("no folder for the fonts can be written: set XDG_CACHE_HOME or TMPDIR")
