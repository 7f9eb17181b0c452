"""A page for a browser: one file, both sides with their running line, nothing that it would have to fetch."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from fontTools.ttLib import TTFont

from valuereport.preview import for_browser
from valuereport.render.fonts.font_rules import font_rules

STYLES = (
    "@page { size: 210mm 297mm; margin: 0 20mm 16mm }",
    ".running { position: running(running) }\n.side { width: 170mm }",
)
LINE = '<div class="running"><div>Guild</div><div class="folio"></div></div>'
PAGE = (
    "<html><head><title>x</title>\n</head><body>"
    f'<main class="side ltr" lang="en">{LINE}<div class="region">front</div></main>'
    '<main class="side ltr" lang="en"><div class="region">back</div></main></body></html>'
)


def test_the_style_sheets_are_inside() -> None:
    made = for_browser(PAGE, STYLES, ())
    head = made.partition("</head>")[0]
    assert all(style in head for style in STYLES)
    assert "border-width: 0 20mm 16mm" in head
    assert re.search(r"counter-reset: page pages 2\b", head)


def test_the_running_line_stands_on_every_side() -> None:
    front, back = for_browser(PAGE, STYLES, ()).split("<main")[1:]
    assert front.count(LINE) == back.count(LINE) == 1
    assert '<div class="region">back</div>' in back


def test_each_language_keeps_its_own_running_line() -> None:
    other = LINE.replace("Guild", "Urdd")
    page = PAGE.replace("</body>", PAGE.partition("<body>")[2].replace(LINE, other))
    sides = for_browser(page, STYLES, ()).split("<main")[1:]
    assert [("Guild" in side, "Urdd" in side) for side in sides] == [(True, False)] * 2 + [(False, True)] * 2


def test_a_file_of_the_templates_is_inside_and_no_other(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "photo.png").write_bytes(b"picture")
    (tmp_path / "secret.png").write_bytes(b"secret")
    page = PAGE.replace("front", '<img src="photo.png"><img src="../secret.png"><img src="data:,">')
    made = for_browser(page, ("p { background: url(photo.png) }",), (templates,))
    assert made.count("data:image/png;base64,cGljdHVyZQ==") == 2
    assert "../secret.png" in made
    assert '<img src="data:,">' in made


def test_a_page_of_a_workspaces_own_making_is_left_whole() -> None:
    made = for_browser("<html><head></head><body><p>mine</p></body></html>", ("p { color: red }",), ())
    assert "<body><p>mine</p></body>" in made
    assert "p { color: red }" in made


def test_the_fonts_are_inside_with_the_letters_of_the_page() -> None:
    rules = font_rules("Wörth £5 قيمة")
    for family, letters in (("Source Sans Pro", "Wörth£5"), ("IBM Plex Sans Arabic", "قيمة")):
        found = re.findall(rf'"{family}"; font-weight: \d+; src: url\("data:font/otf;base64,([^"]+)"', rules)
        assert len(found) == 2  # regular and bold
        for data in found:
            with TTFont(io.BytesIO(base64.b64decode(data))) as font:
                assert set(map(ord, letters)) <= set(font.getBestCmap())
    assert len(rules) < 200_000
