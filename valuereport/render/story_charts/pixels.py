"""Pictures as PNG, pixel for pixel as large as they are drawn."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Final

from valuereport.render.fonts import font_configuration

_POINTS: Final = 72 / 96  # a CSS pixel


def address(svg: str) -> str:
    """Return an SVG as a data: address."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


def as_png(pictures: Sequence[tuple[str, tuple[int, int]]]) -> list[bytes]:
    """Return PNGs of SVGs and their sizes in pixels; the same pictures give the same bytes."""
    if not pictures:
        return []
    fonts = font_configuration()
    import pypdfium2
    import weasyprint

    sizes = {size: f"of-{size[0]}-{size[1]}" for _, size in pictures}
    rules = "".join(
        f"@page {name} {{ size: {size[0]}px {size[1]}px }} .{name} {{ page: {name} }}" for size, name in sizes.items()
    )
    pages = "".join(
        f'<div class="{sizes[size]}"><img src="{address(svg)}" width="{size[0]}" height="{size[1]}"></div>'
        for svg, size in pictures
    )
    style = (
        f"@page {{ margin: 0 }} body {{ margin: 0 }} {rules} img {{ display: block }} "
        "div { break-after: page } div:last-child { break-after: auto }"
    )
    pdf = weasyprint.HTML(string=f"<style>{style}</style>{pages}").write_pdf(font_config=fonts)
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_png(page.render(scale=1 / _POINTS).to_pil()) for page in document]
    finally:
        document.close()


def _png(image: object) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG", compress_level=6)  # type: ignore[attr-defined]
    return out.getvalue()
