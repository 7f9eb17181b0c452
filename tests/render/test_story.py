"""The files of a story: one page that needs nothing else, a tagged PDF, pictures that are whole in themselves."""

from __future__ import annotations

import csv
import gc
import io
import re
import weakref
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from tests.checkers import checked
from tests.sheets import SHIPPED, Desk
from tests.story_pages import drawn, everything_hidden, page, rendered, renderer
from valuereport.compose.story import compose_story
from valuereport.errors import TemplateError
from valuereport.model.story_page import Mark, Picture, StoryPage
from valuereport.render.look import look_of
from valuereport.render.story import RenderedStory, StoryRenderer, check_story_templates
from valuereport.render.story_charts import NARROW, SHAPES, WIDE, Inks, Shape, TextOutlines, for_page, for_post
from valuereport.render.story_charts.drawings import as_bars
from valuereport.render.story_charts.pixels import address, as_png
from valuereport.wording import translations_for

SVG = "{http://www.w3.org/2000/svg}"
INKS = Inks("#0b4a57", "#2f7f8d")
ACCENT = np.array([0x2F, 0x7F, 0x8D])


class Outline(HTMLParser):
    """The elements of a page: names and attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def html(locale: str = "en-GB") -> str:
    return rendered(locale).html.decode()


def pixels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def reddish(picture: np.ndarray) -> int:
    """Return how many pixels are of the watermark's red."""
    return int(((picture[..., 0] > picture[..., 1] + 12) & (picture[..., 0] > 120)).sum())


def letters(locale: str = "en-GB") -> TextOutlines:
    renderer()  # which points fontconfig at our fonts
    return TextOutlines(locale, page(locale).direction, None)


def _parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def bars(svg: str, fill: str = INKS.accent) -> list[tuple[float, float]]:
    """Return start and width of every bar, from the left."""
    found = _parsed(svg).iter(f"{SVG}rect")
    return [(float(one.attrib["x"]), float(one.attrib["width"])) for one in found if one.attrib["fill"] == fill]


def lines(svg: str) -> Iterator[tuple[float, float, float]]:
    """Yield left end, start of the last glyph, and baseline of every line of text."""
    for group in _parsed(svg).iter(f"{SVG}g"):
        place = re.fullmatch(r"translate\((\S+) (\S+)\) scale\((\S+) \S+\)", group.attrib.get("transform", ""))
        starts = [float(use.attrib["x"]) for use in group.findall(f"{SVG}use")]
        if place and starts:
            left, scale = float(place[1]), float(place[3])
            yield left + min(starts) * scale, left + max(starts) * scale, float(place[2])


def test_the_page_needs_nothing_else() -> None:
    for tag, attributes in Outline(html()).found:
        for name in ("src", "href", "srcset", "data", "action"):
            address = attributes.get(name)
            assert address is None or address.startswith(("data:", "#")), (tag, address)
        assert tag not in ("script", "link", "iframe", "object", "base"), tag
    assert not re.search(r"@import|url\((?![\"']?data:)", html())
    assert "default-src 'none'" in html()


def test_headings_landmarks_and_tables_are_in_order() -> None:
    found = Outline(html()).found
    levels = [int(tag[1]) for tag, _ in found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in found]
    assert [tags.count(each) for each in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert tags.count("caption") == tags.count("table") > 5
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in found if tag == "th")
    targets = {attributes["href"] for tag, attributes in found if tag == "a"}
    assert targets == {f"#{attributes['id']}" for tag, attributes in found if tag == "h2"}
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_a_quote_is_text_and_no_markup() -> None:
    assert "an hour, &amp; my client &lt;stayed&gt;." in html()


def test_every_drawing_says_what_it_shows() -> None:
    drawings = re.findall(r"<svg.*?</svg>", html(), re.DOTALL)
    assert len(drawings) == 2 * sum(len(section.pictures) for section in page().sections)
    for drawing in drawings:
        assert re.search(
            r'role="img".* aria-labelledby="(\S+) (\S+)"><title id="\1">[^<]+</title><desc id="\2">[^<]+', drawing
        )


def test_right_to_left() -> None:
    assert '<html lang="ar-EG" dir="rtl">' in html("ar-EG")
    assert '<span dir="ltr">Maëlle Le Goff</span>' in html("ar-EG")
    forwards = {size: bars(post("benefits", "en-GB", size)) for size in SHAPES}
    backwards = {size: bars(post("benefits", "ar-EG", size)) for size in SHAPES}
    for size, (width, _) in SHAPES.items():
        mirrored = [(width - x - wide, wide) for x, wide in backwards[size]]
        assert mirrored == [pytest.approx(each, abs=0.02) for each in forwards[size]]


def post(name: str, locale: str, shape: Shape, *, of: StoryPage | None = None) -> str:
    whole = of or page(locale)
    picture = next(each for each in whole.pictures if each.name == name)
    return for_post(picture, whole, letters(locale), INKS, shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_bars_are_as_long_as_their_figures_even_side_by_side(shape: Shape) -> None:
    picture = next(each for each in page().pictures if each.name == "benefits")
    values = [mark.value for mark in picture.marks if mark.value is not None]
    widths = [wide for _, wide in bars(post("benefits", "en-GB", shape))]
    assert [wide / widths[0] for wide in widths] == [pytest.approx(value / values[0], abs=0.01) for value in values]


def test_the_same_page_gives_the_same_bytes() -> None:
    again = StoryRenderer([SHIPPED], translations_for, look_of(Desk().settings)).render(page())
    assert again.page == rendered()
    assert again.pictures == drawn()


def test_the_files_and_their_alternative_texts() -> None:
    files = RenderedStory("en-GB", rendered(), drawn(), page().sentences).files
    with io.StringIO(files["pictures/en-GB/pictures.csv"].decode("utf-8-sig"), newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {name.rpartition(".")[0] for name in files if name.endswith(".png")}
    assert {f"pictures/en-GB/{row['file']}" for row in rows} == names
    assert names == {name.rpartition(".")[0] for name in files if name.endswith(".svg")}
    assert len(names) == 2 * len(page().pictures) == 16
    assert all(len(row["alternative"]) > 40 for row in rows)
    assert {"story-en-GB.html", "story-en-GB.pdf", "sentences-en-GB.txt"} < set(files)
    assert files["sentences-en-GB.txt"].decode("utf-8-sig").splitlines() == list(page().sentences)
    assert rendered().problems == ()


def test_posts_are_as_large_as_they_should_be_and_nothing_is_cut() -> None:
    for picture in drawn():
        found = pixels(picture.png)
        shape: Shape = "square" if picture.name.endswith("square") else "wide"
        assert found.shape[:2] == SHAPES[shape][::-1], picture.name
        ground = found[20:]  # under the band of colour
        for edge in (ground[:, :40], ground[:, -40:], ground[-20:]):
            assert (edge > 240).all(), picture.name
        assert (np.abs(found - ACCENT).sum(axis=2) < 30).any() or picture.name.startswith("hero")


@pytest.mark.parametrize(("wide", "tall"), [(900, 60), (60, 900), (100, 100)])
@pytest.mark.parametrize("locale", ["en-GB", "ar-EG"])
def test_a_logo_of_any_shape_stands_in_its_corner_whole(wide: int, tall: int, locale: str) -> None:
    shape_of_it = f'viewBox="0 0 {wide} {tall}"><rect width="{wide}" height="{tall}" fill="#c00"/>'
    logo = f'<svg xmlns="http://www.w3.org/2000/svg" {shape_of_it}</svg>'
    picture = next(each for each in page(locale).pictures if each.name == "benefits")
    for shape in SHAPES:
        svg = for_post(picture, page(locale), letters(locale), INKS, shape, address(logo))
        found = pixels(as_png([(svg, SHAPES[shape])])[0])
        rows, columns = np.nonzero((found - [0xCC, 0, 0] == 0).all(axis=2))
        height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert width / height == pytest.approx(wide / tall, rel=0.1)
        left = (locale == "ar-EG") == (shape == "wide")  # in a wide picture opposite the title
        edge = columns.min() if left else SHAPES[shape][0] - 1 - columns.max()
        assert edge == pytest.approx(64, abs=1)
        assert page(locale).organisation not in svg


LONG = "Regionalverband der gebäudetechnischen Instandhaltungsunternehmen Nordwestmecklenburgs und Vorpommerns"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1, 7, 12, 40])
def test_long_names_and_many_marks_have_room(count: int, shape: Shape) -> None:
    """Text keeps inside the margins and lines do not run into one another; it is said how many have no room."""
    marks = tuple(
        Mark(f"{LONG} {n}", "£1,234,567", 100.0 - n, 50.0, 120.0, "£1,000,000 – £1,500,000") for n in range(count)
    )
    more = tuple(f"and {n} more" for n in range(1, count))
    picture = Picture("region", "bars", f"{LONG}: {LONG}", marks, f"Source: {LONG}.", "alternative", more=more)
    whole = replace(page(), organisation=LONG, pictures=(picture,))
    svg = for_post(picture, whole, letters(), INKS, shape)
    width, height = SHAPES[shape]
    places = list(lines(svg))
    assert all(left > 40 and last < width - 50 for left, last, _ in places)
    assert all(0 < baseline < height - 20 for *_, baseline in places)
    assert len({(round(left), round(baseline)) for left, _, baseline in places}) == len(places)


def sizes(svg: str) -> set[float]:
    """Return the sizes of all letters."""
    found = (re.search(r"scale\((\S+) ", group.attrib.get("transform", "")) for group in _parsed(svg).iter(f"{SVG}g"))
    return {round(float(scale[1]) * 1000, 2) for scale in found if scale}


PRINTED: float = 150 / 25.4 * 72  # points: so wide stands a picture on paper


@pytest.mark.parametrize("locale", ["en-GB", "ar-EG", "ja-JP"])
def test_no_letter_is_under_8_points_on_paper(locale: str) -> None:
    """Neither with the figures of a year nor with nine-figure amounts over twelve years."""
    years = tuple(Mark(str(2015 + n), "£505,092,455", 5e8 + n) for n in range(12))
    trend = Picture("trend-value", "columns", "Value over the years", years, "Source: us.", "alternative")
    for picture in (*page(locale).pictures, trend):
        for shape, (width, _) in SHAPES.items():
            drawn = for_post(picture, page(locale), letters(locale), INKS, shape)
            assert min(sizes(drawn)) * PRINTED / width >= 8, (picture.name, shape)
        if picture.drawing in ("bars", "columns"):
            on_page = for_page(picture, page(locale), letters(locale), INKS, WIDE)
            assert min(sizes(on_page)) * PRINTED / WIDE >= 8, picture.name


def test_columns_too_narrow_for_their_figures_are_bars_that_name_both_edges() -> None:
    marks = tuple(Mark(str(100 * n), "12,345", 12345.0) for n in range(9))
    picture = Picture("distribution", "columns", "title", marks, "Source: us.", "alternative", "900")
    assert [mark.label for mark in as_bars(picture)][-2:] == ["700 – 800", "800 – 900"]
    years = replace(picture, end="", marks=tuple(Mark(str(year), "1", 1.0) for year in (2024, 2025, 2026)))
    assert [mark.label for mark in as_bars(years)] == ["2026", "2025", "2024"]  # the last one is never left out
    wide, narrow = (bars(for_page(picture, page(), letters(), INKS, width)) for width in (WIDE, NARROW))
    assert len(wide) == len(narrow) == 9
    assert len({x for x, _ in wide}) == 9  # side by side
    assert len({x for x, _ in narrow}) == 1  # one under the other


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_drawings_of_the_page_keep_inside_their_width(width: int) -> None:
    for picture in (each for section in page().sections for each in section.pictures):
        svg = for_page(picture, page(), letters(), INKS, width)
        assert all(left >= 0 and last <= width - 3 for left, last, _ in lines(svg)), picture.name


def test_letters_are_joined_and_in_order() -> None:
    """Arabic letters take another shape inside a word, and stand from right to left."""
    alone, inside = letters("ar-EG").line("ع", False), letters("ar-EG").line("معا", False)
    assert alone.glyphs[0].number not in {glyph.number for glyph in inside.glyphs}
    mixed = letters("ar-EG").line("12 ساعة", False)
    assert mixed.glyphs[-1].file.name.startswith("SourceSansPro")  # the number, read first, stands right


def test_outlines_end_with_their_last_user() -> None:
    """Not when the collector comes by: Pango's fonts may be gone before what holds them then."""
    one = letters()
    one.line("a", False)
    held = weakref.ref(one)
    gc.disable()
    try:
        del one
        assert held() is None
    finally:
        gc.enable()


def test_a_draft_is_marked_on_every_page_and_picture() -> None:
    draft, final = rendered(draft=True), rendered()
    assert "Please do not publish it." in draft.html.decode()
    for one, other in zip(drawn(draft=True), drawn(), strict=True):
        assert reddish(pixels(one.png)) > 2000, one.name
        assert reddish(pixels(other.png)) == 0, other.name
    for found, marked in ((draft, True), (final, False)):
        document = pypdfium2.PdfDocument(found.pdf)
        try:
            pages = [np.asarray(one.render(scale=1).to_pil().convert("RGB")).astype(int) for one in document]
        finally:
            document.close()
        assert len(pages) == found.pages
        assert [reddish(one) > 500 for one in pages] == [marked] * len(pages)


def test_nothing_to_show_is_shown_as_nothing(tmp_path: Path) -> None:
    settings = Desk().settings
    whole = renderer().render(compose_story(everything_hidden(), settings, "en-GB"))
    found = whole.page
    assert whole.pictures == ()
    assert found.problems == ()
    file = tmp_path / "hidden.pdf"
    file.write_bytes(found.pdf)
    assert checked([file]) == []


def test_a_character_that_no_font_has_is_said() -> None:
    found = renderer().page(replace(page(), heading="What \U00012000 received", pictures=(), sections=()))
    (problem,) = found.problems
    assert "U+12000" in problem.reason
    assert "\U00012000" not in found.html.decode()


def test_a_workspace_brings_its_own_template(tmp_path: Path) -> None:
    (tmp_path / "story.html.j2").write_text(
        "<html><head><title>{{ page.title }}</title></head><body><p>Our own.</p></body></html>"
    )
    look = look_of(Desk().settings)
    found = StoryRenderer([tmp_path, SHIPPED], translations_for, look).page(page())
    assert "<p>Our own.</p>" in found.html.decode()
    check_story_templates([tmp_path, SHIPPED], look)


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    look = look_of(Desk().settings)
    (tmp_path / "story.html.j2").write_text("\n{{ page.nothing }}")
    with pytest.raises(TemplateError, match=r"story\.html\.j2:2"):
        check_story_templates([tmp_path, SHIPPED], look)
    check_story_templates([SHIPPED], look)
