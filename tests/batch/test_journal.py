"""The journal: what is added is read back, and its keys are those of runs that were stopped earlier."""

from __future__ import annotations

import json
from pathlib import Path

from valuereport.batch.journal import journal_of, read_journal
from valuereport.errors import Problem
from valuereport.model.run import Result


def test_a_result_is_read_back_and_its_keys_stay(tmp_path: Path) -> None:
    problem = Problem("render", "warning", "a reason", "an action")
    result = Result("M1", "rendered", 2, 900, "ab", problems=(problem,), direct_reason="few others look like it")
    with journal_of(tmp_path) as journal:
        journal.add(result)
    line = json.loads((tmp_path / "journal.jsonl").read_bytes())
    assert list(line) == [
        *("member_id", "status", "pages", "bytes", "sha256", "problem", "problems", "halt", "way", "detour", "details")
    ]
    assert list(read_journal(tmp_path)) == [result]
