"""Fonts: every language in its own letters, text that reads back, and bad fonts told in one line."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from html import escape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from fontTools.ttLib import TTCollection, TTFont
from hypothesis import given
from hypothesis import strategies as st

from valuereport.errors import TemplateError
from valuereport.files import digest_of_file
from valuereport.render.fonts import (
    REPLACEMENT,
    Face,
    Family,
    advice,
    check_script,
    custom_face,
    families,
    font_configuration,
    font_digests,
    fontconfig_file,
    lacking,
    mend_texts,
    missing_characters,
    shipped_faces,
    style,
    uncovered,
)

LATIN, ARABIC, JAPANESE, CHINESE = "Source-Sans-Pro", "IBM-Plex-Sans-Arabic", "Noto-Sans-JP", "Noto-Sans-SC"
SENTENCES = {
    "en-GB": ("Your membership saved 11 hours — £1,240 “net” in 2026", LATIN),
    "fr-FR": ("Votre adhésion à l’œuvre : 1\u202f240\u00a0€, « déjà » reçus", LATIN),
    "de-DE": ("Größe, Übermaß, „1.240\u00a0€“ – für Sie", LATIN),
    "es-ES": ("¿Cuánto valió? ¡1.240 € en formación!", LATIN),
    "pt-BR": ("Sua filiação trouxe R$ 1.240 em atuação", LATIN),
    "it-IT": ("Quanto vale l’adesione? È così: 1.240 €", LATIN),
    "nl-NL": ("Uw lidmaatschap leverde € 1.240 op; coördinatie", LATIN),
    "pl-PL": ("Zażółć gęślą jaźń, źdźbło, Łódź: 1240 zł", LATIN),
    "cy-GB": ("Ŵ ŵ Ŷ ŷ ẁ ẃ ẅ dŵr, tŷ, môr", LATIN),
    "ar": ("قيمة عضويتك في الأعمال الآن لا إلى المهني عبر", ARABIC),
    "ja-JP": ("今年の会員資格は価値をもたらしました。「骨・直・角」", JAPANESE),
    "zh-CN": ("您的会员资格为您带来价值。《骨直角》", CHINESE),
}


def pdf_of(body: str, own: Family | None = None) -> Any:
    """Return the PDF of a page in the rules of `style`, opened."""
    fonts = font_configuration(own)
    import weasyprint

    rules = style(own) + "@page { size: 400mm 300mm } html { font-size: 14pt } b { font-weight: 600 }"
    data = weasyprint.HTML(string=f'<html lang="en"><title>Fonts</title><body>{body}').write_pdf(
        stylesheets=[weasyprint.CSS(string=rules, font_config=fonts)],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        finisher=lambda _, pdf: mend_texts(pdf, own),
    )
    return pymupdf.open(stream=data)


def text_of(document: Any) -> str:
    return " ".join(document[0].get_text().split())


def fonts_by_character(document: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for block in document[0].get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for character in span["chars"]:
                    found.setdefault(character["c"], set()).add(span["font"])
    return found


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("locale", SENTENCES)
def test_every_language_is_set_in_its_own_face_and_reads_back(locale: str, weight: str) -> None:
    sentence, family = SENTENCES[locale]
    tag = "b" if weight == "bold" else "span"
    direction = "rtl" if locale == "ar" else "ltr"
    document = pdf_of(f'<p lang="{locale}" dir="{direction}"><{tag}>{escape(sentence)}</{tag}></p>')
    assert text_of(document) == " ".join(sentence.split())
    name = f"{family}-Semi-Bold" if weight == "bold" else family
    names = {font[3].partition("+")[2] for font in document[0].get_fonts()}
    assert name in names
    assert names <= {name, LATIN, f"{LATIN}-Semi-Bold"}
    by_character = fonts_by_character(document)
    letters = [character for character in sentence if unicodedata.category(character) == "Lo"]
    assert all(name.startswith(font) for letter in letters for font in by_character[letter])
    glyphs = [glyph for span in document[0].get_texttrace() for _, glyph, *_ in span["chars"]]
    assert 0 not in glyphs


def test_the_same_characters_get_japanese_and_chinese_shapes() -> None:
    document = pdf_of('<p lang="ja">骨直角<span lang="zh-CN">骨直角</span><span lang="en">骨直角</span></p>')
    spans = [
        (span["font"], span["text"])
        for block in document[0].get_text("dict")["blocks"]
        for line in block["lines"]
        for span in line["spans"]
    ]
    assert [(font, text) for font, text in spans if text.strip()] == [(JAPANESE, "骨直角"), (CHINESE, "骨直角骨直角")]


def test_arabic_and_english_in_one_name_read_back_in_order_with_latin_figures() -> None:
    name = "أحمد O’Neill الخطيب 1,240"
    document = pdf_of(f'<p lang="ar" dir="rtl">{name}</p>')
    by_character = fonts_by_character(document)
    assert by_character["1"] == by_character["O"] == {LATIN}
    assert by_character["خ"] == {ARABIC}
    words = text_of(document)
    assert set(name.split()) <= set(words.replace("O’Neill", " O’Neill ").replace("1,240", " 1,240 ").split())


@pytest.mark.parametrize(
    "text",
    ["شكّل فرات", "وفّرت فرات", "أهلاً وسهلاً مثلاً بك", "كَلَّا لَا", "لا لأ لآ لإ", "في عبر شرح", "عبد الله محمّد"],
)
def test_arabic_letters_and_their_marks_read_back_letter_by_letter(text: str) -> None:
    found = text_of(pdf_of(f'<p lang="ar" dir="rtl">{text}</p>'))
    assert unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", text)  # marks in Unicode's order


def test_letters_with_marks_read_back_in_latin() -> None:
    text = unicodedata.normalize("NFD", "Ẹ̀kọ́ Ṣọlá ẹkọ")
    found = text_of(pdf_of(f"<p>{text}</p>"))
    assert unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", text)


def test_arabic_letters_are_joined() -> None:
    joined, apart = (pdf_of(f'<p lang="ar" dir="rtl">{text}</p>') for text in ("سلم", "س\u200cل\u200cم"))
    glyphs = [
        {glyph for span in document[0].get_texttrace() for _, glyph, *_ in span["chars"]}
        for document in (joined, apart)
    ]
    assert not glyphs[0] & glyphs[1] - {-1}


@pytest.mark.parametrize("locale", SENTENCES)
def test_the_latin_face_comes_first_and_every_family_is_there(locale: str) -> None:
    order = families(locale)
    assert order[0] == "Source Sans Pro"
    assert set(order) == {face.family for face in shipped_faces()}
    assert len(set(order)) == len(order)
    script = SENTENCES[locale][1].replace("-", " ")
    assert order.index(script) < order.index("DejaVu Sans")
    check_script(locale)


@pytest.mark.parametrize(("locale", "script"), [("hi-IN", "Devanagari"), ("th", "Thai"), ("am", "Ethiopic")])
def test_a_locale_in_a_script_that_no_font_has_is_told_by_name(locale: str, script: str) -> None:
    with pytest.raises(TemplateError) as raised:
        check_script(locale)
    assert script in str(raised.value)
    assert f"({locale})" in str(raised.value)
    assert "brand.family" in str(raised.value)


def test_a_locale_of_ones_own_making_needs_no_letters_of_its_own() -> None:
    check_script("en-XA")
    check_script("qps-ploc")


WITHOUT = """
import sys
sys.modules["justmytype_intl_cjk"] = None
from valuereport.errors import TemplateError
from valuereport.render.fonts import advice, check_script, families, missing_characters
print(missing_characters("a田さ한ش"), families("ja"), advice("田"), advice("a"))
for locale in ("en", "ar", "ja", "zh-CN"):
    try:
        check_script(locale)
    except TemplateError as error:
        print(error)
"""


def test_without_the_east_asian_fonts_the_command_that_installs_them_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    first, *errors = done.stdout.splitlines()
    command = f"{sys.executable} -m pip install justmytype-intl-cjk"
    order = ("Source Sans Pro", "IBM Plex Sans Arabic", "DejaVu Sans")
    assert first.split() == f"{('さ', '田', '한')} {order} {command}".split()
    assert ["Japanese (ja)" in errors[0], "(zh-CN)" in errors[1]] == [True, True]
    assert len(errors) == 2
    assert all(error.endswith(f"run: {command}") for error in errors)


def test_what_is_missing_is_each_character_once_in_order() -> None:
    assert missing_characters("🦄 unicorn 🦄 \x00 half \ud83d 🀄") == ("\x00", "\ud83d", "🀄", "🦄")
    assert missing_characters("Zażółć Ŵ 田中さくら 김민준 أحمد Ελλάδα Київ שלום\n") == ()
    assert REPLACEMENT not in missing_characters(REPLACEMENT)
    assert advice("🦄") == ""


@given(st.lists(st.text(st.characters(codec=None), max_size=12), max_size=4))
def test_looking_at_a_column_at_once_finds_what_looking_at_each_text_finds(texts: list[str]) -> None:
    assert uncovered(texts) == {character for text in texts for character in missing_characters(text)}


def test_characters_that_need_no_glyph_show_nothing() -> None:
    silent = (
        "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060"
        "\u2066\u2069\ufe0e\ufe0f\ufeff\U000e0100"
    )
    assert missing_characters(silent) == ()
    plain = pdf_of("<p>ab</p>")[0].get_pixmap().samples
    for character in silent:
        assert pdf_of(f"<p>a{character}b</p>")[0].get_pixmap().samples == plain, f"U+{ord(character):04X}"


def test_no_glyph_is_missing_where_none_is_reported() -> None:
    wide = "".join(chr(point) for point in range(0x21, 0x30000, 37) if unicodedata.category(chr(point))[0] in "LNPS")
    shown = "".join(character for character in wide if character not in missing_characters(wide))
    assert len(shown) > 1000
    document = pdf_of(f"<p>{escape(' '.join(shown))}</p>")
    traces = [span for page in document for span in page.get_texttrace()]
    assert 0 not in {glyph for span in traces for _, glyph, *_ in span["chars"]}


def test_every_space_is_a_space_beside_letters_of_every_script() -> None:
    spaces = "".join(chr(point) for point in range(0x20, 0x3001) if unicodedata.category(chr(point)) == "Zs")
    assert missing_characters(spaces.replace("\u1680", "")) == ()
    for letter in "aش한骨の✓":
        body = "".join(f"<p>{letter}&#{ord(space)};{letter}</p>" for space in spaces if space != "\u1680")
        glyphs = {glyph for span in pdf_of(body)[0].get_texttrace() for _, glyph, *_ in span["chars"]}
        assert 0 not in glyphs, letter


def test_no_font_of_ours_is_variable_and_each_says_its_weight() -> None:
    for face in shipped_faces():
        with TTFont(face.file) as font:
            assert "fvar" not in font
            assert abs(font["OS/2"].usWeightClass - face.weight) <= 100


def test_kept_faces_are_the_same_bytes_in_any_folder_and_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = package("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"
    bold = regular.with_name("SourceSansPro-Semibold.ttf")
    made = []
    for folder in ("one", "two"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / folder))
        made.append(custom_face("House Sans", regular, bold))
    assert [digest_of_file(face.file) for face in made[0].faces] == [
        digest_of_file(face.file) for face in made[1].faces
    ]
    assert all(face.file.is_relative_to(tmp_path / "two") for face in made[1].faces)
    before = [face.file.stat().st_mtime_ns for face in made[1].faces]
    again = custom_face("House Sans", regular, bold)
    assert again == made[1]
    assert [face.file.stat().st_mtime_ns for face in again.faces] == before


def test_a_cache_that_cannot_be_written_falls_back_to_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert fontconfig_file(None).is_relative_to(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    with pytest.raises(TemplateError, match="XDG_CACHE_HOME or TMPDIR"):
        font_configuration()


def test_the_digests_name_every_face() -> None:
    digests = font_digests()
    assert digests == {f"{face.family} {face.weight}": digest_of_file(face.file) for face in shipped_faces()}
    assert len(set(digests.values())) == len(digests)
    own = Family("House", (Face("House", 400, shipped_faces()[0].file),))
    assert set(font_digests(own)) - set(digests) == {"House 400"}


def package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


SANS = package("font_source_sans_pro") / "files"
VARIABLE = package("justmytype_intl_cjk") / "fonts" / "ofl" / "notosansjp" / "NotoSansJP[wght].ttf"


def test_a_workspaces_own_family_comes_first_and_falls_back() -> None:
    own = custom_face("House Serif 2", SANS / "SourceSansPro-Light.ttf", SANS / "SourceSansPro-Black.ttf")
    document = pdf_of('<p>Plain <b>bold</b> ✓ <span lang="ja">骨</span></p>', own)
    names = {font[3].partition("+")[2] for font in document[0].get_fonts()}
    assert names >= {"House-Serif-2,", "House-Serif-2-Semi-Bold", JAPANESE}
    assert families("ja", own)[:2] == ("House Serif 2", "Source Sans Pro")
    assert lacking(own, ["Plain", "骨", "أ"]) == {"骨", "أ"}
    assert missing_characters("Plain 骨 🦄", own) == ("🦄",)


def test_a_variable_font_of_the_workspace_gives_both_weights() -> None:
    own = custom_face("House Gothic", VARIABLE, VARIABLE)
    with TTFont(own.faces[0].file) as regular, TTFont(own.faces[1].file) as bold:
        assert "fvar" not in regular
        assert [font["OS/2"].usWeightClass for font in (regular, bold)] == [400, 600]
        glyph = regular.getBestCmap()[ord("永")]
        assert regular["glyf"][glyph].coordinates != bold["glyf"][glyph].coordinates
    names = {font[3].partition("+")[2] for font in pdf_of("<p>永<b>永</b></p>", own)[0].get_fonts()}
    assert names >= {"House-Gothic", "House-Gothic-Semi-Bold"}


def changed(**values: int) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        with TTFont(SANS / "SourceSansPro-Regular.ttf") as font:
            for name, value in values.items():
                setattr(font["OS/2"], name, value)
            font.save(file)

    return write


def holding(data: bytes) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        file.write_bytes(data)

    return write


def copied(name: str, cut: int | None = None) -> Callable[[Path], None]:
    return holding((SANS / name).read_bytes()[:cut])


def collection(file: Path) -> None:
    fonts = TTCollection()
    fonts.fonts = [TTFont(SANS / f"SourceSansPro-{cut}.ttf") for cut in ("Regular", "Bold")]
    fonts.save(file)


def web_font(file: Path) -> None:
    with TTFont(SANS / "SourceSansPro-Regular.ttf") as font:
        font.flavor = "woff"
        font.save(file)


def without_outlines(file: Path) -> None:
    with TTFont(SANS / "SourceSansPro-Regular.ttf") as font:
        del font["glyf"], font["loca"]
        font.save(file)


def scrambled(file: Path) -> None:
    with TTFont(SANS / "SourceSansPro-Regular.ttf") as font:
        assert font.reader is not None
        place: Any = font.reader.tables["OS/2"]
        data = bytearray((SANS / "SourceSansPro-Regular.ttf").read_bytes())
        cmap: Any = font.reader.tables["cmap"]
    data[cmap.offset : cmap.offset + cmap.length] = b"\xff" * cmap.length
    data[place.offset : place.offset + 2] = b"\xff\xff"
    file.write_bytes(data)


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda file: None, "No such file"),
    "empty": (holding(b""), "is no font"),
    "text": (holding(b"Dear member"), "is no font"),
    "folder": (lambda file: file.mkdir(), "a folder"),
    "cut off": (copied("SourceSansPro-Regular.ttf", 100_000), "the file ends before the font does"),
    "only a beginning": (copied("SourceSansPro-Regular.ttf", 40), "is damaged"),
    "scrambled": (scrambled, "is damaged"),
    "no outlines": (without_outlines, "only bitmaps"),
    "collection": (collection, "a file with one font"),
    "web font": (web_font, "TTF or OTF"),
    "restricted": (changed(fsType=2), "forbids embedding in a document"),
    "no subsetting": (changed(fsType=0x0108), "no subsetting"),
    "bitmaps only": (changed(fsType=0x0200), "bitmaps only"),
    "italic": (copied("SourceSansPro-It.ttf"), "italic"),
    "bold for regular": (copied("SourceSansPro-Bold.ttf"), "not a regular: its weight is 700"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_font_that_cannot_be_used_is_told_in_one_line(case: str, tmp_path: Path) -> None:
    write, reason = BAD[case]
    file = tmp_path / "house.ttf"
    write(file)
    with pytest.raises(TemplateError) as raised:
        custom_face("House", file, SANS / "SourceSansPro-Bold.ttf")
    message = str(raised.value)
    assert message.startswith(f"brand.family.regular: {file}: ")
    assert reason in message
    assert "\n" not in message


def test_a_bold_that_is_not_bold_is_refused() -> None:
    regular = SANS / "SourceSansPro-Regular.ttf"
    with pytest.raises(TemplateError, match=r"^brand\.family\.bold: .* is not bold: its weight is 400"):
        custom_face("House", regular, regular)


@pytest.mark.parametrize("allowed", [0x0000, 0x0004, 0x0008, 0x000C, 0x0006])
def test_a_font_that_may_be_embedded_is_taken(allowed: int, tmp_path: Path) -> None:
    file = tmp_path / "house.ttf"
    changed(fsType=allowed)(file)
    assert custom_face("House", file, SANS / "SourceSansPro-Bold.ttf").name == "House"


def test_the_name_of_a_shipped_family_is_refused() -> None:
    with pytest.raises(TemplateError, match="comes with valuereport"):
        custom_face("DejaVu Sans", SANS / "SourceSansPro-Regular.ttf", SANS / "SourceSansPro-Bold.ttf")


def test_opentype_outlines_serve_as_well() -> None:
    own = custom_face("House", SANS / "SourceSansPro-Regular.otf", SANS / "SourceSansPro-Bold.otf")
    assert text_of(pdf_of("<p>Plain <b>bold</b></p>", own)) == "Plain bold"


def test_the_same_font_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (BytesIO(pdf_of('<p lang="ja">骨 <b>角</b> أحمد</p>').tobytes()) for _ in range(2))
    assert first.getvalue() == second.getvalue()
