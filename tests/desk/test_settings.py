"""Settings at the desk: fields with what the file says, what would change, and the saving; faults at their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.desk_forms import hidden, said
from tests.desks import OpenDesk, Reply, opened
from tests.workspaces import edited, sample_workspace, worked_example
from valuereport.desk.pages.settings.parts import PARTS
from valuereport.desk.setting_names import name_of, place_of
from valuereport.settings import load_settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return worked_example(tmp_path / "ws")


@pytest.fixture
def desk(path: Path) -> Iterator[OpenDesk]:
    with opened(path.parent) as found:
        found.enter()
        yield found


def look(desk: OpenDesk, part: str, fields: Mapping[str, str], entry: str = "") -> Reply:
    page = desk.get("/settings/part", part=part, entry=entry).text
    return desk.post("/settings/part", **hidden(page, "/settings/part"), **fields)


def test_a_colour_and_a_text_are_looked_at_and_then_saved(desk: OpenDesk, path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    page = desk.get("/settings/part", part="look").text
    assert 'type="color" id="field-brand.colour" name="brand.colour"' in page
    assert 'value="#0b4a57"' in page  # what counts where the file says nothing
    reply = look(desk, "look", {"brand.colour": "#7a1030", "brand.accent": "#2f7f8d", "sheet.paper": ""})
    assert (reply.status, path.read_text(encoding="utf-8")) == (200, before)
    assert "brand.colour (nothing is said) #7a1030" in said(reply)
    assert "brand.accent" not in said(reply)  # as it counts anyway
    assert "make a new run afterwards" in said(reply)
    saved = desk.follow(desk.post("/settings/save", **hidden(reply.text, "/settings/save")))
    assert "Saved in valuereport.toml: one change." in said(saved)
    assert load_settings(path).workspace.brand.colour == "#7a1030"
    language = {"word:texts.standard.thanks": "fr", "text:texts.standard.thanks": "Merci à tous."}
    reply = look(desk, "texts", language)
    assert "texts.standard.thanks.fr (nothing is said) Merci à tous." in said(reply)


def test_a_fault_stands_at_its_field_with_what_was_entered(desk: OpenDesk, path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    reply = look(desk, "look", {"brand.colour": "#ffff00"})
    assert (reply.status, path.read_text(encoding="utf-8")) == (422, before)
    assert '<a href="#field-brand.colour">brand.colour: found' in reply.text
    assert 'id="error-brand.colour"' in reply.text
    assert 'value="#ffff00"' in reply.text
    assert "fill in both fields" in said(look(desk, "texts", {"word:texts.standard.thanks": "fr"}))


def test_blank_leaves_as_it_is_and_what_is_ticked_is_taken_out(desk: OpenDesk, path: Path) -> None:
    edited(path, "[period]", "[email]\na_minute = 300\nretries = 5\n\n[period]")
    told = said(look(desk, "email", {"email.a_minute": ""}))
    assert "What is left blank stays as it is" in told
    reply = look(desk, "email", {"email.a_minute": "", "email.retries": "4", "remove:email.retries": "yes"})
    assert "email.retries 5 (taken out)" in said(reply)
    assert "Left blank, and so it stays as it is: A minute." in said(reply)
    assert "needs no new run" in said(reply)
    desk.post("/settings/save", **hidden(reply.text, "/settings/save"))
    assert "a_minute = 300\n# retries = 5" in path.read_text(encoding="utf-8")


def test_what_somebody_changed_meanwhile_is_not_overwritten(desk: OpenDesk, path: Path) -> None:
    reply = look(desk, "look", {"brand.colour": "#7a1030"})
    after = edited(path, "Guild of Examples", "Guild of <b>Others</b>").read_text(encoding="utf-8")
    refused = desk.post("/settings/save", **hidden(reply.text, "/settings/save"))
    assert refused.status == 409
    assert "was changed since it was shown here" in said(refused)
    assert path.read_text(encoding="utf-8") == after
    assert "<b>" not in desk.get("/settings/part", part="organisation").text


def test_entries_are_added_and_taken_out(desk: OpenDesk, path: Path) -> None:
    fields = {"rate.~0.currency": "EUR", "rate.~0.rate": "0.85", "rate.~0.date": "2026-12-31", "rate.~0.source": ""}
    reply = look(desk, "rates", fields, "rate.~0")
    assert reply.status == 422
    assert 'id="error-rate.~0.source"' in reply.text  # needed, and left blank
    reply = look(desk, "rates", {**fields, "rate.~0.source": "The bank"}, "rate.~0")
    desk.follow(desk.post("/settings/save", **hidden(reply.text, "/settings/save")))
    assert [one.currency for one in load_settings(path).workspace.rate] == ["EUR"]
    reply = look(desk, "rates", {"do": "remove"}, "rate.~0")
    desk.follow(desk.post("/settings/save", **hidden(reply.text, "/settings/save")))
    assert load_settings(path).workspace.rate == ()


def test_an_operator_opens_no_file_of_the_machine_and_gives_nobody_rights(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    with opened(path.parent, "operator") as desk:
        desk.enter()
        assert "part=rights" not in desk.get("/settings").text
        assert desk.get("/settings/part", part="rights").status == 400
        digest = hidden(desk.get("/settings/part", part="look").text, "/settings/part")["digest"]
        for name, text in {
            "source.~0.file": "/etc/passwd",
            "source.~1.file": "../elsewhere.csv",
            "source.~0.database": "sqlite:///crm.sqlite",
            "files.output": "s3://elsewhere/output",
            "files.group": "staff",
            "email.do_not_email": '["../a.txt"]',
            "desk.user_header": "X-User",
            "desk": '{ user_header = "X-User" }',
        }.items():
            refused = desk.post("/settings/save", name="settings", digest=digest, **{f"set:{name}": text})
            assert refused.status == 409, name
            assert "needs the role approver" in said(refused), name
    assert path.read_text(encoding="utf-8") == before


def test_every_page_of_settings_shows_and_is_sent_back_as_it_is(tmp_path: Path) -> None:
    with opened(sample_workspace(tmp_path / "ws")) as desk:
        desk.enter()
        listed = desk.get("/settings").text
        for key in PARTS:
            assert f"/settings/part?part={key}" in listed
            page = desk.get("/settings/part", part=key)
            assert page.status == 200, key
            entry = re.search(f'part={key}&amp;entry=([^"]+)"', page.text)
            if entry:
                assert desk.get("/settings/part", part=key, entry=entry[1]).status == 200, key
        assert desk.get("/settings/part", part="exports", entry="source.~99").status == 400


def test_a_place_has_a_name_of_its_own() -> None:
    for place in (("source", 3, "columns"), ("labels", "region", "St. ~ % é"), ("a", "3"), ("a", 3)):
        assert place_of(name_of(place)) == place
        assert not re.search(r"\s", name_of(place))
