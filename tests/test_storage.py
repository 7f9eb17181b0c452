"""Files in a store: pathlib's methods, and one kind of error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from valuereport import remote
from valuereport.errors import RunError
from valuereport.files import digest, digest_of_file, digests_of, remove_folder, write_atomically
from valuereport.storage import require_local, storage_path


@pytest.fixture
def shelf() -> Iterator[Path]:
    folder = storage_path("memory://shelf/output")
    yield folder
    fsspec.filesystem("memory").store.clear()


def test_a_path_stays_a_path(tmp_path: Path) -> None:
    assert storage_path("output", tmp_path) == tmp_path / "output"
    assert storage_path(str(tmp_path / "x"), Path("elsewhere")) == tmp_path / "x"
    assert storage_path(f"file://{tmp_path}/a%20b") == tmp_path / "a b"


@pytest.mark.parametrize("whole", [True, False])
def test_files_are_written_found_hashed_and_removed(
    monkeypatch: pytest.MonkeyPatch, shelf: Path, *, whole: bool
) -> None:
    if not whole:
        monkeypatch.setattr(remote, "_OBJECTS", ())  # a store in which a file has to be moved to its place
    for name in ("run.json", "statements/aa/M1.pdf"):
        write_atomically(shelf / "r" / name, b"first")
        write_atomically(shelf / "r" / name, name.encode())
    files = [file for file in (shelf / "r").rglob("*") if file.is_file()]
    assert sorted(file.relative_to(shelf / "r").as_posix() for file in files) == ["run.json", "statements/aa/M1.pdf"]
    assert digest_of_file(shelf / "r" / "run.json") == digest(b"run.json")
    missing = shelf / "r" / "no.pdf"
    assert digests_of([*files, missing])[missing] == ""
    assert [folder.name for folder in shelf.iterdir()] == ["r"]
    (shelf / "r" / "run.json").unlink()
    missing.unlink(missing_ok=True)
    remove_folder(shelf / "r")
    assert not (shelf / "r").exists()


def test_what_a_driver_raises_has_words(shelf: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        (shelf / "none").read_bytes()
    assert raised.value.strerror
    assert raised.value.filename == "memory://shelf/output/none"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("s4://bucket/x", "this kind of store is not known"),
        ("s3://id:secret@bucket/x", "comes from the environment"),
        ("gs://bucket/x", "pip install 'gcsfs'"),
    ],
)
def test_a_url_that_cannot_be_used_is_said(url: str, words: str) -> None:
    with pytest.raises(RunError, match=words) as raised:
        storage_path(url)
    assert "secret" not in str(raised.value)


def test_a_missing_driver_is_said_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(scheme: str) -> None:
        raise ImportError(f"Install {scheme}fs")

    monkeypatch.setattr(fsspec, "get_filesystem_class", without)
    with pytest.raises(RunError, match=r"pip install 'valuereport\[s3\]'"):
        storage_path("s3://bucket/x")


def test_what_needs_files_says_how_to_get_them(tmp_path: Path) -> None:
    assert require_local(tmp_path, "print") == tmp_path
    with pytest.raises(RunError, match="copy it"):
        require_local(storage_path("memory://x/2026"), "print")
