"""Plates: a part of a page is laid out once by WeasyPrint, and filled for many members.

    document ──Parameteriser──▶ parts: each the page with nothing else on it, a placeholder for each personal value
                │                └─ the HTML that is left is the part's key; equal keys share a plate
                ▼
    page ──make_plate──▶ Plate: WeasyPrint's streams and tags with gaps, and a Box for each slot
                │                └─ NotAPlate where anything beside the slots depends on what is in them
                ▼
    value ──LineBreaker──▶ lines: HarfBuzz sets them, Pango says where they may end
                │                └─ NotAPlate where that is not certain: the statement is laid out directly
                ▼
    plate + lines a slot ──page_template_of──▶ PageTemplate: drawing, tags and links as bytes with gaps
                │
                ▼
    page templates + lines ──Assembler──▶ PDF: gaps are filled, parts put together, tags hung under one document

Whatever personal text a template does not parameterise is in the key, so that it makes more plates,
and never another's page.
Parts are regions and rows of tables, so that plates grow with the sum of what these look like, not with the product.
"""

from valuereport.render.plates.choose import Choice, choose
from valuereport.render.plates.maker import ParameterisedDocument, PlateFiller, PlateMaker
from valuereport.render.plates.plate import NotAPlate, Plate

__all__ = ["Choice", "NotAPlate", "ParameterisedDocument", "Plate", "PlateFiller", "PlateMaker", "choose"]
