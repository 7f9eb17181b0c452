"""What staff have to do: alerts, details to verify, words that no activity matches."""

from __future__ import annotations

from collections.abc import Mapping

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.names import section_names
from valuereport.model.insight import AlertCount, Figure, Unit
from valuereport.model.story_page import Row, Section, Table


def alerts(context: InsightContext) -> Section | None:
    """Return how many alerts of each rule are in which state; None if there is no rule."""
    found = context.found.alerts
    if not found:
        return None
    words, name = context.words, section_names(context.words)["alerts"]
    rows = tuple(
        Row(
            each.rule,
            (
                _limits(context, each),
                each.owner,
                *(words.number(count, 0) for count in (each.raised, each.open, each.snoozed, each.done)),
            ),
        )
        for each in found
    )
    headings = (
        words.gettext("Rule"),
        # Translators: a heading: the limits that a figure has to reach so that somebody is told.
        words.gettext("Limits"),
        words.gettext("Owner"),
        # Translators: states of alerts, headings of columns with numbers: raised now, not done yet, put off, done.
        words.gettext("New"),
        _open(context),
        words.gettext("Put off"),
        words.gettext("Done"),
    )
    told = (words.sentences([open_alerts(context)]), names_in_lists(context))
    return Section("alerts", name, tuple(filter(None, told)), tables=(Table(name, headings, rows, texts=2),))


def _limits(context: InsightContext, alert: AlertCount) -> str:
    """Return what has to be so that an alert is raised, a line each."""
    words = context.words
    measures: Mapping[str, tuple[str, Unit]] = {
        "health": (section_names(words)["health"], "times"),
        # Translators: measures of a member, headings: how long ago the last use was, and how soon the renewal is due.
        "days_since_use": (words.gettext("Days since the last use"), "count"),
        "days_to_renewal": (words.gettext("Days to renewal"), "count"),
        "uses": (context.node("uses"), "count"),
    }
    lines = []
    for name, limit in alert.limits.items():
        node = context.nodes.get(name)
        label, unit = measures.get(name) or (context.node(name), node.unit if node else "times")
        lines.append(context.words.labelled(label, context.target(Figure(None, target=limit), unit)))
    return "\n".join(lines)


def names_in_lists(context: InsightContext) -> str:
    """Return where the members are named whom the page only counts."""
    # Translators: "lists" is the name of a folder.
    return context.words.gettext("The members’ names are in the folder lists, for staff alone.")


def open_alerts(context: InsightContext) -> str:
    """Return how many alerts are open; empty where there is none."""
    found, words = context.found, context.words
    number = sum(each.open for each in found.alerts)
    if not number:
        return ""
    whom = words.labelled(words.gettext("Members"), words.number(found.alert_members, 0)) if found.alert_members else ""
    told = words.labelled(_open(context), words.number(number, 0))
    return " · ".join(filter(None, (section_names(words)["alerts"], told, whom)))


def _open(context: InsightContext) -> str:
    # Translators: states of alerts, headings of columns with numbers: raised now, not done yet, put off, done.
    return context.words.gettext("Open")


def to_verify(context: InsightContext) -> str:
    """Return of how many members details should be verified; empty where that is not known."""
    found, words = context.found.decay, context.words
    if found is None:
        return ""
    # Translators: {n} is a number.
    return words.gettext("Members whose details should be verified: {n}.").format(n=words.number(found.queue, 0))


def decay(context: InsightContext) -> Section | None:
    """Return how fresh members' details are, and what verifying the first of the queue would find; None if unknown."""
    found = context.found.decay
    if found is None:
        return None
    words = context.words
    fields = {
        "email": words.gettext("Email"),
        "phone": words.gettext("Phone"),
        "address": words.gettext("Postal address"),
        "job_title": words.gettext("Job title"),
        "employer": words.gettext("Employer"),
    }
    bases = {
        # Translators: where a half-life comes from: own returned mail, or the settings.
        "measured": words.gettext("measured"),
        "assumed": words.gettext("assumed"),
    }
    rows = tuple(
        Row(
            fields.get(each.field, each.field),
            (
                words.number(each.known, 0),
                words.number(each.dated, 0),
                f"{words.number(each.half_life)}\n{bases[each.basis]}",
                UNKNOWN if each.fresh is None else words.percent(each.fresh),
                UNKNOWN if each.fresh is None else words.number(each.stale, 0),
            ),
        )
        for each in found.fields
    )
    headings = (
        words.gettext("Detail"),
        # Translators: headings of columns: for how many members it is recorded; with a date.
        words.gettext("Recorded"),
        words.gettext("With a date"),
        # Translators: after how many months half of the details are wrong.
        words.gettext("Half-life in months"),
        # Translators: how many of the details are expected to be right still, in per cent; and wrong, as a number.
        words.gettext("Still right"),
        words.gettext("Wrong"),
    )
    # Translators: {n} is how many members' details are looked at first.
    message = words.gettext("Errors to be expected among the first {n} of them: {errors}.")
    first = message.format(n=words.number(found.first, 0), errors=words.number(found.expected_errors, 0))
    # Translators: half of them are taken as wrong, because nothing says when their details were right.
    without = words.gettext("Of these, without any date, and one in two taken as wrong: {n}.")
    undated = [without.format(n=words.number(found.first_undated, 0))] if found.first_undated else []
    name = section_names(words)["decay"]
    return Section(
        "decay",
        name,
        (words.sentences([to_verify(context), first, *undated]), names_in_lists(context)),
        tables=(Table(name, headings, rows),),
    )


def lost_words(context: InsightContext) -> Section | None:
    """Return the words of sources that no activity matches, and the uses lost by each; None if there are none."""
    found = context.found.lost_words
    if not found:
        return None
    words = context.words
    rows = tuple(Row(each.word, (each.source, each.owner or UNKNOWN, words.number(each.uses, 0))) for each in found)
    name = words.gettext("Words that no activity matches")
    # Translators: headings of columns; the last: how many uses by members are not counted because of a word.
    headings = (words.gettext("Word"), words.gettext("Source"), words.gettext("Owner"), words.gettext("Uses lost"))
    return Section("lost-words", name, tables=(Table(name, headings, rows, texts=2),))
