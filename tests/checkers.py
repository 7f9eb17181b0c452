"""What two independent checkers of accessible PDFs say of files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_BIN = Path(sys.executable).parent


def checked(files: Sequence[Path]) -> list[tuple[str, str, str]]:
    """Return what outloud and pdfua find: file, rule and message.

    Left out is outloud's LNK-010, an address printed without a link: a member's own email is to be read, not followed.
    """
    return [*_outloud(files), *_pdfua(files)]


def _outloud(files: Sequence[Path]) -> list[tuple[str, str, str]]:
    report = files[0].parent / "outloud.json"
    subprocess.run([_BIN / "outloud", "--quiet", "--json", report, *files], capture_output=True, check=False)
    results = json.loads(report.read_text(encoding="utf-8"))["results"]
    assert [Path(one["path"]).name for one in results] == [file.name for file in files]
    assert all(one["error"] is None for one in results)
    return [
        (Path(one["path"]).name, found["rule"], f"{found['message']}: {found.get('evidence')}")
        for one in results
        for found in one["findings"]
        if not (found["rule"] == "LNK-010" and "@" in str(found["evidence"]) and found["count"] == 1)
    ]


def _pdfua(files: Sequence[Path]) -> list[tuple[str, str, str]]:
    command = [_BIN / "pdfua", "check", "--format", "json", *files]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    results, decoder = [], json.JSONDecoder()
    while answer.strip():
        result, end = decoder.raw_decode(answer.lstrip())
        results.append(result)
        answer = answer.lstrip()[end:]
    assert len(results) == len(files)
    return [
        (Path(one["file"]).name, found["rule_id"], str(found.get("message")))
        for one in results
        for found in one["findings"]
    ]
