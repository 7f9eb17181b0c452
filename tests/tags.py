"""The tag tree of a PDF as an outline: what a screen reader goes through."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_Texts = Mapping[tuple[int, int], str]
_CHARACTERS = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_LEFT_TO_RIGHT = re.compile(r"[0-9A-Za-z](?:[^\u0590-\u08ff]*[0-9A-Za-z])?")
_MIRRORED = dict(zip("()[]{}«»", ")(][}{»«", strict=True))
_RANGES = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass
class Element:
    """One element: its type, what it says of itself, its own text, the marks of that text, and what it holds."""

    kind: str
    language: str = ""
    alternative: str = ""
    scope: str = ""
    address: str = ""
    text: str = ""
    marks: list[tuple[int, int]] = field(default_factory=list)
    kids: list[Element] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all that it holds, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    @property
    def said(self) -> str:
        """Return all text in it."""
        return " ".join(each.text for each in self.walk() if each.text)


def outline(pdf: bytes) -> str:
    """Return the tag tree, a line an element."""
    return "\n".join(_lines(tree(pdf), 0)) + "\n"


def _lines(element: Element, depth: int) -> Iterator[str]:
    told = [element.kind, element.scope]
    told += [f"lang={element.language}"] if element.language else []
    told += [f"alt={element.alternative!r}"] if element.alternative else []
    told += [f"to={element.address}"] if element.address else []
    told += [repr(_as_read(" ".join(element.text.split())))] if element.text else []
    yield "  " * depth + " ".join(filter(None, told))
    for kid in element.kids:
        yield from _lines(kid, depth + 1)


def _as_read(text: str) -> str:
    """Return a text in the order of reading: right-to-left letters stand in a page as they are seen."""
    if not any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        return text
    backwards = "".join(_MIRRORED.get(character, character) for character in reversed(text))
    return _LEFT_TO_RIGHT.sub(lambda run: "".join(_MIRRORED.get(one, one) for one in reversed(run[0])), backwards)


def tree(pdf: bytes) -> Element:
    """Return the document's root element."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        texts = {}
        for number, page in enumerate(document.pages):
            texts |= {(number, mark): text for mark, text in marked(page)}
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        (root,) = _listed(document.Root.StructTreeRoot.K)
        found = _element(root, texts, pages, None)
        found.language = str(document.Root.Lang)
        return found


def _element(found: Any, texts: _Texts, pages: Mapping[Any, int], page: int | None) -> Element:
    if "/Pg" in found:
        page = pages[found.Pg.objgen]
    attributes = found.get("/A", {})
    made = Element(
        kind=str(found.S)[1:],
        language=str(found.get("/Lang", "")),
        alternative=str(found.get("/Alt", "")),
        scope=str(attributes.get("/Scope", ""))[1:],
    )
    for kid in _listed(found.get("/K", [])):
        if isinstance(kid, int):
            assert page is not None
            made.marks.append((page, kid))
            made.text += texts[page, kid]
        elif kid.get("/Type") == "/OBJR":
            made.address = str(kid.Obj.A.URI)
        else:
            made.kids.append(_element(kid, texts, pages, page))
    return made


def _listed(kids: Any) -> list[Any]:
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def marked(page: Any) -> list[tuple[int, str]]:
    """Return the marked content of a page in the order of painting; artifacts are left out."""
    return [(mark, text) for kind, mark, text in sequences(page) if mark is not None and kind != "/Artifact"]


def sequences(page: Any) -> list[tuple[str, int | None, str]]:
    """Return kind, number and text of every piece of marked content, in the order of painting."""
    maps = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: list[tuple[str, int | None, str]] = []
    open_: list[int] = []
    letters: Mapping[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if len(operands) > 1 else {}
            number = int(properties["/MCID"]) if "/MCID" in properties else None
            open_.append(len(found))
            found.append((str(operands[0]), number, ""))
        elif name == "EMC":
            open_.pop()
        elif name == "Tf":
            letters = maps[str(operands[0])]
        elif name in ("Tj", "TJ") and open_:
            kind, number, text = found[open_[-1]]
            found[open_[-1]] = (kind, number, text + _shown(operands[0], letters))
    return found


def _shown(operand: Any, letters: Mapping[int, str]) -> str:
    pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(letters.get(int.from_bytes(raw[at : at + 2], "big"), "\ufffd") for at in range(0, len(raw), 2))


def _letters(font: Any) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        found |= {int(glyph, 16): _text(code) for glyph, code in _CHARACTERS.findall(block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, code in _RANGES.findall(block):
            for glyph in range(int(first, 16), int(last, 16) + 1):
                found[glyph] = chr(int(code, 16) + glyph - int(first, 16))
    return found


def _text(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be", "replace")
