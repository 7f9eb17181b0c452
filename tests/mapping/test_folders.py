"""Folders of exports with a truth each: what the mapping says without a question is right, or it asks."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.mapping.folders.make import FOLDERS, HERE
from tests.mapping.score import Score, score
from valuereport.actions.map import MapRequest, json_of, look
from valuereport.model.person import Person

ENOUGH = 0.95


@cache
def found_in(name: str) -> Score:
    folder = HERE / name
    return score(
        folder, json_of(look(Person("Anna Berg", "operator"), MapRequest((folder,), folder, date(2026, 11, 30))))
    )


@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_is_wrong_without_a_question(name: str) -> None:
    assert found_in(name).wrong == ()


def test_nearly_all_that_matters_is_right_without_a_question() -> None:
    scores = [found_in(name) for name in FOLDERS]
    columns = [mark for one in scores for mark in one.right if not mark.canonical.startswith("(")]
    others = [mark for one in scores for mark in (*one.asked, *one.missed) if not mark.canonical.startswith("(")]
    assert len(columns) >= ENOUGH * (len(columns) + len(others)), others
