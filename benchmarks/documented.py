"""WeasyPrint as its documentation shows, with our page, style and fonts: what the measurements compare with."""

from __future__ import annotations

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from valuereport.files import packaged
from valuereport.render.fonts import font_files, shipped_faces, style
from valuereport.render.look import look_of
from valuereport.settings import Settings

VARIANT = "pdf/ua-1"


def documented_style(settings: Settings) -> str:
    """Return our style sheets as one text, with the fonts declared as WeasyPrint's documentation shows."""
    faces = "".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; src: url('{face.file.as_uri()}') }}\n"
        for face in shipped_faces()
        if face.file in font_files()
    )
    look = look_of(settings)
    sheets = [packaged("templates") / name for name in ("statement.css", f"{look.paper}.css")]
    return "\n".join((faces, style(look.family), look.style, *(file.read_text(encoding="utf-8") for file in sheets)))


def documented(html: str, css: str) -> bytes:
    """Return a PDF as WeasyPrint's documentation shows, with the same fonts, style and tags."""
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=css, font_config=fonts)
    pdf: bytes = weasyprint.HTML(string=html).write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)
    return pdf
