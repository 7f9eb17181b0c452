"""Rows of which a record has several: what comes again takes their place, what is gone takes them along."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.connect.pulling import NOON
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.request import Answer
from valuereport.pulls import (
    FINISHED,
    Frozen,
    Row,
    pull_name,
    read_about,
    read_records,
    rows_file,
    write_about,
    write_rows,
)


def written(folder: Path, rows: list[Row], base: str = "", keys: list[str] | None = None) -> str:
    """Write a finished pull, and return its name."""
    name = pull_name(NOON + timedelta(minutes=len(list(folder.iterdir()))))
    (folder / name).mkdir()
    count, hashed = write_rows(rows_file(folder / name, "answers"), rows)
    said: dict[str, object] = {"rows": count, "sha256": hashed, "complete": not base}
    if keys is not None:
        _, said["keys"] = write_rows(rows_file(folder / name, "answers.keys"), [Row(key) for key in keys])
    hash_of_base = read_about(folder / base).sha256 if base else ""
    about = Frozen("it", "it", "", "", FINISHED, base=base, base_sha256=hash_of_base, records={"answers": said})
    write_about(folder / name, about)
    return name


def of(record: str, *answers: str) -> list[Row]:
    return [Row(f"{record}/{at}", {"value": one}, of=record) for at, one in enumerate(answers, 1)]


def there(folder: Path) -> dict[str, object]:
    return {key: values["value"] for key, values in read_records(folder, "answers").rows.items()}


def test_a_record_that_comes_again_has_the_rows_of_its_last_time(tmp_path: Path) -> None:
    base = written(tmp_path, [*of("a", "1", "2", "3"), *of("b", "4")])
    written(tmp_path, of("a", "5"), base)
    assert there(tmp_path) == {"a/1": "5", "b/1": "4"}


def test_rows_go_with_their_record(tmp_path: Path) -> None:
    base = written(tmp_path, [*of("a", "1", "2"), *of("b", "3"), *of("c", "4", "5")])
    next_one = written(tmp_path, [Row("c", gone=True, changed="today")], base)
    written(tmp_path, [], next_one, keys=["b"])
    assert there(tmp_path) == {"b/1": "3"}
    assert read_records(tmp_path, "answers").gone == {"c": "today", "a": ""}


def test_of_a_sweep_the_ids_alone_are_kept() -> None:
    endpoint = Endpoint(name="it", path="it", records="found.items", key="self.id", keys_only=True)
    body = b'{"found": {"items": [{"self": {"id": 7}, "text": "private"}], "more": true}}'
    assert endpoint.kept(Answer(200, {}, body)) == b'{"found":{"items":[{"self":{"id":7}}]}}'
