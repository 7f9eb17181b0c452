"""Reading ordinary files: what never begins, never ends or is too large is refused before it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from valuereport.files import read_regular


def test_an_ordinary_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(3_000_000))
    assert read_regular(file) == bytes(3_000_000)
    (tmp_path / "link").symlink_to(file)
    assert read_regular(tmp_path / "link", 3_000_000) == bytes(3_000_000)
    file.write_bytes(b"")
    assert read_regular(file) == b""


def test_one_byte_too_many(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1001))
    with pytest.raises(OSError, match="1,001 bytes, and there may be 1,000"):
        read_regular(tmp_path / "file", 1000)


def test_a_sparse_file_is_not_read_at_all(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as stream:
        stream.truncate(10**12)
    with pytest.raises(OSError, match="1,000,000,000,000 bytes"):
        read_regular(tmp_path / "file")


def test_what_is_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(OSError, match="a pipe, a socket or a device, not an ordinary file"):
            read_regular(path)
    with pytest.raises(OSError, match="a folder, not a file"):
        read_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none")
