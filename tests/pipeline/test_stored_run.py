"""A run in a store is the run of a folder, byte for byte; its journal is pieces, and a resumed run reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from tests.runs import Told, finished_run
from tests.workspaces import worked_example
from valuereport.batch import RunFolder, check_files, forget_in_run, journal, read_run
from valuereport.errors import RunError
from valuereport.files import digest, write_atomically
from valuereport.model.run import Planned, Result
from valuereport.pipeline.batch import run_batch
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.plan import Scope
from valuereport.settings import load_settings
from valuereport.storage import storage_path


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def shelf() -> Iterator[Path]:
    yield storage_path("memory://shelf/output")
    fsspec.filesystem("memory").store.clear()


def test_a_run_in_a_store_is_that_of_a_folder_and_resumed_when_stopped(tmp_path: Path, shelf: Path) -> None:
    valued = load_and_calculate(load_settings(worked_example(tmp_path)))
    there = {"local": tmp_path / "r", "stored": shelf / "r"}
    for folder in there.values():
        run_batch(valued, folder, Scope(), resume=False)
    assert contents(there["stored"]) == contents(there["local"])
    statement = next(name for name in contents(there["stored"]) if name.endswith(".pdf"))
    (there["stored"] / statement).unlink()
    outcome = run_batch(valued, there["stored"], Scope(), resume=True)
    assert outcome.complete
    assert contents(there["stored"]) == contents(there["local"])
    with pytest.raises(RunError, match="there already"):
        run_batch(valued, there["stored"], Scope(), resume=False)


def test_the_journal_is_pieces_which_the_end_removes(monkeypatch: pytest.MonkeyPatch, shelf: Path) -> None:
    monkeypatch.setattr(journal, "_PIECE_RESULTS", 2)
    run = RunFolder.begin(shelf / "r", {"inputs": {}})
    planned = [Planned(at, f"M{at}", "en-GB", "standard", f"statements/aa/M{at}.pdf", "render") for at in range(5)]
    for part in (planned[:3], planned[3:]):  # stopped in between, and resumed
        with run.journal() as book:
            for one in part:
                write_atomically(run.path / one.file, one.member_id.encode())
                book.add(Result(one.member_id, "rendered", 2, 2, digest(one.member_id.encode())))
    assert sorted(contents(shelf / "r" / "journal")) == ["000001.jsonl", "000002.jsonl", "000003.jsonl"]
    with pytest.raises(RunError, match="under way"):
        read_run(run.path)
    write_atomically(run.path / planned[4].file, b"of somebody else")
    again = RunFolder.resume(shelf / "r", {"inputs": {}})
    assert sorted(again.results(planned)) == ["M0", "M1", "M2", "M3"]
    again.finish(b"manifest", b"problems")
    assert not [name for name in contents(shelf / "r") if "journal" in name]


def test_what_was_left_for_workers_is_gone_when_resumed(shelf: Path) -> None:
    RunFolder.begin(shelf / "r", {})
    write_atomically(shelf / "r" / ".plates.partial", b"of a batch that was killed")
    RunFolder.resume(shelf / "r", {})
    assert sorted(contents(shelf / "r")) == ["run.json"]


@pytest.mark.parametrize("others", [0, 1])
def test_a_member_is_forgotten_there_too(tmp_path: Path, shelf: Path, others: int) -> None:
    local = finished_run(tmp_path / "r", [Told(f"M{at}") for at in range(others + 1)])
    for name, data in contents(local).items():
        write_atomically(shelf / "r" / name, data)
    assert check_files(read_run(shelf / "r")) == ()
    assert forget_in_run(shelf / "r", "M0")
    assert (shelf / "r").exists() == bool(others)
    assert not any(b"M0" in data for data in contents(shelf / "r").values())
