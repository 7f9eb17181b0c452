"""Plates: a part of a page is laid out once by WeasyPrint, and filled for many members.

    document ──Marker──▶ parts: each the page with nothing else on it, a mark for each of the member's own values
                │                └─ the HTML that is left is the part's key; equal keys share a plate
                ▼
    page ──make_plate──▶ Plate: WeasyPrint's streams and tags with gaps, and a Box for each slot
                │                └─ NotAPlate where anything beside the slots depends on what is in them
                ▼
    value ──Lines──▶ lines: HarfBuzz sets them, Pango says where they may end
                │                └─ NotAPlate where a value is in doubt: the statement is made the direct way
                ▼
    plate + lines a slot ──form_of──▶ Form: drawing, tags and links as bytes with places
                │
                ▼
    forms + lines ──Filler──▶ PDF: places are filled, parts put together, tags hung under one document

Whatever personal text a template does not mark is in the key, so that it makes more plates and never another's page.
Parts are regions in fixed places, so that plates grow with the sum of what regions look like, not with the product.
"""

from valuereport.render.plates.choose import Choice, choose
from valuereport.render.plates.maker import Marked, PlateMaker, Press
from valuereport.render.plates.plate import NotAPlate, Plate

__all__ = ["Choice", "Marked", "NotAPlate", "Plate", "PlateMaker", "Press", "choose"]
