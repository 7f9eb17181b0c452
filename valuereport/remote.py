"""Files in a store, by its driver (fsspec), with pathlib's methods; what goes wrong is an OSError with words."""

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
_ONE_PUT: Final = 50_000_000  # bytes; what is larger is sent in parts, and a store knows no hash of the whole
_NUMBERS: Final = {
    FileNotFoundError: errno.ENOENT,
    NotADirectoryError: errno.ENOTDIR,
    PermissionError: errno.EACCES,
    TimeoutError: errno.ETIMEDOUT,
}
_DRIVERS: Final = {"s3": "valuereport[s3]", "s3a": "valuereport[s3]", "gs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}


def opened(url: str) -> RemotePath:
    """Return a place in a store. Raises RunError where no driver for it is installed."""
    scheme = url.split("://", 1)[0]
    try:
        fsspec.get_filesystem_class(scheme)
        # Others write there, too: what was listed a moment ago is no answer.
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
        with _said(self):
            if self.protocol in _OBJECTS:
                # S3 works out the SHA-256 itself, refuses what came damaged, and tells it later without the file.
                told = {"ChecksumAlgorithm": "SHA256"} if self.protocol in _S3 and len(data) < _ONE_PUT else {}
                self.fs.pipe_file(self.path, data, **told)
                return
            aside = self.parent / f".{uuid4().hex}.partial"
            self.fs.makedirs(self.parent.path, exist_ok=True)
            self.fs.pipe_file(aside.path, data)
            self.fs.mv(aside.path, self.path)

    def sha256(self) -> str:
        """Return the SHA-256 of a file's content: the store's own word where it has one, else by reading."""
        if self.protocol in _S3:
            store: Any = self.fs
            bucket, key, _ = store.split_path(self.path)
            with _said(self):
                head = store.call_s3("head_object", Bucket=bucket, Key=key, ChecksumMode="ENABLED")
            told = head.get("ChecksumSHA256", "")
            if told and "-" not in told:  # of parts: no hash of the whole
                return b64decode(told).hex()
        return hashlib.sha256(self.read_bytes()).hexdigest()

    def remove_all(self) -> None:
        """Remove a folder with all that is in it."""
        with _said(self):
            self.fs.rm(self.path, recursive=True)

    def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        """Make nothing: a folder is there as soon as a file is in it. So no mistyped bucket is ever made."""

    def exists(self, *, follow_symlinks: bool = True) -> bool:
        with _said(self):
            return super().exists(follow_symlinks=follow_symlinks)

    def is_dir(self) -> bool:
        with _said(self):
            return super().is_dir()

    def is_file(self) -> bool:
        with _said(self):
            return super().is_file()

    def read_bytes(self) -> bytes:
        with _said(self):
            return bytes(self.fs.cat_file(self.path))

    def read_text(self, encoding: str | None = None, errors: str | None = None, newline: str | None = None) -> str:
        return self.read_bytes().decode(encoding or "utf-8", errors or "strict")

    def write_bytes(self, data: bytes) -> int:
        self.put(data)
        return len(data)

    def unlink(self, missing_ok: bool = False) -> None:
        with _said(self):
            try:
                self.fs.rm_file(self.path)
            except FileNotFoundError:
                if not missing_ok:
                    raise

    def iterdir(self) -> Iterator[Self]:
        with _said(self):
            found = list(super().iterdir())
        yield from found

    def glob(self, *arguments: Any, **options: Any) -> Iterator[Self]:  # noqa: ANN401 - as pathlib has them
        with _said(self):
            found = list(super().glob(*arguments, **options))
        yield from found

    def rglob(self, *arguments: Any, **options: Any) -> Iterator[Self]:  # noqa: ANN401
        with _said(self):
            found = list(super().rglob(*arguments, **options))
        yield from found

    def resolve(self, strict: bool = False) -> Self:
        return self


@contextmanager
def _said(path: RemotePath) -> Iterator[None]:
    """Make one kind of error of all that drivers raise: OSErrors without a number, and what lies below them."""
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
