"""The contact sheet: every statement with its caption, marked where something is wrong, the same bytes each time."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pymupdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from valuereport.errors import Problem, RunError
from valuereport.preview import Faces, Shown, contact_sheet, write_preview
from valuereport.preview.captions import Type
from valuereport.render.fonts import font_files, shipped_faces

FILES = tuple(face.file for face in shipped_faces())
FACES = Faces(FILES, FILES)
PAPER = (30, 160, 90)
ALARM = (179, 38, 30)
PROBLEM = Problem("render", "warning", "the text runs 3 mm over its region address", "cut", member_id="M1")


@lru_cache(maxsize=8)
def pdf(pages: int) -> bytes:
    """Return a PDF of so many pages, all in one colour."""
    with pymupdf.open() as document:
        for _ in range(pages):
            page = document.new_page(width=595, height=842)
            page.draw_rect(page.rect, color=None, fill=[each / 255 for each in PAPER])
        return bytes(document.tobytes())


SHOWN = Shown("M1", "en-GB", "standard", ("longest name",), pdf(2), "<html></html>", ())


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def pixels(of: Image.Image, colour: tuple[int, int, int]) -> int:
    return sum(number for number, found in of.getcolors(1 << 24) if found == colour)


def sheet(*shown: Shown) -> Image.Image:
    (png,) = contact_sheet("Institute", shown, FACES).pngs
    return picture(png)


@pytest.mark.parametrize("statements", [1, 2, 3, 7])
def test_both_sides_of_every_statement_are_there(statements: int) -> None:
    whole = 1840 - 2 * 50
    width = ((whole if statements == 1 else (whole - 40) / 2) - 6) / 2  # the whole width: of the sheet, or of a half
    one_page = width * width * 2**0.5
    found = pixels(sheet(*[SHOWN] * statements), PAPER)
    assert 2 * statements * one_page * 0.98 < found <= 2 * statements * one_page * 1.01


@pytest.mark.parametrize(("width", "height"), [(595, 842), (612, 792)])
def test_both_papers_fill_the_width_and_nothing_of_a_page_is_cut(width: int, height: int) -> None:
    with pymupdf.open() as document:
        for _ in range(2):
            page = document.new_page(width=width, height=height)
            page.draw_rect(pymupdf.Rect(width - 60, 0, width, 60), color=None, fill=[each / 255 for each in PAPER])
        half = sheet(*[replace(SHOWN, pdf=bytes(document.tobytes()))] * 2)
    assert pixels(half.crop((50 + 850 - 20, 115, 50 + 850 - 2, 130)), PAPER) == 18 * 15


def test_a_title_and_names_of_sixty_letters_are_whole() -> None:
    long = "Bundesarbeitsgemeinschaft der gebäudetechnischen Instandhaltungsunternehmen"
    short, tall = sheet(SHOWN, SHOWN), sheet(SHOWN, replace(SHOWN, member_id=long.replace(" ", "-")))
    assert tall.height == short.height + Type(FILES, 27).line  # in two lines
    (png,) = contact_sheet(f"{long}, {long} · 2026-01-01 to 2026-12-31 · a4", [SHOWN], FACES).pngs
    assert picture(png).height == sheet(SHOWN).height + Type(FILES, 30).line


def test_two_languages_stand_in_one_row() -> None:
    two = sheet(replace(SHOWN, pdf=pdf(4)))
    each_alone = sheet(SHOWN, SHOWN)
    assert two.height == pytest.approx(each_alone.height, rel=0.02)
    assert pixels(two, PAPER) == pytest.approx(pixels(each_alone, PAPER), rel=0.05)


@pytest.mark.parametrize("change", [{"member_id": "M2"}, {"locale": "fr-FR"}, {"edition": "x"}, {"reasons": ("y",)}])
def test_a_caption_says_member_locale_edition_and_reason(change: dict[str, object]) -> None:
    before, after = sheet(SHOWN), sheet(replace(SHOWN, **change))  # type: ignore[arg-type]
    left, top, right, bottom = ImageChops.difference(before, after).getbbox() or (0, 0, 0, 0)
    assert top > 110 + 1200  # below the thumbnail
    assert right - left > 3
    assert bottom <= before.height


def test_a_problem_has_a_red_corner_and_is_told_in_the_caption() -> None:
    assert pixels(sheet(SHOWN), ALARM) == 0
    marked = sheet(replace(SHOWN, problems=(PROBLEM,)))
    corner = marked.crop((0, 110, marked.width, 110 + 60))
    caption = marked.crop((0, 110 + 1240, marked.width, marked.height))
    assert pixels(corner, ALARM) > 1000
    assert pixels(caption, ALARM) > 300
    assert marked.height > sheet(SHOWN).height


def test_a_statement_that_could_not_be_made_is_there_too() -> None:
    assert pixels(sheet(replace(SHOWN, pdf=b"", problems=(PROBLEM,))), ALARM) > 1000


def test_many_problems_do_not_push_others_off_the_page() -> None:
    many = tuple(replace(PROBLEM, reason=f"problem {number} " + "word " * 90) for number in range(40))
    made = contact_sheet("Institute", [replace(SHOWN, problems=many)] * 3, FACES)
    with pypdfium2.PdfDocument(made.pdf) as document:
        assert len(document) == 1


def test_thirty_statements_make_pages_of_a4_and_pictures_that_viewers_open() -> None:
    made = contact_sheet("Institute", [SHOWN] * 30, FACES)
    assert len(made.pngs) == 2
    pictures = [picture(png) for png in made.pngs]
    assert all(each.height <= 8000 for each in pictures)
    with pypdfium2.PdfDocument(made.pdf) as document:
        assert len(document) == 5
        assert all(page.get_size() == pytest.approx((595, 842), abs=1) for page in document)
    assert sum(pixels(each, PAPER) for each in pictures) > 60 * 422 * 597 * 0.98


def test_the_same_statements_give_the_same_bytes() -> None:
    assert contact_sheet("Institute", [SHOWN], FACES) == contact_sheet("Institute", [SHOWN], FACES)


def test_the_folder_keeps_no_part_of_a_longer_contact_sheet(tmp_path: Path) -> None:
    write_preview(tmp_path, "Institute", [replace(SHOWN, member_id=f"M{number}") for number in range(30)], FACES)
    assert (tmp_path / "contact-sheet-2.png").exists()
    sheets = write_preview(tmp_path, "Institute", [SHOWN], FACES)
    assert [file.name for file in sheets] == ["contact-sheet.png", "contact-sheet.pdf"]
    assert not (tmp_path / "contact-sheet-2.png").exists()
    assert (tmp_path / "M1_en-GB.pdf").read_bytes() == SHOWN.pdf
    assert (tmp_path / "M1_en-GB.html").read_text(encoding="utf-8") == SHOWN.html


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="cannot be written"):
        write_preview(tmp_path / "file", "Institute", [SHOWN], FACES)


def test_a_letter_is_set_in_a_face_that_has_it() -> None:
    latin = Type(font_files()[:1], 22)
    every = Type(FILES, 22)
    assert every.width("M1042") == latin.width("M1042")
    assert every.width("عضو") != latin.width("عضو")


@pytest.mark.parametrize("text", ["word " * 60, "w" * 400, "M1\tcontrol\x07", ""])
def test_lines_are_no_wider_than_they_may_be(text: str) -> None:
    kind = Type(FILES, 22)
    lines = kind.wrapped(text, 300, 3)
    assert len(lines) <= 3
    assert all(kind.width(line) <= 300 for line in lines)
    assert not lines or lines[-1].endswith("…") == (len(text) > 100)
