"""Assumptions at the desk: who answers for them, what a change moves, and the saving."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_forms import hidden, said
from tests.desks import OpenDesk, opened
from tests.workspaces import worked_example
from valuereport.settings import load_settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return worked_example(tmp_path / "ws")


@pytest.fixture
def desk(path: Path) -> Iterator[OpenDesk]:
    with opened(path.parent, name="Anna <i>Berg</i>") as found:
        found.enter()
        yield found


def test_the_list_is_there_at_once_and_what_each_moves_comes_after(desk: OpenDesk) -> None:
    first = desk.get("/assumptions").text
    assert 'data-follow="/assumptions/moved"' in first
    assert "/assumptions/one?id=hour" in first
    assert "data-ended" in desk.get("/assumptions/moved").text
    then = desk.get("/assumptions").text
    assert "data-follow" not in then
    assert "Best estimate of all members" in then


def test_a_change_shows_what_it_moves_takes_the_signature_away_and_is_saved(desk: OpenDesk, path: Path) -> None:
    form = hidden(desk.get("/assumptions/one", id="hour").text, "/assumptions/one")
    signed = desk.post("/assumptions/one", **form, sign="yes")
    assert "Anna &lt;i&gt;Berg" in signed.text
    desk.post("/settings/save", **hidden(signed.text, "/settings/save"))
    was = load_settings(path).judgement.assumptions["hour"]
    assert was.signed_by == "Anna <i>Berg</i>"
    form = hidden(desk.get("/assumptions/one", id="hour").text, "/assumptions/one")
    low = desk.post("/assumptions/one", **form, **{"assumption.hour.value": "-1"})
    assert (low.status, "error-assumption.hour.value" in low.text) == (422, True)
    change = desk.post("/assumptions/one", **form, **{"assumption.hour.value": "1"})
    text = said(change)
    assert "Best estimate £" in text
    assert "the signature is taken away" in text
    assert "signed_by Anna <i>Berg</i> (taken out)" in text
    assert load_settings(path).judgement.assumptions["hour"] == was
    saved = desk.follow(desk.post("/settings/save", **hidden(change.text, "/settings/save")))
    assert "Saved in assumptions.toml" in said(saved)
    now = load_settings(path).judgement.assumptions["hour"]
    assert (now.central, now.signed_by) == (1, "")


def test_the_workbook_is_downloaded(desk: OpenDesk) -> None:
    reply = desk.get("/assumptions/book")
    assert reply.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as book:
        assert "xl/workbook.xml" in book.namelist()
