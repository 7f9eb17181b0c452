"""The brand and the sheet: contrast by WCAG, colours refused with a near one that passes, pictures looked through."""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.colors import CSS4_COLORS
from PIL import Image

from tests.workspaces import worked_example
from valuereport.cli import main
from valuereport.errors import SettingsError
from valuereport.files import digest_of_file, packaged
from valuereport.settings import (
    Brand,
    CustomFamily,
    Settings,
    Sheet,
    brand_files,
    contrast,
    load_settings,
    read_picture,
)
from valuereport.settings.colours import WHITE, hexadecimal, nearest_that_reaches

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
NEEDS = st.sampled_from([3.0, 4.5, 7.0])
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20"{}>{}</svg>'
)


def with_brand(folder: Path, lines: str) -> Settings:
    config = worked_example(folder)
    with config.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{lines}\n")
    return load_settings(config)


def refused(folder: Path, lines: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        with_brand(folder, lines)
    assert caught.value.file == str(folder / "valuereport.toml")
    return caught.value


def png(width: int = 40, height: int = 20) -> bytes:
    """Return noise where it is small, which fills a file well, and one grey where it is large."""
    image = Image.effect_noise((width, height), 60) if width < 100 else Image.new("L", (width, height))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


# ---- Colours


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0), ("#0000ff", 8.59)],
)
def test_contrast_is_that_of_wcag(colour: str, expected: float) -> None:
    assert contrast(colour, WHITE) == pytest.approx(expected, abs=0.005)


@given(COLOURS, COLOURS)
def test_contrast_is_between_1_and_21_whichever_comes_first(a: str, b: str) -> None:
    assert contrast(a, b) == contrast(b, a)
    assert 1 <= contrast(a, b) <= 21.0000001


def test_every_name_of_css_is_a_colour() -> None:
    assert {name: hexadecimal(name.upper()) for name in CSS4_COLORS} == {
        name: value.lower() for name, value in CSS4_COLORS.items()
    }


@given(COLOURS, NEEDS)
def test_the_colour_that_is_offered_passes_and_is_the_nearest_of_its_kind(colour: str, need: float) -> None:
    near = nearest_that_reaches(need, colour)
    assert contrast(near, WHITE) >= need
    if contrast(colour, WHITE) >= need:
        assert near == colour
        return
    # Not darker than needed: one step brighter, and it would not pass.
    brighter = "#" + "".join(f"{channel + 1:02x}" for channel in channels(near))
    assert contrast(brighter, WHITE) < need
    # The order of the channels stays, and with it the hue.
    before, after = channels(colour), channels(near)
    for first in range(3):
        for second in range(3):
            assert before[first] > before[second] or after[first] <= after[second]


@given(COLOURS.filter(lambda colour: contrast(colour, WHITE) < 4.5))
def test_a_refused_colour_names_one_that_is_taken(colour: str) -> None:
    with pytest.raises(ValueError, match=r"a contrast with white paper of 4\.5 or more") as caught:
        Brand(colour=colour)
    Brand(colour=str(caught.value).partition("the nearest of its hue is '")[2][:7])


def test_the_shipped_colours_follow_the_rules() -> None:
    brand = Brand()
    assert Brand.model_validate(brand.model_dump()) == brand
    assert contrast(brand.colour, brand.accent) > 1.5


def test_colours_are_kept_in_one_form(tmp_path: Path) -> None:
    brand = with_brand(tmp_path, '[brand]\ncolour = "#A03"\naccent = "SeaGreen"').workspace.brand
    assert (brand.colour, brand.accent) == ("#aa0033", "#2e8b57")


def test_colours_that_look_alike_in_grey_are_a_warning(tmp_path: Path) -> None:
    (problem,) = with_brand(tmp_path, '[brand]\ncolour = "#aa0033"\naccent = "#006622"').problems
    assert (problem.severity, problem.file, problem.column) == ("warning", "valuereport.toml", "brand.accent")
    assert "greyscale" in problem.reason
    assert load_settings(worked_example(tmp_path)).problems == ()


# ---- Bad settings: the key, what was found, what is allowed

BAD = {
    "no colour": ('[brand]\ncolour = "petrol"', "brand.colour", "petrol", "#rrggbb"),
    "a colour with alpha": ('[brand]\ncolour = "#0b4a5780"', "brand.colour", "#0b4a5780", "#rrggbb"),
    "a function": ('[brand]\naccent = "rgb(0, 0, 0)"', "brand.accent", "rgb(0, 0, 0)", "#rrggbb"),
    "a colour too bright for text": ('[brand]\ncolour = "gold"', "brand.colour", "gold", "nearest of its hue"),
    "an accent too bright": ('[brand]\naccent = "#9cc"', "brand.accent", "#9cc", "white paper of 3 or more"),
    "a family that is not there": ('[brand]\nfamily = "Comic Sans"', "brand.family", "Comic Sans", "Source Sans Pro"),
    "a family that is a number": ("[brand]\nfamily = 5", "brand.family", "5", "a text"),
    "a family without bold": (
        '[brand]\nfamily = { name = "Own", regular = "own.ttf" }',
        *("brand.family.bold", "nothing", "needed"),
    ),
    "a name that ends a style": (
        """[brand]\nfamily = { name = 'A"; x: y', regular = "own.ttf", bold = "own.ttf" }""",
        *("brand.family.name", 'A"; x: y', "pattern"),
    ),
    "a font that is not there": (
        '[brand]\nfamily = { name = "Own", regular = "own.ttf", bold = "own.ttf" }',
        *("brand.family.regular", "own.ttf", "a font file that is there"),
    ),
    "an unknown key": ('[brand]\nslogan = "x"', "brand.slogan", "not known", "docs/settings.md"),
    "a logo that is missing": ('[brand]\nlogo = "logo.svg"', "brand.logo", "logo.svg: No such file", "can be read"),
    "a signature that is missing": ('[brand]\nsignature = "s.png"', "brand.signature", "s.png: No such", "can be read"),
    "a logo that is a folder": ('[brand]\nlogo = "folder.svg"', "brand.logo", "a folder", "a file"),
    "a logo of another kind": ('[brand]\nlogo = "logo.gif"', "brand.logo", "*.gif", "SVG or PNG"),
    "a remote logo": ('[brand]\nlogo = "https://example.org/l.svg"', "brand.logo", "https:", "nothing is fetched"),
    "a remote logo, short": ('[brand]\nlogo = "//example.org/l.svg"', "brand.logo", "//exam", "nothing is fetched"),
    "a logo in a data: address": ('[brand]\nlogo = "data:image/png;base64,"', "brand.logo", "data:", "in the folder"),
    "a logo from above": ('[brand]\nlogo = "../logo.svg"', "brand.logo", "../logo.svg", "in the folder"),
    "a logo from the root": ('[brand]\nlogo = "/etc/hostname"', "brand.logo", "/etc/hostname", "in the folder"),
    "a link that leads out": ('[brand]\nlogo = "out.svg"', "brand.logo", "out.svg", "in the folder"),
    "links in a circle": ('[brand]\nlogo = "circle.svg"', "brand.logo", "circle.svg", ""),
    "a name no file can have": ('[brand]\nlogo = "a\\u0000.svg"', "brand.logo", "a", "in the folder"),
    "an endless name": (f'[brand]\nlogo = "{"a" * 5000}.svg"', "brand.logo", "aaa", ""),
    "paper": ('[sheet]\npaper = "A3"', "sheet.paper", "A3", "'a4' or 'letter'"),
    "a window": ('[sheet]\nwindow = "fr"', "sheet.window", "fr", "din-5008-b"),
    "an archive": ('[sheet]\narchive = "pdf/a-1b"', "sheet.archive", "pdf/a-1b", "pdf/a-3a"),
    "one language": ('[sheet]\nlanguages = ["cy-GB"]', "sheet.languages", "cy-GB", "two different locales"),
    "a language twice": ('[sheet]\nlanguages = ["cy-GB", "cy-GB"]', "sheet.languages", "cy-GB", "two different"),
    "no language": ('[sheet]\nlanguages = ["cy-GB", "klingon"]', "sheet.languages.2", "klingon", "a locale such as"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_setting_says_key_found_and_allowed(tmp_path: Path, case: str) -> None:
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "out.svg").symlink_to(packaged("sample_data") / "logo.svg")
    (tmp_path / "circle.svg").symlink_to(tmp_path / "circle.svg")
    lines, key, found, allowed = BAD[case]
    error = refused(tmp_path, lines)
    assert error.key == key
    assert found in str(error.found)
    assert allowed in error.allowed


def test_the_check_command_finds_a_bad_logo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = worked_example(tmp_path)
    config.write_text(config.read_text(encoding="utf-8") + '\n[brand]\nlogo = "logo.svg"\n', encoding="utf-8")
    (tmp_path / "logo.svg").write_text(SVG.format("", "\n<script/>"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["valuereport", "check", "--config", str(config)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.count("\n") == 1
    for part in (str(config), "brand.logo", "logo.svg: the element script (line 2)", "allowed: a plain SVG"):
        assert part in said


def test_a_whole_brand_is_taken(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "logo.PNG").write_bytes(png())
    for name in ("a.ttf", "b.ttf"):
        (tmp_path / name).write_bytes(b"a font")
    lines = (
        '[brand]\nlogo = "pictures/logo.PNG"\nfamily = { name = "Own Sans", regular = "a.ttf", bold = "b.ttf" }\n'
        '[sheet]\npaper = "letter"\nwindow = "us"\nfold_marks = true\narchive = "pdf/a-3a"\n'
        'languages = ["fr-CA", "en-US"]'
    )
    taken = with_brand(tmp_path, lines)
    assert taken.workspace.brand.family == CustomFamily(name="Own Sans", regular="a.ttf", bold="b.ttf")
    assert taken.workspace.sheet == Sheet(
        paper="letter", window="us", fold_marks=True, archive="pdf/a-3a", languages=("fr-CA", "en-US")
    )
    assert brand_files(taken.path, taken.workspace.brand) == {
        "logo": (tmp_path / "pictures" / "logo.PNG").resolve(),
        "family.regular": (tmp_path / "a.ttf").resolve(),
        "family.bold": (tmp_path / "b.ttf").resolve(),
    }


# ---- Pictures


def looked_through(folder: Path, name: str, data: bytes) -> str:
    """Return what is wrong with a picture; empty where nothing is."""
    (folder / name).write_bytes(data)
    try:
        read_picture(folder / name)
    except SettingsError as error:
        return str(error.found)
    return ""


def test_the_sample_logo_is_read() -> None:
    path = packaged("sample_data") / "logo.svg"
    logo = read_picture(path)
    assert (logo.media_type, logo.ratio, logo.digest) == ("image/svg+xml", 1.0, digest_of_file(path))
    assert logo.data == path.read_bytes() == base64.b64decode(logo.address.partition("base64,")[2])


def data_address(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


GOOD_SVG = {
    "a group drawn twice": '<g id="a"><path d="M0 0h9v9z"/></g><use href="#a"/><use xlink:href="#a" x="9"/>',
    "a gradient": '<linearGradient id="g"/><rect fill="url(#g)" style="stroke: url( \'#g\' )" width="9" height="9"/>',
    "a style": "<style>.a { fill: url(#g); content: '\\201C' }</style><rect class='a' width='9' height='9'/>",
    "a picture inside": f'<image href="{data_address(png())}" width="9" height="9"/>',
    "what drawing programs leave": '<metadata><x xmlns="urn:x" about="https://example.org/"/></metadata><?app kept?>',
    "a comment that names a script": "<!-- <script> --><title>On &lt;script&gt;</title><path d='M0 0h9'/>",
}


@pytest.mark.parametrize("case", GOOD_SVG)
def test_a_plain_svg_is_taken(tmp_path: Path, case: str) -> None:
    assert looked_through(tmp_path, "a.svg", SVG.format("", GOOD_SVG[case]).encode()) == ""


def bomb(depth: int) -> str:
    """Return groups that each draw the one before ten times."""
    tens = (f'<g id="g{level}">{f"""<use href="#g{level - 1}"/>""" * 10}</g>' for level in range(1, depth))
    return '<path id="g0" d="M0 0h9"/>' + "".join(tens)


BAD_SVG = {
    "a script": ("", "<script>alert(1)</script>", "the element script"),
    "a script in another namespace": ("", '<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>', "the element script"),
    "HTML": ("", "<foreignObject><b/></foreignObject>", "the element foreignObject"),
    "an event": (' onload="alert(1)"', "", "the event onload"),
    "an event, in capitals": ("", '<g ONCLICK="x()"/>', "the event onclick"),
    "animation": ("", '<a><set attributeName="href" to="x"/></a>', "the element set"),
    "a remote picture": (
        "",
        '<image xlink:href="https://example.org/a.png"/>',
        "a link to 'https://example.org/a.png'",
    ),
    "a local file": ("", '<image href="file:///etc/passwd"/>', "a link to 'file:///etc/passwd'"),
    "a relative file": ("", '<use href="other.svg#a"/>', "a link to 'other.svg#a'"),
    "a script in a link": ("", '<a href=" java&#10;script:x()"/>', "a link to"),
    "another base": (' xml:base="https://example.org/"', "", "xml:base"),
    "a remote fill": ("", '<g fill="URL( https://example.org/a#b )"/>', "a link to"),
    "a remote fill, escaped": ("", '<g style="fill:u\\72l(https://example.org/a)"/>', "a link to"),
    "a remote fill in a style": ("", "<style>g{fill:url('//example.org/a')}</style>", "a link to"),
    "a style in pieces": ("", "<style>@im<![CDATA[port 'x';]]></style>", "a style with @import"),
    "a style inside a style": ("", "<style>@import 'x';<style/></style>", "the element style"),
    "a font from elsewhere": ("", "<style>@font-face { src: local(x) }</style>", "a style with @font-face"),
    "an SVG inside": ("", f'<image href="{data_address(b"<svg/>", "svg+xml")}"/>', "a picture inside"),
    "a broken picture inside": ("", f'<image href="{data_address(png()[:90])}"/>', "no PNG that can be read"),
    "a huge picture inside": ("", f'<image href="{data_address(png(2001, 2000))}"/>', "2,001 x 2,000"),
    "no base64 inside": ("", '<image href="data:image/png;base64,%%%%"/>', "no base64"),
    "very many elements": ("", "<g/>" * 5_001, "elements to draw"),
    "references that grow": ("", bomb(12), "elements to draw"),
    "a reference to itself": ("", '<g id="a"><use href="#a"/></g>', "refers to itself"),
    "references in a row": (
        "",
        '<g id="g0"/>' + "".join(f'<use id="g{i}" href="#g{i - 1}"/>' for i in range(1, 300)),
        "more than 100",
    ),
    "elements in one another": ("", "<g>" * 150 + "</g>" * 150, "more than 100"),
}


@pytest.mark.parametrize("case", BAD_SVG)
def test_an_svg_that_does_more_than_draw_is_refused(tmp_path: Path, case: str) -> None:
    attributes, content, found = BAD_SVG[case]
    data = SVG.format(attributes, content).encode()
    assert found in looked_through(tmp_path, "a.svg", data)


NO_SVG = {
    "nothing": (b"", "no well-formed XML"),
    "a PNG": (png(), "no well-formed XML"),
    "an entity that grows": (b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG.encode(), "a DOCTYPE"),
    "a file as an entity": (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.encode(), "a DOCTYPE"),
    "a style sheet": (b'<?xml-stylesheet href="a.css"?>' + SVG.format("", "").encode(), "a style sheet from elsewhere"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><svg/>', "encoding"),
    "an encoding of many bytes": (b'<?xml version="1.0" encoding="shift_jis"?><svg/>', "encoding"),
    "HTML": (b"<html><body/></html>", "the element html"),
    "no namespace": (b'<svg viewBox="0 0 1 1"/>', "xmlns"),
    "cut off": (SVG.format("", "<g/>").encode()[:-3], "no well-formed XML"),
}


@pytest.mark.parametrize("case", NO_SVG)
def test_what_is_no_svg_is_said(tmp_path: Path, case: str) -> None:
    data, found = NO_SVG[case]
    assert found in looked_through(tmp_path, "a.svg", data)


SIZES = {
    'viewBox="0 0 40 20"': 2.0,
    'viewBox="-5,-5,10,40"': 0.25,
    'width="30" height="10"': 3.0,
    'width="1in" height="2.54cm"': 1.0,
    'width="30mm" height="10mm" viewBox="0 0 1 1"': 3.0,
    'width="100%" height="100%" viewBox="0 0 50 10"': 5.0,
    'width="30" viewBox="0 0 50 10"': 5.0,
    "": None,
    'width="30"': None,
    'width="0" height="0"': None,
    'width="1e999" height="10"': None,
    'width="1.2.3" height="10"': None,
    'viewBox="0 0 0 20"': None,
    'viewBox="0 0 -4 20"': None,
    'viewBox="0 0 20"': None,
}


@pytest.mark.parametrize("size", SIZES)
def test_the_shape_of_an_svg_is_the_one_that_is_drawn(tmp_path: Path, size: str) -> None:
    from weasyprint.svg import SVG as Drawn  # noqa: N811 - what draws it in the end

    text = f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'
    if SIZES[size] is None:
        assert "a viewBox, or a width and a height" in looked_through(tmp_path, "a.svg", text.encode())
        return
    (tmp_path / "a.svg").write_text(text, encoding="utf-8")
    found = read_picture(tmp_path / "a.svg").ratio
    assert found == pytest.approx(SIZES[size])
    drawn = Drawn(ElementTree.fromstring(text), "", None)  # noqa: S314 - our own text, just above
    width, height = drawn.get_intrinsic_size(16)
    if width and height:
        assert found == pytest.approx(width / height)
    else:
        _, _, width, height = drawn.get_viewbox()
        assert found == pytest.approx(width / height)


def test_a_ribbon_is_refused(tmp_path: Path) -> None:
    for size in ("0 0 1000 1", "0 0 1 1000"):
        data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}"/>'.encode()
        assert "width to height" in looked_through(tmp_path, "a.svg", data)


def test_a_png_is_read(tmp_path: Path) -> None:
    data = png(60, 20)
    (tmp_path / "a.png").write_bytes(data)
    found = read_picture(tmp_path / "a.png")
    assert (found.media_type, found.ratio, found.data) == ("image/png", 3.0, data)


def headed(width: int, height: int) -> bytes:
    """Return a small PNG that says of itself that it is large."""
    data = png()
    return data[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + data[24:]


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG")
    return out.getvalue()


BAD_PNG = {
    "nothing": (b"", "no PNG"),
    "a JPEG by another name": (jpeg(), "no PNG"),
    "an SVG by another name": (SVG.encode(), "no PNG"),
    "cut off": (png()[:400], "no PNG"),
    "without its end": (png()[:-12], "no PNG"),
    "with a wrong byte": (png()[:200] + b"\0\0\0\0" + png()[204:], "no PNG"),
    "too many pixels": (png(2001, 2000), "2,001 x 2,000 pixels"),
    "a bomb of pixels": (headed(60_000, 60_000), "60,000 x 60,000 pixels"),
    "no pixels": (headed(0, 20), "0 x 20 pixels"),
    "too many bytes": (png() + bytes(1_000_000), "bytes"),
}


@pytest.mark.parametrize("case", BAD_PNG)
def test_a_png_that_cannot_be_used_is_said(tmp_path: Path, case: str) -> None:
    data, found = BAD_PNG[case]
    assert found in looked_through(tmp_path, "a.png", data)


ONE_OF_MANY = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ONE_OF_MANY
@given(st.sampled_from(["a.svg", "a.png"]), st.data())
def test_whatever_the_bytes_there_is_a_picture_or_a_reason(tmp_path: Path, name: str, data: st.DataObject) -> None:
    whole = png() if name == "a.png" else SVG.format("", GOOD_SVG["a gradient"] + GOOD_SVG["a style"]).encode()
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    looked_through(tmp_path, name, whole[:start] + data.draw(st.binary(max_size=20)) + whole[stop:])
