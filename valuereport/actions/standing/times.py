"""When files were last written, in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path


def written(file: Path) -> datetime | None:
    """Return when a file was last written; None where it is not there, or a store does not say."""
    with suppress(OSError, AttributeError, TypeError, ValueError):
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return None


def newest(files: Iterable[Path]) -> datetime | None:
    """Return when the newest of some files was written."""
    return max((at for one in files if (at := written(one))), default=None)


def oldest(files: Iterable[Path]) -> datetime | None:
    """Return when the oldest of some files was written."""
    return min((at for one in files if (at := written(one))), default=None)
