"""The rehearsal: the same sending into a folder of .eml files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deliver.email.members import MemoryLedger, delivery, envelope
from valuereport.deliver.email.folder import Folder
from valuereport.deliver.email.outcome import Envelope
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.email.send import send
from valuereport.errors import DeliveryError

PACE = Pace(a_minute=60_000)
ROWS = [delivery(number) for number in range(3)]


def test_each_delivery_becomes_a_file_and_a_second_attempt_replaces_it(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "box"
    for _ in range(2):
        ledger = MemoryLedger(ROWS)
        send(ROWS, ledger, Folder(folder), envelope, PACE)
        assert ledger.states() == {"sent": 3}
    found = sorted(folder.iterdir())
    assert [file.read_bytes() for file in found] == [envelope(row).content for row in ROWS]
    assert all(file.name.startswith("0000") and file.suffix == ".eml" for file in found)


def test_a_message_cannot_choose_a_place_outside(tmp_path: Path) -> None:
    content = b"Message-ID: <../../escaped@x.example>\r\n\r\nhello\r\n"
    Folder(tmp_path / "box").hand_over(Envelope("a@b.example", "c@d.example", content))
    assert [file.parent.name for file in tmp_path.rglob("*.eml")] == ["box"]


def test_a_folder_that_takes_nothing_stops_the_sending(tmp_path: Path) -> None:
    (tmp_path / "box").write_text("a file", encoding="utf-8")
    ledger = MemoryLedger(ROWS)
    with pytest.raises(DeliveryError, match=r"takes no message.*Waiting: 3"):
        send(ROWS, ledger, Folder(tmp_path / "box"), envelope, PACE)
    assert ledger.states() == {"planned": 3}
