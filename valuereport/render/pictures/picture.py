"""A picture that is asked for: what it shows, in which locale, in which direction."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.model.statement import Chart, Code, Year
from valuereport.render.letters import letters_of
from valuereport.render.look import Look
from valuereport.render.pictures.chart import chart_size, draw_chart
from valuereport.render.pictures.code import code_size, draw_code
from valuereport.render.pictures.drawing import Drawing
from valuereport.render.pictures.year import draw_year, year_size


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows; `mirrored` on a page that is read from right to left."""

    subject: Chart | Year | Code
    locale: str
    mirrored: bool


def size_of(subject: Chart | Year | Code) -> tuple[float, float]:
    """Return the size of a picture in points; what is in it does not change it, but a chart's number of bars."""
    if isinstance(subject, Chart):
        return chart_size(subject)
    return year_size() if isinstance(subject, Year) else code_size()


def drawing_of(picture: Picture, look: Look) -> Drawing:
    """Return the drawing of a picture in the brand's colours."""
    subject = picture.subject
    if isinstance(subject, Code):
        return draw_code(subject, look.colour)
    letters = letters_of(picture.locale, look.family)
    if isinstance(subject, Chart):
        return draw_chart(subject, letters, look.accent, mirrored=picture.mirrored)
    return draw_year(subject, letters, look.accent, mirrored=picture.mirrored)
