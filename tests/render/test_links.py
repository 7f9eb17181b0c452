"""A link in a workspace's own template leads nowhere that it must not, in any file that is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from tests.cover_notes import notes_for
from tests.deliver.review.test_page import seen
from tests.render.plates.equality import differences, links
from tests.render.plates.press import Plating
from tests.render.test_plate import CASES
from tests.sheets import SHIPPED, Desk
from tests.story_pages import page
from tests.valuations import ranged_example
from valuereport.deliver.review import review_html
from valuereport.errors import TemplateError
from valuereport.model.statement import Document
from valuereport.render.check_templates import check_templates
from valuereport.render.cover_note import NoteRenderer, check_note_templates
from valuereport.render.look import look_of
from valuereport.render.story import StoryRenderer, check_story_templates
from valuereport.wording import translations_for

DESK = Desk()
LOOK = look_of(DESK.settings)
BAD = ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "www.our.example"]
Own = Callable[[str, str, str], list[Path]]


def document(member_id: str = "M-0117") -> Document:
    member, make = CASES["standard"]
    member = replace(member, member_id=member_id)
    return DESK.compose(member, make(member))


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """Return a function that adds to a shipped template, after a text in it, and returns the folders."""

    def made(name: str, after: str, more: str) -> list[Path]:
        file = tmp_path / "templates" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shipped = (SHIPPED / name).read_text(encoding="utf-8")
        assert after in shipped
        file.write_text(shipped.replace(after, after + more, 1), encoding="utf-8")
        return [tmp_path / "templates", SHIPPED]

    return made


def link(address: str) -> str:
    return f'<a href="{address}">a link</a>'


@pytest.mark.parametrize("address", BAD)
def test_of_a_statement(own: Own, address: str) -> None:
    folders = own("regions/signature.html.j2", "", f"<p>{link(address)}</p>")
    with pytest.raises(TemplateError, match=r"statement\.html\.j2: a link leads to"):
        check_templates(folders, LOOK)
    renderer = DESK.renderer_of(folders)
    for make in (renderer.html, renderer.render):
        with pytest.raises(TemplateError, match=r"a link leads to .*; allowed: an address that begins"):
            make(document())


def test_of_a_plate(own: Own) -> None:
    plating = Plating(DESK, own("regions/signature.html.j2", "", f"<p>{link('www.our.example')}</p>"))
    with pytest.raises(TemplateError, match="a link leads to"):
        plating.printed([document()])


@pytest.mark.parametrize(
    "made",
    [
        '<p><a href="https://our.example/{{ own(statement.member_id) }}">you</a></p>',
        '<p><a href="https://our.example/">{{ slot(statement.member_id, "line") }}</a></p>',
        '<p><a title="{{ own(statement.member_id) }}" href="https://our.example/">you</a></p>',
        '<p><a href="{{ own("https://our.example/" ~ statement.member_id) }}">you</a></p>',
    ],
)
def test_of_a_plate_it_is_the_members_own(own: Own, made: str, tmp_path: Path) -> None:
    """What is in a link and a member's own is laid out for that member, or filled as it would be."""
    folders = own("regions/signature.html.j2", "", made)
    plating = Plating(DESK, folders)
    for member_id in ("M-0117", "M-0118"):
        direct = DESK.renderer_of(folders).render(document(member_id)).pdf
        try:
            (by_plate,) = plating.printed([document(member_id)])
        except TemplateError:
            continue
        assert isinstance(by_plate, str) or differences(direct, by_plate, tmp_path) == []


@pytest.mark.parametrize("address", BAD)
def test_of_a_message(own: Own, address: str) -> None:
    folders = own("email/part.html.j2", '<p style="margin: 0">', link(address))
    with pytest.raises(TemplateError, match=r"email\.html\.j2: a link leads to"):
        check_note_templates(folders, LOOK)
    with pytest.raises(TemplateError, match="a link leads to"):
        NoteRenderer(folders, translations_for, LOOK).render(notes_for(ranged_example()))


def test_of_a_message_through_what_the_settings_say() -> None:
    (note,) = notes_for(ranged_example())
    bad = replace(note, stop=replace(note.stop, address="javascript:alert(1)"))
    with pytest.raises(TemplateError, match="javascript"):
        NoteRenderer([SHIPPED], translations_for, LOOK).render([bad])


@pytest.mark.parametrize("address", BAD)
def test_of_a_story(own: Own, address: str) -> None:
    folders = own("story.html.j2", "<footer>", link(address))
    with pytest.raises(TemplateError, match=r"story\.html\.j2: a link leads to"):
        check_story_templates(folders, LOOK)
    with pytest.raises(TemplateError, match="a link leads to"):
        StoryRenderer(folders, translations_for, LOOK).page(page())


@pytest.mark.parametrize("address", [*BAD[:3], "../other.pdf"])
def test_of_a_review(own: Own, address: str) -> None:
    folders = own("review.html.j2", "<main>", link(address))
    with pytest.raises(TemplateError, match=r"review\.html\.j2: a link leads to"):
        review_html(seen(), (), DESK.settings, folders)


def test_those_that_are_shipped_are_there() -> None:
    with pikepdf.Pdf.new() as empty:
        assert links(empty) == []
    html = DESK.renderer.html(document())
    assert 'href="mailto:' in html
    assert 'href="https://' in html
