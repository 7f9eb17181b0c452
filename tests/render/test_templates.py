"""A workspace's own templates: what they may do, and how a mistake in one is told."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image

from tests.sheets import SHIPPED, text_of
from tests.tags import tree
from tests.valuations import AMARA, WORKSPACE, ranged_example, worked_example
from valuereport.compose import compose
from valuereport.errors import TemplateError
from valuereport.model.member import Member
from valuereport.model.valuation import Valuation
from valuereport.render.check_templates import check_templates
from valuereport.render.look import look_of
from valuereport.render.renderer import Rendered, Renderer
from valuereport.settings import load_settings
from valuereport.wording import translations_for

SETTINGS = load_settings(WORKSPACE)
LOOK = look_of(SETTINGS)


def rendered(folders: list[Path], case: Valuation | None = None, member: Member = AMARA) -> Rendered:
    document, _ = compose(member, case or ranged_example(), SETTINGS)
    return Renderer(folders, translations_for, LOOK).render(document)


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str, str], list[Path]]:
    """Return a function that makes a workspace's own template and returns the folders."""

    def made(name: str, content: str) -> list[Path]:
        folder = tmp_path / "templates"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
        return [folder, SHIPPED]

    return made


def test_the_shipped_templates_pass_the_check() -> None:
    check_templates([SHIPPED], LOOK)


def test_a_workspace_may_override_a_file(own: Any) -> None:
    folders = own("regions/signature.html.j2", "<p>Signed by {{ statement.signatory }} in person</p>")
    check_templates(folders, LOOK)
    found = rendered(folders)
    assert "Signed by Marian Holloway in person" in " ".join(text_of(found.pdf).split())


def test_the_picture_of_a_signature_says_whose_it_is() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (120, 40), "navy").save(picture, "PNG")
    look = replace(LOOK, signature=f"data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}")
    document, _ = compose(AMARA, ranged_example(), SETTINGS)
    told = [each.alternative for each in tree(Renderer([SHIPPED], translations_for, look).render(document).pdf).walk()]
    assert "Signature of Marian Holloway" in told


@pytest.mark.parametrize(("height", "told"), [(10, []), (30, []), (40, ["signature"]), (400, ["signature"])])
def test_what_does_not_fit_its_region_is_told_and_moves_nothing(own: Any, height: int, told: list[str]) -> None:
    """`height`: of the region's content in millimetres; the region has 26."""
    as_shipped = words(rendered([SHIPPED]).pdf)
    found = rendered(own("regions/signature.html.j2", f'<p style="height: {height - 4}mm">Assembler</p>'))
    assert found.pages == 2
    assert [problem.reason.rpartition(" ")[2] for problem in found.problems] == told
    assert [problem.action for problem in found.problems] == ["cut at the region's end"] * len(told)
    elsewhere = {place for place in words(found.pdf) if place[-1] != "Assembler"}
    assert elsewhere < as_shipped


@pytest.mark.parametrize(("height", "told"), [(30, []), (400, ["back"])])
def test_a_region_that_grows_moves_what_follows_and_a_side_without_room_is_told(
    own: Any, height: int, told: list[str]
) -> None:
    """`height`: of what takes the place of the policy wins, in millimetres."""
    found = rendered(own("regions/policy.html.j2", f'<p style="height: {height}mm">Assembler</p>'))
    assert found.pages == 2
    assert [problem.reason.rpartition(" ")[2] for problem in found.problems] == told
    front = {place for place in words(found.pdf) if place[0] == 0}
    assert front == {place for place in words(rendered([SHIPPED]).pdf) if place[0] == 0}


def words(pdf: bytes) -> set[tuple[int, float, float, str]]:
    """Return every word of a PDF with its page and place."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return {
            (page.number, round(left, 1), round(top, 1), word)
            for page in document
            for left, top, _, _, word, *_ in page.get_text("words")
        }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<p>\n{% if statement.title %}\n", "2"),
        ("<p>\n{{ statement.titel }}</p>", "'valuereport.model.statement.Statement object' has no attribute 'titel'"),
        ("\n\n{{ nobody }}", ":3: 'nobody' is undefined"),
        ("{{ statement.signatory.__class__.__mro__ }}", "unsafe"),
        ('{% include "nowhere.j2" %}', "nowhere.j2"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_with_file_and_line(own: Any, content: str, said: str) -> None:
    with pytest.raises(TemplateError) as error:
        check_templates(own("regions/signature.html.j2", content), LOOK)
    assert "regions/signature.html.j2" in str(error.value)
    assert said in str(error.value)


def test_a_template_that_is_not_text_is_told(own: Any, tmp_path: Path) -> None:
    folders = own("regions/signature.html.j2", "")
    (tmp_path / "templates" / "regions/signature.html.j2").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TemplateError, match="not UTF-8"):
        check_templates(folders, LOOK)


def test_no_style_sheet_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"statement\.css"):
        check_templates([tmp_path], LOOK)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/logo.png",
        "http://127.0.0.1:9/x.png",
        "file:///etc/passwd",
        "../secret.svg",
        "ftp://x/y.png",
    ],
)
def test_nothing_is_loaded_from_elsewhere(own: Any, tmp_path: Path, address: str) -> None:
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    folders = own("regions/signature.html.j2", f'<p><img src="{address}" alt="A logo"></p>')
    found = rendered(folders)
    assert len(found.problems) == 1
    assert address.rpartition("/")[2] in found.problems[0].reason
    assert found.problems[0].member_id == "M-0117"


def test_a_symbolic_link_leads_nowhere(own: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    folders = own("regions/signature.html.j2", '<p><img src="link.svg" alt="A logo"></p>')
    (folders[0] / "link.svg").symlink_to(tmp_path / "secret.svg")
    assert rendered(folders).problems


def test_a_file_of_a_template_folder_is_loaded(own: Any, tmp_path: Path) -> None:
    folders = own("regions/signature.html.j2", '<p><img src="logo.svg" alt="A logo"></p>')
    logo = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (folders[0] / "logo.svg").write_text(logo, encoding="utf-8")
    assert rendered(folders).problems == ()


def test_a_mistake_in_a_style_sheet_is_a_problem(own: Any) -> None:
    folders = own("statement.css", (SHIPPED / "statement.css").read_text(encoding="utf-8") + "\np { colour: red }\n")
    found = rendered(folders)
    assert [("colour" in problem.reason) for problem in found.problems] == [True]


def test_without_a_home_folder_that_can_be_written(tmp_path: Path, monkeypatch: Any) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    found = rendered([SHIPPED], worked_example())
    assert found.pages == 2
    assert os.environ["FONTCONFIG_FILE"] == ""
