"""Files in a store: pathlib's methods over a driver of fsspec. A driver's errors become OSErrors with a text."""

from __future__ import annotations

import errno
import hashlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self
from uuid import uuid4

import fsspec
from upath.extensions import ProxyUPath

from valuereport.errors import RunError

_OBJECTS: Final = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory")
"""Stores without folders, where a file is replaced as a whole by one put."""
_S3: Final = ("s3", "s3a")
_ONE_PUT: Final = 50_000_000  # bytes; a larger file is sent in parts, and then a store has no hash of the whole
_NUMBERS: Final = {
    FileNotFoundError: errno.ENOENT,
    NotADirectoryError: errno.ENOTDIR,
    PermissionError: errno.EACCES,
    TimeoutError: errno.ETIMEDOUT,
}
_DRIVERS: Final = {"s3": "valuereport[s3]", "s3a": "valuereport[s3]", "gs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}


def path_from_url(url: str) -> RemotePath:
    """Return a path in a store. Raises RunError where no driver for it is installed."""
    scheme = url.split("://", 1)[0]
    try:
        fsspec.get_filesystem_class(scheme)
        # Other programs write there, too, so a listing must not come from a cache.
        return RemotePath(url.rstrip("/"), use_listings_cache=False)
    except ImportError as error:
        package = _DRIVERS.get(scheme)
        advice = f"python -m pip install '{package}'" if package else str(error)
        raise RunError(f"{url}: the package for this kind of store is not installed: {advice}") from None
    except ValueError as error:
        raise RunError(f"{url}: this kind of store is not known ({error}); s3://bucket/folder is one that is") from None


class RemotePath(ProxyUPath):
    """A file or folder in a store. Raises OSError with `strerror` set, as a Path of this machine does."""

    def put(self, data: bytes) -> None:
        """Write a file as a whole: at any moment there is the old one or the new one."""
        with _translate_errors(self):
            if self.protocol in _OBJECTS:
                # S3 computes the SHA-256 itself, refuses damaged data, and returns the hash later without the file.
                checksum = {"ChecksumAlgorithm": "SHA256"} if self.protocol in _S3 and len(data) < _ONE_PUT else {}
                self.fs.pipe_file(self.path, data, **checksum)
                return
            partial = self.parent / f".{uuid4().hex}.partial"
            self.fs.makedirs(self.parent.path, exist_ok=True)
            self.fs.pipe_file(partial.path, data)
            self.fs.mv(partial.path, self.path)

    def sha256(self) -> str:
        """Return the SHA-256 of a file's content: from the store where it has one, else by reading the file."""
        if self.protocol in _S3:
            store: Any = self.fs
            bucket, key, _ = store.split_path(self.path)
            with _translate_errors(self):
                head = store.call_s3("head_object", Bucket=bucket, Key=key, ChecksumMode="ENABLED")
            checksum = head.get("ChecksumSHA256", "")
            if checksum and "-" not in checksum:  # with a dash it is a hash of parts, not of the whole
                return b64decode(checksum).hex()
        return hashlib.sha256(self.read_bytes()).hexdigest()

    def remove_all(self) -> None:
        """Remove a folder with all that is in it."""
        with _translate_errors(self):
            self.fs.rm(self.path, recursive=True)

    def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        """Do nothing: a folder exists as soon as a file is in it. So no mistyped bucket is ever created."""

    def exists(self, *, follow_symlinks: bool = True) -> bool:
        with _translate_errors(self):
            return super().exists(follow_symlinks=follow_symlinks)

    def is_dir(self) -> bool:
        with _translate_errors(self):
            return super().is_dir()

    def is_file(self) -> bool:
        with _translate_errors(self):
            return super().is_file()

    def read_bytes(self) -> bytes:
        with _translate_errors(self):
            return bytes(self.fs.cat_file(self.path))

    def read_text(self, encoding: str | None = None, errors: str | None = None, newline: str | None = None) -> str:
        return self.read_bytes().decode(encoding or "utf-8", errors or "strict")

    def write_bytes(self, data: bytes) -> int:
        self.put(data)
        return len(data)

    def unlink(self, missing_ok: bool = False) -> None:
        with _translate_errors(self):
            try:
                self.fs.rm_file(self.path)
            except FileNotFoundError:
                if not missing_ok:
                    raise

    def iterdir(self) -> Iterator[Self]:
        with _translate_errors(self):
            paths = list(super().iterdir())
        yield from paths

    def glob(self, *arguments: Any, **options: Any) -> Iterator[Self]:  # noqa: ANN401 - as pathlib has them
        with _translate_errors(self):
            paths = list(super().glob(*arguments, **options))
        yield from paths

    def rglob(self, *arguments: Any, **options: Any) -> Iterator[Self]:  # noqa: ANN401
        with _translate_errors(self):
            paths = list(super().rglob(*arguments, **options))
        yield from paths

    def resolve(self, strict: bool = False) -> Self:
        return self


@contextmanager
def _translate_errors(path: RemotePath) -> Iterator[None]:
    """Turn every error of a driver into an OSError with a number and a text."""
    try:
        yield
    except OSError as error:
        if error.strerror:
            raise
        number = next((number for kind, number in _NUMBERS.items() if isinstance(error, kind)), errno.EIO)
        words = "there is no such file" if isinstance(error, FileNotFoundError) and not error.args else str(error)
        raise OSError(number, words, str(path)) from None
    except Exception as error:
        words = (str(error).splitlines() or [""])[0] or type(error).__name__
        raise OSError(errno.EIO, words, str(path)) from None
