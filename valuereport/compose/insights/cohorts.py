"""Renewal by cohort: the heat map with its numbers, survival, and the years with the first one apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.names import message_words, section_names
from valuereport.model.insight import Cohorts, Figure, Renewal, SurvivalPoint, YearChange
from valuereport.model.story_page import Mark, Picture, Row, Section, Table

_SHADES = (0.6, 0.7, 0.8, 0.85, 0.92)  # a darker one from each of them on
_COLUMNS = 5  # renewals that have room beside one another on paper
_COHORTS = 12  # that a reader can take in
_YEARS = 5


def cohorts(context: InsightContext) -> Section | None:
    """Return renewal and survival of the members who joined in one year, quarter or month; None if not known."""
    found = context.found.cohorts
    if found is None:
        return None
    words = context.words
    last = found.years[-1] if found.years else None
    paragraphs = (
        (newest_first_year(context), message_words(words, last.message, context.field("tenure"))) if last else ()
    )
    picture = _survival_picture(context, found.survival)
    tables = (
        _heat_map(context, found),
        _years(context, found.years),
        _survival(context, found.survival),
    )
    return Section(
        "cohorts",
        section_names(words)["cohorts"],
        tuple(filter(None, paragraphs)),
        pictures=(picture,) if picture else (),
        tables=tuple(table for table in tables if table),
    )


def newest_first_year(context: InsightContext) -> str:
    """Return how those in their first year renewed, and all others; empty where it is not known."""
    found = context.found.cohorts
    year = found.years[-1] if found and found.years else None
    if year is None or year.first_year.value is None or year.later.value is None:
        return ""
    first, later = context.shown(year.first_year, "share"), context.shown(year.later, "share")
    # Translators: {first} and {later} are renewal rates, such as "74%".
    message = context.words.gettext("{year}: of those in their first year {first} renewed, in later years {later}.")
    return message.format(year=year.year, first=first, later=later)


def renewal_number(context: InsightContext, number: int) -> str:
    """Return the heading of the nth renewal."""
    # Translators: the first, second, third renewal of a membership.
    return context.words.gettext("Renewal {n}").format(n=context.words.number(number, 0))


def _heat_map(context: InsightContext, found: Cohorts) -> Table | None:
    """Return the newest cohorts with their first renewals."""
    shown = found.cohorts[-_COHORTS:]
    numbers = sorted({renewal.number for cohort in shown for renewal in cohort.renewals})
    if not numbers:
        return None
    words = context.words
    columns = numbers[:_COLUMNS]
    rows = []
    for cohort in shown:
        renewals = {renewal.number: renewal for renewal in cohort.renewals}
        cells = [_cell(context, cohort.members, renewals.get(number)) for number in columns]
        shades = [_shade(renewals[number].figure) if number in renewals else 0 for number in columns]
        rows.append(Row(cohort.label, (words.number(cohort.members, 0), *cells), shades=(0, *shades)))
    # Translators: the heading of a column: the year, quarter or month in which members joined.
    headings = (words.gettext("Joined"), words.gettext("Members"), *(renewal_number(context, each) for each in columns))
    few = words.gettext("Members left out because too few joined with them: {n}.")
    early = words.gettext("Members who joined before the records begin, or nobody knows when: {n}.")
    notes = (
        # Translators: under a table whose cells are shaded.
        words.gettext("The darker a cell, the more renewed."),
        context.not_all() if len(shown) < len(found.cohorts) or len(columns) < len(numbers) else "",
        few.format(n=words.number(found.folded, 0)) if found.folded else "",
        early.format(n=words.number(found.earlier, 0)) if found.earlier else "",
    )
    caption = words.gettext("Renewed, of those due, by date of joining")
    return Table(caption, headings, tuple(rows), note=words.sentences([note for note in notes if note]))


def _cell(context: InsightContext, members: int, renewal: Renewal | None) -> str:
    if renewal is None:
        return UNKNOWN
    verdict = context.judged(replace(renewal.figure, target=""), "share", members)
    return "\n".join(filter(None, (context.lines(renewal.figure, "share"), verdict)))


def _shade(figure: Figure) -> int:
    return 0 if figure.value is None else sum(figure.value >= edge for edge in _SHADES)


def _years(context: InsightContext, found: Sequence[YearChange]) -> Table | None:
    if not found:
        return None
    words = context.words
    rows = tuple(
        Row(
            year.year,
            (
                context.told(year.rate, "share"),
                context.lines(year.previous, "share"),
                "\n".join(
                    words.labelled(name, context.change(part, "share"))
                    for name, part in ((words.gettext("Mix"), year.mix), (words.gettext("Rate"), year.rates))
                ),
                context.told(year.first_year, "share"),
                context.told(year.later, "share"),
            ),
        )
        for year in found[-_YEARS:]
    )
    headings = (
        words.gettext("Membership year"),
        words.gettext("Now"),
        words.gettext("Before"),
        words.gettext("Change"),
        # Translators: headings of columns: renewal of members in their first year, and of all others.
        words.gettext("First year"),
        words.gettext("Later years"),
    )
    note = context.not_all() if len(found) > _YEARS else ""
    return Table(words.gettext("Renewal by year"), headings, rows, note=note)


def _survival(context: InsightContext, found: Sequence[SurvivalPoint]) -> Table | None:
    if not found:
        return None
    words = context.words
    rows = tuple(
        Row(
            words.number(point.number, 0),
            (context.lines(replace(point.figure, n=None), "share"), words.number(point.at_risk, 0)),
        )
        for point in found
    )
    # Translators: headings of columns: after how many renewals; how many memberships could end then.
    headings = (words.gettext("Renewals"), words.gettext("Share"), words.gettext("Due"))
    return Table(_survival_title(context), headings, rows, detail=True)


def _survival_title(context: InsightContext) -> str:
    return context.words.gettext("Still members after each renewal")


def _survival_picture(context: InsightContext, found: Sequence[SurvivalPoint]) -> Picture | None:
    known = [point for point in found if point.figure.value is not None]
    if not known:
        return None
    words = context.words
    marks = (
        Mark("0", words.percent(1), 1.0),
        *(
            Mark(
                words.number(point.number, 0),
                words.percent(point.figure.value or 0),
                point.figure.value,
                point.figure.low,
                point.figure.high,
                at=float(point.number),
            )
            for point in known
        ),
    )
    return steps(context, "survival", _survival_title(context), marks, lambda at: renewal_number(context, round(at)))


def steps(
    context: InsightContext, name: str, title: str, marks: tuple[Mark, ...], time: Callable[[float], str]
) -> Picture:
    """Return a falling line of shares, with its text; `time` says in words where a mark begins."""
    words = context.words
    # Translators: begins the description of a chart for people who do not see it.
    start = words.gettext("Line chart: {title}.").format(title=title)
    # Translators: part of a chart's description; {time} is such as "14 days" or "Renewal 2".
    message = words.gettext("{time}: a share of {share}.")
    told = [message.format(time=time(mark.at), share=mark.text) for mark in marks if mark.label and mark.at]
    scale = tuple(Mark("", words.percent(value), value) for value in (0.0, 0.5, 1.0))
    return Picture(name, "steps", title, marks, "", words.sentences([start, *told]), scale=scale)
