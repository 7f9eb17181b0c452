"""The pictures of a statement: the year, the chart of value by benefit, the QR code.

    Chart, Year, Code ──drawing_of──▶ Drawing: paths in a few inks, points from the top left
                                        ├─ as an SVG, by matplotlib, for a page that is laid out
                                        └─ as operators, for a PDF that is filled from plates

What letters a picture has are outlines: they are seen, and not read; what it says stands beside it in words.
"""

from valuereport.render.pictures.drawing import MARK, Drawing, operators, stand_in, svg
from valuereport.render.pictures.picture import Picture, drawing_of, size_of

__all__ = ["MARK", "Drawing", "Picture", "drawing_of", "operators", "size_of", "stand_in", "svg"]
