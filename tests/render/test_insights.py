"""The files of a page of insights: one page that needs nothing else, a drawn tree that is all links, a PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.insight_pages import page, rendered, renderer
from tests.render.test_story import INKS, Outline, bars, letters
from tests.sheets import SHIPPED, Desk
from valuereport.errors import TemplateError
from valuereport.model.story_page import DriverTree
from valuereport.render.insights import check_insight_templates, insight_files
from valuereport.render.look import look_of
from valuereport.render.story_charts import NARROW, WIDE, for_page
from valuereport.render.story_charts.canvas import Canvas
from valuereport.render.story_charts.driver_tree import WIDTH, TreeDrawing
from valuereport.render.story_charts.in_page import on_paper
from valuereport.settings import contrast

SVG = "{http://www.w3.org/2000/svg}"


def html(locale: str = "ar-EG") -> str:
    return rendered(locale, paper="letter").html.decode()


def tree(locale: str = "en-GB") -> DriverTree:
    return next(each for section in page(locale).sections for each in section.trees)


def drawn(locale: str, found: DriverTree | None = None) -> str:
    told = found or tree(locale)
    canvas = Canvas("tree", WIDTH, letters(locale), mirrored=page(locale).direction == "rtl")
    drawing = TreeDrawing(told, letters(locale))
    drawing.draw(canvas, INKS, range(len(told.nodes)), links=True)
    return canvas.svg(drawing.height, told.title, told.alternative, locale, role="group")


def test_the_page_needs_nothing_else() -> None:
    for tag, attributes in Outline(html()).found:
        for name in ("src", "href", "srcset", "data", "action"):
            address = attributes.get(name)
            assert address is None or address.startswith(("data:", "#")), (tag, address)
        assert tag not in ("script", "link", "iframe", "object", "base"), tag
    assert not re.search(r"@import|url\((?![\"']?data:)", html())
    assert "default-src 'none'" in html()


def test_every_link_leads_to_a_row_or_a_heading() -> None:
    found = Outline(html()).found
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"] for tag, attributes in found if tag == "a"}
    assert targets <= {f"#{each}" for each in ids}
    assert {f"#{node.anchor}" for node in tree().nodes} <= targets


def test_the_drawing_and_the_lists_have_the_same_lines() -> None:
    svg = next(each for each in re.findall(r"<svg.*?</svg>", html(), re.DOTALL) if 'role="group"' in each)
    links = [(each.attrib["href"], each.attrib["aria-label"]) for each in parsed(svg).iter(f"{SVG}a")]
    assert links == [(f"#{node.anchor}", node.spoken) for node in tree("ar-EG").nodes]
    lists = html().partition('<div class="narrow">\n<ul>')[2].partition("</div>")[0]
    assert [address for address, _ in links] == re.findall(r'<a href="([^"]+)">', lists)
    assert (
        lists.count("<ul>") + 1
        == lists.count("</ul>")
        == 1 + sum(after.depth > before.depth for before, after in zip(tree().nodes, tree().nodes[1:], strict=False))
    )
    assert lists.count("<li>") == lists.count("</li>") == len(links)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def test_right_to_left_the_tree_is_mirrored() -> None:
    latin = tree()
    forwards, backwards = (bars(drawn(locale, latin), "#f1f5f6") for locale in ("en-GB", "ar-EG"))
    assert [(WIDTH - x - wide, wide) for x, wide in backwards] == [pytest.approx(each, abs=0.1) for each in forwards]


def test_a_tree_has_its_look_in_attributes() -> None:
    svg = drawn("en-GB")
    assert "style" not in svg
    assert "class=" not in svg
    assert svg.count("stroke-dasharray") == 2 * sum(not node.adds_up for node in tree().nodes)


def test_a_tall_tree_goes_over_several_pages_in_whole_lines() -> None:
    one = tree().nodes[1]
    tall = replace(tree(), nodes=(tree().nodes[0], *[one] * 99))
    images = on_paper(tall, page=page(), letters=letters(), inks=INKS)
    assert images.count("<img") > 10
    assert images.count('alt="A tree of figures') == 1


def test_a_scatter_has_its_dots_where_its_figures_say() -> None:
    (found,) = (each for section in page().sections for each in section.scatters)
    dots = [dot for group in found.groups for dot in group.dots]
    for width in (WIDE, NARROW):
        svg = for_page(found, page(), letters("en-GB"), INKS, width)
        assert "style" not in svg
        assert "class=" not in svg
        drawn = [each.attrib for each in parsed(svg).iter(f"{SVG}circle") if each.attrib["fill"] == INKS.colour]
        places = [(float(each["cx"]), float(each["cy"])) for each in drawn]
        (left, low), (right, high) = places[0], places[4]
        across = (right - left) / (dots[4].across - dots[0].across)
        up = (high - low) / (dots[4].up - dots[0].up)
        assert -up == pytest.approx(across, rel=0.01)
        expected = [(left + (dot.across - dots[0].across) * across, low + (dot.up - dots[0].up) * up) for dot in dots]
        assert places == [pytest.approx(each, abs=0.1) for each in expected]
        assert max(x for x, _ in places) < width


def test_ink_can_be_read_on_every_shade() -> None:
    css = (SHIPPED / "insights.css").read_text()
    shades = re.findall(r"\.shade-\d \{ background: (#\w+) \}", css)
    assert len(shades) == 5
    assert all(contrast("#1a242c", shade) >= 7 for shade in shades)


def test_the_files() -> None:
    found = rendered("ar-EG", paper="letter")
    assert found.problems == ()
    assert list(insight_files(page("ar-EG"), found)) == ["insights-ar-EG.html", "insights-ar-EG.pdf"]


def test_the_same_page_gives_the_same_bytes() -> None:
    renderer.cache_clear()
    assert renderer("letter").page(page("ar-EG")) == rendered("ar-EG", paper="letter")


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    look = look_of(Desk().settings)
    (tmp_path / "insights.html.j2").write_text("\n{{ page.nothing }}")
    with pytest.raises(TemplateError, match=r"insights\.html\.j2:2"):
        check_insight_templates([tmp_path, SHIPPED], look)
    check_insight_templates([SHIPPED], look)
