"""Values that wait on disk for their turn, so that ten thousand statements need no memory."""

from __future__ import annotations

import pickle
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """A queue in a temporary file of `folder`, which no other program sees and which goes when it is closed."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close
        self._sizes: list[int] = []

    def append(self, value: T) -> None:
        """Add a value at the end."""
        data = zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1)
        self._file.write(data)
        self._sizes.append(len(data))

    def __iter__(self) -> Iterator[T]:
        """Yield the values, the first one first."""
        self._file.seek(0)
        for size in self._sizes:
            yield pickle.loads(zlib.decompress(self._file.read(size)))  # noqa: S301 - written above by this process

    def close(self) -> None:
        """Remove the file."""
        self._file.close()
