"""The page of insights for tests, in every language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from tests.insights.example import insights
from tests.sheets import SHIPPED, Desk
from valuereport.compose.insights import compose_insights
from valuereport.model.insight_page import InsightPage
from valuereport.model.insights import Insights
from valuereport.render.insights import InsightRenderer
from valuereport.render.look import look_of
from valuereport.render.web_page import RenderedPage
from valuereport.wording import translations_for


@cache
def renderer(paper: str = "a4") -> InsightRenderer:
    settings = Desk(paper=paper).settings
    return InsightRenderer([SHIPPED], partial(translations_for, folder=settings.catalogues), look_of(settings))


def page(locale: str = "en-GB", found: Callable[[], Insights] = insights) -> InsightPage:
    return compose_insights(found(), Desk().settings, locale)


@cache
def rendered(locale: str = "en-GB", found: Callable[[], Insights] = insights, paper: str = "a4") -> RenderedPage:
    """Return the page in a locale."""
    return renderer(paper).page(page(locale, found))
