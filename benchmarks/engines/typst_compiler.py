"""Typst, with an equivalent of our design (statement.typ): one compiler for all, its fonts and cache warm."""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import typst

from engines.engine import Asked, Engine
from valuereport.model.statement import Document
from valuereport.render.code import draw_code
from valuereport.render.fonts import FAMILIES, font_files
from valuereport.render.look import look_of
from valuereport.wording import translations_for

_TEMPLATE = "statement.typ"
_WORDS = (
    *("What it was worth, by benefit", "Benefit", "Low to high", "Most likely", "one figure", "What comes next"),
    *("What we counted", "When", "What", "How much", "Evidence", "Who used it", "Contact", "How often"),
    *("Policy wins that apply to you", "How we worked it out", "Assumptions that mattered most", "Figure and range"),
    *("Source", "Is this right?", "Page {page} of {pages}"),
)


class Typst(Engine):
    """A document is a program of two lines that calls the template with the member's data.

    That is faster than handing the data over as sys.inputs or in a file, by a tenth and more.
    """

    packages = ("typst",)

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self._look = look_of(self.settings)
        self._root = self.folder / "typst"
        self._root.mkdir()
        shutil.copy(Path(__file__).with_name(_TEMPLATE), self._root)
        if self._look.logo:
            (self._root / "logo.svg").write_bytes(_content(self._look.logo))
        self._words: dict[str, dict[str, str]] = {}
        self._codes: dict[str, str] = {}
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(file.parent) for file in font_files()],
        )
        self._compiler = typst.Compiler(root=str(self._root), font_paths=fonts, ignore_system_fonts=True)

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document. Raises TypstError, also where PDF/UA-1 would not be kept."""
        data = {
            "statements": [asdict(statement) for statement in document],
            "words": [self._words_of(statement.locale) for statement in document],
            "look": {
                "colour": self._look.colour,
                "accent": self._look.accent,
                "logo": "logo.svg" if self._look.logo else "",
                "logo_width": self._look.logo_width,
                "code": self._code(document[0].next_step.address),
                "families": FAMILIES,
            },
        }
        # A JSON text within a JSON text has no control characters but \n, which Typst's strings write the same way.
        text = json.dumps(json.dumps(data, ensure_ascii=False), ensure_ascii=False)
        program = f'#import "{_TEMPLATE}": document-of\n#document-of(json(bytes({text})))\n'
        pdf = self._compiler.compile(program.encode(), format="pdf", pdf_standards=["ua-1"])
        if not isinstance(pdf, bytes):
            raise TypeError("a PDF is one file")
        return pdf

    def _words_of(self, locale: str) -> dict[str, str]:
        if locale not in self._words:
            catalogue = translations_for(locale, self.settings.catalogues)
            self._words[locale] = {word: catalogue.gettext(word) for word in _WORDS}
        return self._words[locale]

    def _code(self, address: str) -> str:
        """Return the file of a QR code, drawn once."""
        if address not in self._codes:
            name = f"code-{len(self._codes)}.png"
            (self._root / name).write_bytes(_content(draw_code(address, self._look.colour)))
            self._codes[address] = name
        return self._codes[address]


def _content(address: str) -> bytes:
    """Return what a data: address holds."""
    return base64.b64decode(address.partition(",")[2])
