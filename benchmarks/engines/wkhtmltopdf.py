"""wkhtmltopdf as Debian ships it: a process for every document. It makes no tags."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from documented import documented_style

from engines.engine import Asked
from engines.page import BROWSERS, FromOurPage, with_footers
from valuereport.model.statement import Document
from valuereport.render.fonts import font_files
from valuereport.render.look import look_of

_COMMAND = (
    *("wkhtmltopdf", "--quiet", "--enable-local-file-access", "--print-media-type", "--page-size", "A4"),
    *("--disable-javascript", "--javascript-delay", "0"),  # else it waits a fifth of a second for scripts
    *("--margin-top", "0", "--margin-bottom", "0", "--margin-left", "20mm", "--margin-right", "20mm"),
)
_ZOOM = "body { zoom: 1.31 }"  # its millimetres are smaller than the paper's, and --zoom does nothing in Debian's build
_WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
_SIDES = {"start": "left", "end": "right"}
_LOGICAL = {"inline-start": "left", "inline-end": "right", "block-start": "top", "block-end": "bottom"}


class WkHtmlToPdf(FromOurPage):
    """The page goes in by stdin, the PDF comes out by stdout."""

    packages = ()

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        look = look_of(self.settings)
        css = _WEB_FONT.sub("", documented_style(self.settings)) + BROWSERS + _ZOOM
        self._css = _older(css, {"--brand": look.colour, "--accent": look.accent})
        self._environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(self._fonts())}

    @property
    def version(self) -> str:
        """Return the program's own line."""
        command = [_COMMAND[0], "--version"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def _fonts(self) -> Path:
        """Return a configuration with our fonts alone: those of a style sheet are printed as outlines, of 2 MB."""
        folders = "".join(f"<dir>{folder}</dir>" for folder in sorted({file.parent for file in font_files()}))
        cache = f"<cachedir>{self.folder / 'fonts'}</cachedir>"
        file = self.folder / "fonts.conf"
        file.write_text(f"<fontconfig>{folders}{cache}</fontconfig>", encoding="utf-8")
        return file

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document."""
        page = with_footers(self.renderer.html(document))
        page = page.replace("margin-inline-start", "margin-left").replace("inset-inline-start", "left")
        page = page.replace("</head>", f"<style>{self._css}</style></head>", 1)
        made = subprocess.run(
            [*_COMMAND, "-", "-"], input=page.encode(), env=self._environment, capture_output=True, check=False
        )
        if not made.stdout.startswith(b"%PDF"):
            raise RuntimeError(made.stderr.decode(errors="replace"))
        return made.stdout


def _older(css: str, variables: dict[str, str]) -> str:
    """Return a style sheet for a browser of ten years ago: no variables, no sides by the direction of reading."""
    css = re.sub(r"\btext-align: (start|end)", lambda found: f"text-align: {_SIDES[found[1]]}", css)
    for name, value in variables.items():
        css = css.replace(f"var({name})", value)
    css = re.sub(r"\bpadding-block: ([^;}]+)", r"padding-top: \1; padding-bottom: \1", css)
    css = re.sub(r"\binset-(inline-start|inline-end)", lambda found: _LOGICAL[found[1]], css)
    return re.sub(
        r"\b(margin|padding|border)-(inline-start|inline-end|block-start|block-end)\b",
        lambda found: f"{found[1]}-{_LOGICAL[found[2]]}",
        css,
    )
