"""What a run remembers of its deliveries: in a file or in a store, torn, damaged, written by two commands at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

from valuereport.batch import delivered, delivered_from, read_delivered, rewrite_delivered
from valuereport.batch.delivered import FILE, forget_delivered
from valuereport.errors import RunError
from valuereport.model.delivery import HandOver
from valuereport.storage import storage_path

HANDED = tuple(
    HandOver("ledger", "2026-01-01/2027-01-01", f"{at:032}", f"M{at}", "email", 1, 1, "sending") for at in range(5)
)


@pytest.fixture(params=["folder", "store"])
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    if request.param == "folder":
        yield tmp_path
    else:
        monkeypatch.setattr(delivered, "_PIECE_LINES", 2)
        yield storage_path("memory://shelf/output/r")
        fsspec.filesystem("memory").store.clear()


def add(run: Path, *handovers: HandOver) -> None:
    with delivered_from(run) as book:
        for one in handovers:
            book.add([one])


def test_each_delivery_is_remembered_as_it_was_last(run: Path) -> None:
    assert read_delivered(run) == ()
    add(run, *HANDED[:3], replace(HANDED[0], state="sent"))
    add(run, replace(HANDED[1], attempt=2), HANDED[3])  # another command
    found = {one.delivery: one for one in read_delivered(run)}
    assert [found[one.delivery].state for one in HANDED[:4]] == ["sent", "sending", "sending", "sending"]
    assert found[HANDED[1].delivery].attempt == 2


def test_two_commands_at_once_lose_nothing(run: Path) -> None:
    with delivered_from(run) as one, delivered_from(run) as other:
        for at, each in enumerate(HANDED):
            (one, other)[at % 2].add([each])
    assert set(read_delivered(run)) == set(HANDED)


def test_other_lines_take_the_place_of_all(run: Path) -> None:
    add(run, *HANDED)
    rewrite_delivered(run, HANDED[:2])
    add(run, HANDED[2])
    assert set(read_delivered(run)) == set(HANDED[:3])


def test_a_forgotten_member_s_id_goes_and_the_delivery_stays(run: Path) -> None:
    add(run, *HANDED)
    forget_delivered(run, {"M2", "M9"})
    assert set(read_delivered(run)) == {replace(one, member_id="") if one.member_id == "M2" else one for one in HANDED}


def test_a_torn_line_swallows_no_other(tmp_path: Path) -> None:
    add(tmp_path, *HANDED[:2])
    file = tmp_path / FILE
    file.write_bytes(file.read_bytes()[:-40])
    assert set(read_delivered(tmp_path)) == set(HANDED[:1])
    add(tmp_path, HANDED[2])
    assert set(read_delivered(tmp_path)) == {HANDED[0], HANDED[2]}


@pytest.mark.parametrize("damage", [b"nonsense\n", b"\0" * 64 + b"\n"])
def test_a_damaged_memory_is_no_empty_one(tmp_path: Path, damage: bytes) -> None:
    add(tmp_path, *HANDED)
    with (tmp_path / FILE).open("ab") as stream:
        stream.write(damage)
    with pytest.raises(RunError, match="is damaged, so that nobody can say who has had a statement"):
        read_delivered(tmp_path)


def test_it_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    add(tmp_path, *HANDED)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    rewrite_delivered(tmp_path, HANDED)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
