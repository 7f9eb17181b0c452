"""The answer of `map --json`: what each file feeds, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from valuereport.mapping.origin import Origin
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions import Question
from valuereport.mapping.table import NoSource


def map_data(files: Sequence[Proposal], no_sources: Sequence[NoSource], asked: Sequence[Question]) -> dict[str, Any]:
    """Return the answer; what is not known is None, a file that is no source has the table None."""
    named = {one.found.file for one in files}
    found = [_file(one, [each for each in asked if _of(each, named) == one.found.file]) for one in files]
    found += [_no_source(one) for one in no_sources]
    general = [_question(each) for each in asked if not _of(each, named)]
    return {"files": sorted(found, key=lambda one: str(one["file"])), "questions": general}


def _of(question: Question, files: set[str]) -> str:
    return question.file if question.file in files else ""


def _file(one: Proposal, asked: Sequence[Question]) -> dict[str, Any]:
    sheet = one.found.sheet
    return {
        "file": one.found.file,
        "preset": one.found.preset.name if one.found.preset else None,
        "table": one.table,
        "encoding": sheet.encoding or None,
        "delimiter": sheet.delimiters[0].character if sheet.delimiters and sheet.delimiters[0].cells > 1 else None,
        "delimiters": [
            {"delimiter": each.character, "share": round(each.share, 4), "cells": each.cells}
            for each in sheet.delimiters
        ],
        "heading_row": one.found.heading_row or None,
        "sheet": sheet.name or None,
        "decimal": one.decimal if one.table else None,
        "date_order": one.order if one.table not in (None, "opt_outs") else None,
        "columns": {name: _heading(origin) for name, origin in one.columns.items() if origin.headings},
        "values": {name: dict(origin.map) for name, origin in one.columns.items() if origin.map},
        "constants": {name: origin.value for name, origin in one.columns.items() if origin.value},
        "where": {heading: list(words) for heading, words in one.where.items()},
        "left_out": [heading for heading in one.found.columns if not _used(one, heading)],
        "questions": [_question(each) for each in asked],
        "reasons": {
            "table": one.why,
            "date_order": one.order_reason,
            "decimal": one.decimal_reason,
            **{name: origin.reason for name, origin in one.columns.items()},
            **{heading: f"not used: {why}" for heading, why in one.never.items()},
        },
        "suggestions": {name: list(headings) for name, headings in one.doubtful.items()},
    }


def _used(one: Proposal, heading: str) -> bool:
    return (
        any(heading in origin.headings for origin in one.columns.values())
        or heading in one.where
        or heading in one.where_not
    )


def _heading(origin: Origin) -> str | list[str]:
    return origin.headings[0] if len(origin.headings) == 1 else list(origin.headings)


def _question(one: Question) -> dict[str, Any]:
    return {"id": one.id, "about": one.asked, "choices": list(one.choices), "default": one.default or None}


def _no_source(one: NoSource) -> dict[str, Any]:
    nothing = dict.fromkeys(
        ("preset", "table", "encoding", "delimiter", "heading_row", "sheet", "decimal", "date_order")
    )
    return {
        "file": one.file,
        **nothing,
        "columns": {},
        "values": {},
        "left_out": [],
        "questions": [],
        "reasons": {"table": one.reason},
    }
