"""What two independent checkers of accessible PDFs say of files."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import outloud
import pdfua.cli
from outloud.report import to_json

_ARABIC = re.compile(r"'[\u0600-\u06ff]'")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{4}")


def checked(files: Sequence[Path]) -> list[tuple[str, str, str]]:
    """Return what outloud and pdfua find: file, rule and message.

    Left out are three warnings of outloud's that are rules of thumb, where they cannot hold:
    LNK-010, an address without a link: a member's own email is printed to be checked, not to be followed;
    TXT-004, several glyphs for one character: an Arabic letter has a shape for each place in a word (PDF asks only that
    each glyph has its character, ISO 32000-1, 9.10.3);
    FIG-012, an alternative text that reads like no sentence: Japanese and Chinese have no spaces between words.
    """
    with warnings.catch_warnings(action="ignore"):  # theirs are not ours
        return [*_outloud(files), *_pdfua(files)]


def _outloud(files: Sequence[Path]) -> list[tuple[str, str, str]]:
    results = json.loads(to_json([outloud.check(str(file)) for file in files]))["results"]
    assert [Path(one["path"]).name for one in results] == [file.name for file in files]
    assert all(one["error"] is None for one in results)
    return [
        (Path(one["path"]).name, found["rule"], f"{found['message']}: {found.get('evidence')}")
        for one in results
        for found in one["findings"]
        if not _cannot_hold(found)
    ]


def _cannot_hold(found: dict[str, Any]) -> bool:
    if found["rule"] == "LNK-010":
        return "@" in found["evidence"] and found["count"] <= 2  # of a document in two languages
    if found["rule"] == "TXT-004":
        return "Arabic" in found["message"] and _ARABIC.search(found["message"]) is not None
    return found["rule"] == "FIG-012" and _EAST_ASIAN.search(str(found["evidence"])) is not None


def _pdfua(files: Sequence[Path]) -> list[tuple[str, str, str]]:
    out = io.StringIO()
    with redirect_stdout(out):
        pdfua.cli.main(["check", "--format", "json", *map(str, files)])
    answer, results, decoder = out.getvalue(), [], json.JSONDecoder()
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
