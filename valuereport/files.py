"""Writes files so that a crash leaves the old one or the new one; safe names, hashes, and CSV tables.

Files are private, whatever the umask: only the owner may read them (0600, folders 0700). In a shared folder (2770: all
rights for its group, none for others, and new files get its group) the group may, too (0660, 2770). So the folder
decides for every file in it, whichever process or machine writes it.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

from valuereport.storage import remote_path

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?", re.IGNORECASE)  # and nothing around it
PARTIAL_SUFFIX = ".partial"
_SMALL = 1 << 20
Stamps: TypeAlias = tuple[tuple[Path, tuple[int, ...] | None], ...]
_REQUESTS_AT_ONCE = 32  # of a store: a request is mostly waiting


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path`, private: a temporary file in the same folder, fsync, replace. Raises OSError.

    In a store it is one put, which replaces the file as a whole; the store's settings decide who may read it.
    """
    if remote := remote_path(path):
        remote.put(data)
        return
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=PARTIAL_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        make_private(Path(name))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_regular(path: Path, most: int = 100_000_000) -> bytes:
    """Return the content of an ordinary file of at most `most` bytes.

    Raises OSError with a reason: also for a pipe, a socket or a device, which might never end or never begin.
    """
    if remote_path(path):
        return path.read_bytes()
    _check_regular(path, path.stat().st_mode)
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        found = os.fstat(handle)
        _check_regular(path, found.st_mode)  # it may have been replaced in between
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"{found.st_size:,} bytes, and there may be {most:,}", str(path))
        expected = max(found.st_size, _SMALL)  # files of the system (/proc) report a size of 0
        data = stream.read(expected + 1)
    if len(data) > expected:
        raise OSError(errno.EFBIG, "it grows while it is read", str(path))
    return data


def _check_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "a folder, not a file", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "a pipe, a socket or a device, not an ordinary file", str(path))


def make_folder(path: Path) -> None:
    """Make a private folder, and those above it that are missing; one that is there stays as it is. Raises OSError."""
    if remote_path(path):
        path.mkdir(parents=True, exist_ok=True)
        return
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():
            raise
        return  # another process was faster
    make_private(path)


def make_private(path: Path) -> None:
    """Give a file or a folder the rights for personal data: for its owner only, in a shared folder for the group too.

    Raises OSError.
    """
    shared = is_shared(path.parent)
    if shared and path.stat().st_gid != path.parent.stat().st_gid:
        os.chown(path, -1, path.parent.stat().st_gid)
    if path.is_dir():
        path.chmod(0o2770 if shared else 0o700)
    else:
        path.chmod(0o660 if shared else 0o600)


def is_shared(folder: Path) -> bool:
    """Return whether files in a folder belong to its group, too. Raises OSError."""
    rights = stat.S_ISGID | stat.S_IRWXG
    return not remote_path(folder) and folder.stat().st_mode & (rights | stat.S_IRWXO) == rights


def share(folder: Path, group: int) -> None:
    """Share a folder, and files that are made in it from now on, with a group (its number). Raises OSError."""
    make_folder(folder)
    if is_shared(folder) and folder.stat().st_gid == group:
        return  # also for a member of the group who is not the owner
    os.chown(folder, -1, group)
    folder.chmod(0o2770)
    if not is_shared(folder):  # the system clears the bit where the user is not in the group
        raise PermissionError(errno.EPERM, "only a member of the group can give it away", str(folder))


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it. Raises OSError."""
    if remote := remote_path(path):
        remote.remove_all()
    else:
        shutil.rmtree(path)


def safe_name(text: str) -> str:
    """Return a file name for any id: readable where the id is plain, with a digest where it is not.

    The digest distinguishes two ids that are the same once cleaned (`a/b` and `a_b`), or that differ only in case,
    which some file systems fold.
    """
    cleaned = _UNSAFE.sub("_", text).strip("._")[:60]
    if cleaned == text and text == text.upper():
        return text
    return f"{cleaned or 'member'}-{digest(text.encode())[:8]}"


def shard(text: str) -> str:
    """Return the two-character folder of an id, so that no folder holds more than a 256th of a run."""
    return digest(text.encode())[:2]


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's content in hexadecimal. Raises OSError."""
    if remote := remote_path(path):
        return remote.sha256()
    _check_regular(path, path.stat().st_mode)
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digests_of(files: Collection[Path]) -> dict[Path, str]:
    """Return the SHA-256 of each file, or nothing where it is no file that can be read."""
    remote = any(remote_path(file) for file in files)
    with ThreadPoolExecutor(_REQUESTS_AT_ONCE if remote else os.cpu_count()) as pool:  # hashing lets other threads run
        return dict(zip(files, pool.map(_digest_or_nothing, files), strict=True))


def _digest_or_nothing(file: Path) -> str:
    try:
        return digest_of_file(file)
    except OSError:
        return ""


def stamps_of(files: Iterable[Path]) -> Stamps:
    """Return what changes when a file is written, replaced, made or removed, without reading it: None where it is not.

    Size, inode, the time of the last change of the content, and that of the file: a copy may bring the former along.
    """
    return tuple((file, _stamp(file)) for file in files)


def _stamp(file: Path) -> tuple[int, ...] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def packaged(name: str) -> Path:
    """Return a folder that ships with valuereport: inside the wheel, or beside the package in a checkout."""
    here = Path(__file__).parent
    inside = here / name
    return inside if inside.is_dir() else here.parent / name


def csv_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return a CSV in UTF-8 with a byte-order mark, so that spreadsheets read its accents; no cell is a formula."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(cell) for name, cell in row.items()})
    return stream.getvalue().encode("utf-8-sig")


def cell_as_given(cell: str) -> str:
    """Return what `csv_table` was given for a cell."""
    return cell[1:] if cell.startswith("'") and _LIKE_A_FORMULA.match(cell) else cell


def _harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection).

    One that has the sign of that already gets a second one, so that `cell_as_given` knows them apart.
    """
    if isinstance(cell, str) and _LIKE_A_FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return "" if cell is None else cell
